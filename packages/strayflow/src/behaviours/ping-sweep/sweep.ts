/** What one source asked for by ICMP or ARP, and how surprising that is. */
import { countSurprise } from '../counting-test.js';
import { type References, refer, references } from '../references.js';
import type { Told } from '../telling.js';
import type { PingSweepOptions } from './options.js';

export type SweepKind = 'icmp' | 'arp';

const SLOT_MS = 5_000;
const SLOTS = 12;

export interface Sweep {
  readonly source: string;
  readonly kind: SweepKind;
  /** Distinct hosts asked for. */
  hosts: number;
  silent: number;
  answered: number;
  /** Hosts asked for again after a while. */
  returned: number;
  /** log10 of the likelihood ratio of "sweep" over "ordinary" by silence, since it was last 0; and its highest. */
  score: number;
  peak: number;
  /** First contacts by 5 s, as a ring over a minute, and the latest 5 s in it. */
  readonly slots: Uint32Array;
  slot: number;
  mostPerMinute: number;
  /** The source is a router of the link: it asks for whomever others reach for. */
  forwards: boolean;
  firstSeen: number;
  lastSeen: number;
  readonly references: References;
  told: Told | null;
  changed: boolean;
}

export function openSweep(source: string, kind: SweepKind, time: number): Sweep {
  return {
    source,
    kind,
    hosts: 0,
    silent: 0,
    answered: 0,
    returned: 0,
    score: 0,
    peak: 0,
    slots: new Uint32Array(SLOTS),
    slot: Math.floor(time / SLOT_MS),
    mostPerMinute: 0,
    forwards: false,
    firstSeen: time,
    lastSeen: time,
    references: references(),
    told: null,
    changed: false,
  };
}

/** Counts a host that the source had not asked for; times do not fall. */
export function countHost(sweep: Sweep, time: number, input: number, record: number): void {
  const slot = Math.max(sweep.slot, Math.floor(time / SLOT_MS));
  if (slot - sweep.slot >= SLOTS) sweep.slots.fill(0);
  else for (let s = sweep.slot + 1; s <= slot; s++) sweep.slots[s % SLOTS] = 0;
  sweep.slot = slot;
  sweep.slots[slot % SLOTS]!++;
  let within = 0;
  for (const count of sweep.slots) within += count;
  sweep.mostPerMinute = Math.max(sweep.mostPerMinute, within);
  sweep.hosts++;
  sweep.lastSeen = Math.max(sweep.lastSeen, time);
  refer(sweep.references, input, record);
  sweep.changed = true;
}

/** Sequential test as of port scans (Jung and others 2004), on the silence of hosts. */
export function countOutcome(sweep: Sweep, silent: boolean, options: PingSweepOptions): void {
  const { ordinarySilence, sweeperSilence } = options;
  if (silent) {
    sweep.silent++;
    sweep.score += Math.log10(sweeperSilence / ordinarySilence);
  } else {
    sweep.answered++;
    sweep.score = Math.max(0, sweep.score + Math.log10((1 - sweeperSilence) / (1 - ordinarySilence)));
  }
  sweep.peak = Math.max(sweep.peak, sweep.score);
  sweep.changed = true;
}

export function usualPerMinute(sweep: Sweep, options: PingSweepOptions): number {
  return sweep.kind === 'icmp' ? options.usualHosts : options.usualArpHosts;
}

export interface Judgement {
  readonly surprise: number;
  /** What says more: how many hosts in a minute, or how many of them were silent. */
  readonly by: 'count' | 'silence';
}

/** Surprise as of `now`, corrected for being two tests; 0 below the smallest number of hosts. */
export function judgeSweep(sweep: Sweep, now: number, options: PingSweepOptions): Judgement {
  if (sweep.hosts < options.minHosts) return { surprise: 0, by: 'count' };
  const count = countSurprise(sweep.mostPerMinute, usualPerMinute(sweep, options));
  const silence = sweep.kind === 'icmp' && sweep.silent >= options.minHosts ? sweep.peak : 0;
  const surprise = Math.max(count, silence) - Math.log10(2);
  const limit = isDoubtful(sweep, now, options) ? options.doubtfulSurprise : options.maxSurprise;
  return {
    surprise: Math.max(0, Math.min(limit, surprise)),
    by: count >= silence ? 'count' : 'silence',
  };
}

/** Monitors come back, and know hosts that answer; routers ask on behalf of others. */
function isDoubtful(sweep: Sweep, now: number, options: PingSweepOptions): boolean {
  if (sweep.forwards || sweep.returned >= options.returningShare * sweep.hosts) return true;
  if (sweep.kind === 'icmp' && sweep.silent < options.silentShare * sweep.hosts) return true;
  return now < sweep.firstSeen + options.watchMs;
}
