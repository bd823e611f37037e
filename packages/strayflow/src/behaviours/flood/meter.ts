/** Counts of one kind of traffic to one victim in a window that slides by ticks. */
import { BIN_MS } from '../../model/window.js';
import { countSurprise } from '../counting-test.js';
import { refer } from '../references.js';
import type { Told } from '../telling.js';
import { type Crowd, join, merged, openCrowd } from './crowd.js';
import type { FloodOptions } from './options.js';

export type FloodKind = 'syn' | 'syn-ports' | 'udp' | 'icmp' | 'http';
/** Answers by reflection are counted as floods are, in longer windows. */
export type MeterKind = FloodKind | 'reflection';

/** Ticks of the window of a kind. */
export function windowTicks(kind: MeterKind): number {
  return kind === 'reflection' ? 60 : 2;
}

export interface Meter<Kind extends MeterKind = FloodKind> {
  readonly kind: Kind;
  readonly victim: string;
  /** -1 for all ports. */
  readonly port: number;
  /** The one client that an `http` meter counts; empty otherwise. */
  readonly client: string;
  /** Tick number (time / BIN_MS) -> units counted. */
  readonly ticks: Map<number, number>;
  /** The latest tick judged. */
  judged: number;
  /** Highest count of a window so far. */
  most: number;
  /** The window before, and from then on. While nothing is told, `recent` becomes `earlier` every window. */
  earlier: Crowd;
  recent: Crowd;
  /** Tick at which `recent` began. */
  since: number;
  lastTick: number;
  told: Told | null;
  /** By the source that the flood is laid to. */
  readonly accused: Map<string, Told>;
  changed: boolean;
}

export function openMeter<Kind extends MeterKind>(
  kind: Kind,
  victim: string,
  port: number,
  client: string,
  tick: number,
): Meter<Kind> {
  return {
    kind,
    victim,
    port,
    client,
    ticks: new Map(),
    judged: tick - 1,
    most: 0,
    earlier: openCrowd(),
    recent: openCrowd(),
    since: tick,
    lastTick: tick,
    told: null,
    accused: new Map(),
    changed: false,
  };
}

export interface Unit {
  readonly sender: string;
  readonly time: number;
  readonly count: number;
  readonly bytes: number;
  readonly proven: boolean;
  readonly input: number;
  readonly record: number;
}

export function tickOf(time: number): number {
  return Math.floor(time / BIN_MS);
}

export function count(meter: Meter<MeterKind>, unit: Unit): void {
  const tick = tickOf(unit.time);
  meter.ticks.set(tick, (meter.ticks.get(tick) ?? 0) + unit.count);
  meter.lastTick = Math.max(meter.lastTick, tick);
  meter.changed = true;
  const { recent } = meter;
  join(recent, unit.sender, unit.count, unit.proven ? unit.count : 0);
  recent.bytes += unit.bytes;
  recent.firstSeen = Math.min(recent.firstSeen, unit.time);
  recent.lastSeen = Math.max(recent.lastSeen, unit.time);
  refer(recent.references, unit.input, unit.record);
}

/** Takes over units of which only the number is known. */
export function carryOver(meter: Meter, units: number): void {
  const { recent } = meter;
  if (meter.client === '') recent.count += units;
  else join(recent, meter.client, units, 0);
  if (meter.kind !== 'icmp') recent.references.count += units;
}

/**
 * Judges the windows that end with ticks up to `last` for good, and later ones by what they hold so far, which can only
 * grow: a flood that passes every line is told before the last answer was waited for. Forgets what no later window needs.
 */
export function judge(meter: Meter<MeterKind>, last: number): void {
  const width = windowTicks(meter.kind);
  for (const tick of meter.ticks.keys()) {
    if (tick <= meter.judged) continue;
    let sum = 0;
    for (const [other, counted] of meter.ticks) if (other > tick - width && other <= tick) sum += counted;
    meter.most = Math.max(meter.most, sum);
  }
  meter.judged = Math.max(meter.judged, last);
  for (const tick of meter.ticks.keys()) if (tick <= last - width) meter.ticks.delete(tick);
}

/** While nothing is told, what is older than two windows does not belong to what may come. `current` has no rows yet. */
export function slide(meter: Meter<MeterKind>, current: number): void {
  const width = windowTicks(meter.kind);
  if (meter.told !== null || current - meter.since < width) return;
  meter.earlier = tickOf(meter.recent.lastSeen) >= current - 2 * width ? meter.recent : openCrowd();
  meter.recent = openCrowd();
  meter.since = current;
  meter.most = 0;
}

export function usualCount(kind: FloodKind, options: FloodOptions): number {
  switch (kind) {
    case 'syn':
      return options.usualUnfinishedPerService;
    case 'syn-ports':
      return options.usualUnfinishedPerHost;
    case 'udp':
      return options.usualUnansweredUdp;
    case 'icmp':
      return options.usualEchoRequests;
    case 'http':
      return options.usualWebFlowsPerClient;
  }
}

export function meterSurprise(meter: Meter, options: FloodOptions): number {
  return Math.min(options.maxSurprise, countSurprise(meter.most, usualCount(meter.kind, options)));
}

export function crowdOf(meter: Meter<MeterKind>): Crowd {
  return merged(meter.earlier, meter.recent);
}
