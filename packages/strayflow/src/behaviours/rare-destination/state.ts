/** What the rare destination behaviour remembers of one site. */
import type { Service } from '../destination/service.js';
import { openPrevalence, type Prevalence } from '../prevalence.js';
import { type RecentTable, recentTable } from '../recent-table.js';
import { type References, references } from '../references.js';
import type { Told } from '../telling.js';
import type { RareDestinationOptions } from './options.js';

/** A host and a destination that was new to the site. */
export interface Dealings {
  /** Host keys (see host-key.ts). */
  readonly source: string;
  readonly destination: string;
  /** Fingerprints. */
  readonly sourceId: number;
  readonly destinationId: number;
  /** The least usual service that was addressed, and its port. */
  service: Service;
  port: number;
  flows: number;
  bytes: number;
  proven: number;
  readonly firstSeen: number;
  lastSeen: number;
  readonly references: References;
  told: Told | null;
}

export function openDealings(
  identity: Pick<Dealings, 'source' | 'destination' | 'sourceId' | 'destinationId' | 'firstSeen'>,
  service: Service,
  port: number,
): Dealings {
  return {
    ...identity,
    service,
    port,
    flows: 0,
    bytes: 0,
    proven: 0,
    lastSeen: identity.firstSeen,
    references: references(),
    told: null,
  };
}

export interface RareDestinationState {
  readonly dealings: RecentTable<Dealings>;
  readonly prevalence: Prevalence;
  readonly due: Set<number>;
  /** Destinations told in the present day, by fingerprint of the host. */
  readonly toldToday: Map<number, number>;
  /** Start of the day (Unix ms). */
  day: number;
  /** Not told because a host has had its share for the day. */
  withheld: number;
}

export function openRareDestination(options: RareDestinationOptions): RareDestinationState {
  return {
    dealings: recentTable(options.maxPairs),
    prevalence: openPrevalence(options.maxDestinations),
    due: new Set(),
    toldToday: new Map(),
    day: Number.NEGATIVE_INFINITY,
    withheld: 0,
  };
}
