/** What has a rhythm: hosts, services of hosts, and, of the network as a whole, all of it, its services, and its sensors. */
import { type FlowBatch, isKnown, opensFlow } from '../../model/flow-batch.js';
import { Protocol } from '../protocol.js';
import { type References, references, referRow } from '../references.js';
import type { Told } from '../telling.js';
import { type History, mark, openHistory, PEERS, PORTS } from './history.js';
import type { Pauses } from './pauses.js';

/** Who or what a subject is; `service` as "tcp/443". */
export type About =
  | { readonly kind: 'host'; readonly host: string }
  | { readonly kind: 'host-service'; readonly host: string; readonly service: string }
  | { readonly kind: 'network' }
  | { readonly kind: 'service'; readonly service: string }
  | {
      readonly kind: 'sensor';
      readonly input: number;
      /** Otherwise it is the input itself. */
      readonly isExporter: boolean;
      /** Of an input empty until its first hour is closed. */
      name: string;
    };

/** Words for the four values of an hour. */
export const MEASURES: Readonly<Record<About['kind'], readonly [string, string, string, string]>> = {
  host: ['flows', 'bytes', 'peers', 'ports'],
  'host-service': ['flows', 'bytes', 'peers', 'ports'],
  network: ['flows', 'bytes', 'hosts', 'ports'],
  service: ['flows', 'bytes', 'clients', 'servers'],
  sensor: ['flows', 'bytes', 'hosts', 'ports'],
};

/** Consecutive hours in which a measure of a subject was out of the usual in one way. */
export interface Episode {
  readonly firstHour: number;
  lastHour: number;
  told: Told;
}

export interface Subject {
  readonly about: About;
  readonly history: History;
  references: References;
  /** Hours with flows, of all that were closed. */
  seen: number;
  /** Hours in a row with flows, and silent hours since. */
  steady: number;
  silent: number;
  /** By change; null before the first. */
  episodes: Map<string, Episode> | null;
  /** Of a sensor and of the whole network; absent before the first flow. */
  pauses?: Pauses;
}

/** @param bits of each set that is counted */
export function openSubject(about: About, bits?: number): Subject {
  return {
    about,
    history: openHistory(bits),
    references: references(),
    seen: 0,
    steady: 0,
    silent: 0,
    episodes: null,
  };
}

/** "tcp/443": the service that a row of TCP or UDP is spoken to at. */
export function serviceOf({ protocol, destinationPort }: FlowBatch, row: number): string {
  return `${protocol[row] === Protocol.tcp ? 'tcp' : 'udp'}/${destinationPort[row]!}`;
}

export function bytesOf({ validity, bytesSent, bytesReceived }: FlowBatch, row: number): number {
  return (
    (isKnown(validity.bytesSent, row) ? bytesSent[row]! : 0) +
    (isKnown(validity.bytesReceived, row) ? bytesReceived[row]! : 0)
  );
}

/** Adds a record; `peer` and `port` are members of the sets, and not known where they are negative. */
export function addRow(subject: Subject, batch: FlowBatch, row: number, peer: number, port: number): void {
  const { history } = subject;
  history.bytes += bytesOf(batch, row);
  if (!opensFlow(batch.record[row]!)) return;
  history.flows++;
  mark(history, PEERS, peer);
  if (port >= 0) mark(history, PORTS, 1 + port);
  referRow(subject.references, batch, row);
}
