/** What the beaconing behaviour remembers of one site. */
import { openPrevalence, type Prevalence } from '../prevalence.js';
import { type RecentMap, recentMap } from '../recent-map.js';
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
  readonly pairs: RecentMap<Pair, number>;
  /** By fingerprint of the source: its pairs on unusual ports. */
  readonly peers: RecentMap<Peers, number>;
  readonly prevalence: Prevalence;
  /** Pairs to be judged at the next tick, in order. */
  readonly due: Set<number>;
  nextSweep: number;
}

export function openBeaconing(options: BeaconingOptions): BeaconingState {
  return {
    counts: pairCounts(options.maxCounts),
    pairs: recentMap(options.maxPairs),
    peers: recentMap(options.maxPairs),
    prevalence: openPrevalence(options.maxDestinations),
    due: new Set(),
    nextSweep: Number.NEGATIVE_INFINITY,
  };
}
