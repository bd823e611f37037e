/** What the long connection behaviour remembers of one site. */
import type { Service } from '../destination/service.js';
import { openPrevalence, type Prevalence } from '../prevalence.js';
import { type RecentTable, recentTable } from '../recent-table.js';
import type { References } from '../references.js';
import type { Told } from '../telling.js';
import type { Durations } from './durations.js';
import type { LongConnectionOptions } from './options.js';

/** The long connections of a host with one service of another. */
export interface LongConnections {
  /** Host keys (see host-key.ts). */
  readonly source: string;
  readonly destination: string;
  /** Fingerprint. */
  readonly destinationId: number;
  readonly port: number;
  readonly protocol: number;
  readonly service: Service;
  /** Between two hosts of the site. */
  readonly internal: boolean;
  longestMs: number;
  connections: number;
  /** Connections that are over, and so among the service's durations. */
  ended: number;
  lastFlow: number;
  /** Of records from the shortest duration that is judged on. */
  bytesSent: number;
  bytesReceived: number;
  /** Records whose handshake is proven. */
  proven: number;
  /** Duration (ms) at which it is judged next. */
  nextTest: number;
  firstSeen: number;
  lastSeen: number;
  readonly references: References;
  told: Told | null;
}

export interface LongConnectionState {
  /** By protocol and port. */
  readonly durations: RecentTable<Durations>;
  /** By fingerprint of source, destination, port and protocol. */
  readonly long: RecentTable<LongConnections>;
  readonly prevalence: Prevalence;
  readonly due: Set<number>;
}

export function openLongConnection(options: LongConnectionOptions): LongConnectionState {
  return {
    durations: recentTable(options.maxServices),
    long: recentTable(options.maxOpen),
    prevalence: openPrevalence(options.maxDestinations),
    due: new Set(),
  };
}
