/** Puts a unit of traffic where it is counted: most of all traffic needs no more than a number. */
import {
  carryOver,
  count,
  type FloodKind,
  type Meter,
  openMeter,
  tickOf,
  type Unit,
  usualCount,
  windowTicks,
} from './meter.js';
import type { FloodOptions } from './options.js';
import type { FloodState } from './state.js';

/** Ticks of the windows of the kinds that are counted lightly at first, and units up to which they are. */
export const LIGHT_TICKS = 2;
const LIGHT_UNITS = 8;

const KIND_LETTER: Record<FloodKind, string> = {
  syn: 's',
  'syn-ports': 'p',
  udp: 'u',
  icmp: 'i',
  http: 'h',
};

export function measure(
  state: FloodState,
  kind: FloodKind,
  victim: string,
  port: number,
  client: string,
  unit: Unit,
  options: FloodOptions,
): void {
  const key = KIND_LETTER[kind] + String.fromCharCode((port + 1) >> 8, (port + 1) & 255) + victim + client;
  const meter = state.meters.get(key) ?? openHeavy(state, key, kind, victim, port, client, unit, options);
  if (meter !== null) count(meter, unit);
}

/** A meter, once its window holds more than a few units; until then they are only counted (null). */
function openHeavy(
  state: FloodState,
  key: string,
  kind: FloodKind,
  victim: string,
  port: number,
  client: string,
  unit: Unit,
  options: FloodOptions,
): Meter | null {
  const tick = tickOf(unit.time);
  const width = windowTicks(kind);
  let sum = unit.count;
  if (width === LIGHT_TICKS) {
    for (const [other, counts] of state.light) {
      if (other > tick - width && other < tick + width) sum += counts.get(key) ?? 0;
    }
    if (sum < LIGHT_UNITS && sum < usualCount(kind, options)) {
      addLight(state, key, tick, unit.count, options);
      return null;
    }
  }
  if (state.meters.size >= options.maxMeters) {
    state.dropped++;
    return null;
  }
  const meter = openMeter(kind, victim, port, client, tick);
  state.meters.set(key, meter);
  for (const [other, counts] of state.light) {
    const earlier = counts.get(key);
    if (earlier === undefined) continue;
    meter.ticks.set(other, earlier);
    carryOver(meter, earlier);
    meter.judged = Math.min(meter.judged, other - 1);
    counts.delete(key);
  }
  return meter;
}

function addLight(state: FloodState, key: string, tick: number, units: number, options: FloodOptions): void {
  let counts = state.light.get(tick);
  if (counts === undefined) {
    counts = new Map();
    state.light.set(tick, counts);
  }
  const earlier = counts.get(key);
  if (earlier === undefined && counts.size >= options.maxLight) state.dropped++;
  else counts.set(key, (earlier ?? 0) + units);
}
