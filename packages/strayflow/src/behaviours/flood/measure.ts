/** Puts a unit of traffic where it is counted: most of all traffic needs no more than a number. */
import { fingerprintOfBoth, fingerprintWith } from '../fingerprint.js';
import { addId, dropId, findId, fingerprintIndexFor } from '../fingerprint-index.js';
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

const KIND_CODE: Record<FloodKind, number> = { syn: 1, 'syn-ports': 2, udp: 3, icmp: 4, http: 5 };

/** The meter of a kind: by fingerprints of the victim and, where one client is counted, of the client; else 0. */
export function meterKey(kind: FloodKind, victimId: number, port: number, clientId = 0): number {
  const hosts = clientId === 0 ? victimId : fingerprintOfBoth(victimId, clientId);
  return fingerprintWith(hosts, (KIND_CODE[kind] << 16) | (port + 1));
}

/**
 * Counts units of a meter that is not there: true while its window holds no more than a few of them, else the meter is
 * to be opened (`measure`).
 */
export function countLightly(
  state: FloodState,
  key: number,
  kind: FloodKind,
  time: number,
  units: number,
  options: FloodOptions,
): boolean {
  if (windowTicks(kind) !== LIGHT_TICKS || (state.meters.size > 0 && state.meters.has(key))) return false;
  const tick = tickOf(time);
  let sum = units;
  for (const [other, { index, units: counted }] of state.light) {
    if (other <= tick - LIGHT_TICKS || other >= tick + LIGHT_TICKS) continue;
    const id = findId(index, key);
    if (id >= 0) sum += counted[id]!;
  }
  if (sum >= LIGHT_UNITS || sum >= usualCount(kind, options)) return false;
  addLight(state, key, tick, units, options);
  return true;
}

/** Counts a unit in its meter, which is opened where need be. */
export function measure(
  state: FloodState,
  key: number,
  about: Pick<Meter, 'kind' | 'victim' | 'port' | 'client'>,
  unit: Unit,
  options: FloodOptions,
): void {
  const meter = state.meters.get(key) ?? openHeavy(state, key, about, unit, options);
  if (meter !== null) count(meter, unit);
}

/** A meter with what was counted of it before; null where there are too many. */
function openHeavy(
  state: FloodState,
  key: number,
  { kind, victim, port, client }: Pick<Meter, 'kind' | 'victim' | 'port' | 'client'>,
  unit: Unit,
  options: FloodOptions,
): Meter | null {
  if (state.meters.size >= options.maxMeters) {
    state.dropped++;
    return null;
  }
  const meter = openMeter(kind, victim, port, client, tickOf(unit.time));
  state.meters.set(key, meter);
  for (const [other, { index, units }] of state.light) {
    const id = findId(index, key);
    if (id < 0) continue;
    meter.ticks.set(other, units[id]!);
    carryOver(meter, units[id]!);
    meter.judged = Math.min(meter.judged, other - 1);
    dropId(index, id);
  }
  return meter;
}

/** How many were counted lightly in the latest tick: the next has about as many. */
function latestOf(state: FloodState): number {
  let live = 0;
  for (const { index } of state.light.values()) live = index.live;
  return live;
}

function addLight(state: FloodState, key: number, tick: number, units: number, options: FloodOptions): void {
  let counts = state.light.get(tick);
  if (counts === undefined) {
    counts = { index: fingerprintIndexFor(latestOf(state)), units: [] };
    state.light.set(tick, counts);
  }
  const id = findId(counts.index, key);
  if (id >= 0) counts.units[id] = counts.units[id]! + units;
  else if (counts.index.live >= options.maxLight) state.dropped++;
  else {
    addId(counts.index, key);
    counts.units.push(units);
  }
}
