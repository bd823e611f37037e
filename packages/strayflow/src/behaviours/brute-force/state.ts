/** What the brute force behaviour remembers of one site. */
import { type RecentMap, recentMap } from '../recent-map.js';
import { type RecentTable, recentTable } from '../recent-table.js';
import type { BruteForceOptions } from './options.js';
import type { LoginSeries } from './series.js';
import type { Spray } from './spray.js';

/** What the records of an open flow added up to. */
export interface OpenLogin {
  readonly bytes: number;
  readonly proven: boolean;
}

export interface BruteForceState {
  /** Open flows to login services, by fingerprint of input and flow. */
  readonly open: RecentTable<OpenLogin>;
  /** By fingerprint of kind, source, destination and service; of groups without the source. */
  readonly series: RecentTable<LoginSeries>;
  readonly sprays: RecentMap<Spray>;
  /** Users and servers that a source has tried, with the time (Unix ms). */
  readonly tried: RecentMap<number>;
  /** Keys of series and sprays that could be told since the last tick, in order. */
  readonly dirty: Set<number>;
  readonly dirtySprays: Set<string>;
  nextSweep: number;
  /** Logins of groups that hold no more sources. */
  dropped: number;
}

export function openBruteForce(options: BruteForceOptions): BruteForceState {
  return {
    open: recentTable(options.maxOpen),
    series: recentTable(options.maxSeries),
    sprays: recentMap(options.maxSprays),
    tried: recentMap(options.maxTried),
    dirty: new Set(),
    dirtySprays: new Set(),
    nextSweep: Number.NEGATIVE_INFINITY,
    dropped: 0,
  };
}
