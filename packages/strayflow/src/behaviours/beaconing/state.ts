/** What the beaconing behaviour remembers of one site. */
import { openPrevalence, type Prevalence } from '../prevalence.js';
import { type RecentTable, recentTable } from '../recent-table.js';
import { type PairCounts, pairCounts } from './counts.js';
import type { BeaconingOptions } from './options.js';
import type { Pair } from './pair.js';

/** Destinations that a host keeps coming back to, counted in 64 bits. */
export interface Peers {
  low: number;
  high: number;
}

export interface BeaconingState {
  readonly counts: PairCounts;
  /** By fingerprint of source, destination, port and protocol. */
  readonly pairs: RecentTable<Pair>;
  /** By fingerprint of the source: its pairs on unusual ports. */
  readonly peers: RecentTable<Peers>;
  readonly prevalence: Prevalence;
  /** Pairs to be judged at the next tick, in order. */
  readonly due: Set<number>;
  nextSweep: number;
}

export function openBeaconing(options: BeaconingOptions): BeaconingState {
  return {
    counts: pairCounts(options.maxCounts),
    pairs: recentTable(options.maxPairs),
    peers: recentTable(options.maxPairs),
    prevalence: openPrevalence(options.maxDestinations),
    due: new Set(),
    nextSweep: Number.NEGATIVE_INFINITY,
  };
}
