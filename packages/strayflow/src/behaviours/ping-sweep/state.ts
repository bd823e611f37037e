/** What the ping sweep behaviour remembers of one site. */
import { type RecentMap, recentMap } from '../recent-map.js';
import type { PingSweepOptions } from './options.js';
import type { Sweep } from './sweep.js';

/** A ping that waits for its answer. */
export interface Ping {
  readonly sweep: string;
  readonly time: number;
}

export interface PingSweepState {
  /** By kind and source. */
  readonly sweeps: RecentMap<Sweep>;
  /** By kind, source and host: time of the first ping (Unix ms), negative once the source came back. */
  readonly contacts: RecentMap<number>;
  /** By kind, source and host, in order of time. */
  readonly pending: Map<string, Ping>;
  /** Keys of sweeps with enough hosts, in order. */
  readonly watched: Set<string>;
  /** Link-layer addresses (48 bits) that carried several outside addresses: routers; and the last host of others. */
  readonly routers: Set<number>;
  readonly lastHosts: Map<number, string>;
  /** Whether this site has facts of ARP at all. */
  hasArp: boolean;
  nextSweep: number;
  dropped: number;
}

export function openPingSweep(options: PingSweepOptions): PingSweepState {
  return {
    sweeps: recentMap(options.maxSources),
    contacts: recentMap(options.maxContacts),
    pending: new Map(),
    watched: new Set(),
    routers: new Set(),
    lastHosts: new Map(),
    hasArp: false,
    nextSweep: Number.NEGATIVE_INFINITY,
    dropped: 0,
  };
}
