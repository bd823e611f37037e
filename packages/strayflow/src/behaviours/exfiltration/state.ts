/** What is remembered of who sends how much to whom. Plain data. */
import { type RecentTable, recall, recentTable } from '../recent-table.js';
import type { Told } from '../telling.js';
import { addVolume, type VolumeSketch } from '../volume-sketch.js';
import { type LargestReferences, largestReferences } from './largest-references.js';
import type { ExfiltrationOptions } from './options.js';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** What one host sent to one destination by one service; bytes are those sent beyond those received of a record. */
export interface PairUploads {
  readonly source: string;
  readonly destination: string;
  /** Fingerprints. */
  readonly sourceId: number;
  readonly destinationId: number;
  /** Index into the options' services; -1 for others. */
  readonly service: number;
  readonly port: number;
  /** Unix hour and day that the sums are of. */
  hour: number;
  day: number;
  hourBytes: number;
  dayBytes: number;
  /** Largest hour of today. */
  mostHour: number;
  /** Largest hour and day before today: what is usual for this pair. */
  usualHour: number;
  usualDay: number;
  /** Hours of today with uploads. */
  hours: number;
  /** Of today: records, those with a completed handshake, bytes sent and received in all. */
  records: number;
  proven: number;
  sent: number;
  received: number;
  /** Bytes received beyond those sent of other large records, and when the last of them was seen (Unix ms). */
  downloaded: number;
  downloadSeen: number;
  firstSeen: number;
  lastSeen: number;
  references: LargestReferences;
  told: Told | null;
}

export interface HostUploads {
  readonly firstSeen: number;
  lastSeen: number;
  /** Closed hours of all its pairs, one volume each. */
  readonly volumes: VolumeSketch;
  /** Unix day at which the volumes were last aged. */
  aged: number;
}

export interface DestinationUse {
  readonly firstSeen: number;
  lastSeen: number;
  /** The first hosts that sent there, by fingerprint, at most MOST_SENDERS. */
  readonly senders: number[];
}

export const MOST_SENDERS = 8;

export interface ExfiltrationState {
  readonly pairs: RecentTable<PairUploads>;
  readonly hosts: RecentTable<HostUploads>;
  readonly destinations: RecentTable<DestinationUse>;
  /** Pairs that could be told since the last tick, in order. */
  readonly dirty: Set<number>;
  /** Event time of the first record (Unix ms). */
  begin: number;
  nextSweep: number;
}

export function openExfiltration(options: ExfiltrationOptions): ExfiltrationState {
  return {
    pairs: recentTable(options.maxPairs),
    hosts: recentTable(options.maxHosts),
    destinations: recentTable(options.maxDestinations),
    dirty: new Set(),
    begin: Number.POSITIVE_INFINITY,
    nextSweep: Number.NEGATIVE_INFINITY,
  };
}

export function openPair(
  hosts: Pick<PairUploads, 'source' | 'destination' | 'sourceId' | 'destinationId'>,
  service: number,
  port: number,
  time: number,
): PairUploads {
  return {
    source: hosts.source,
    destination: hosts.destination,
    sourceId: hosts.sourceId,
    destinationId: hosts.destinationId,
    service,
    port,
    hour: Math.floor(time / HOUR_MS),
    day: Math.floor(time / DAY_MS),
    hourBytes: 0,
    dayBytes: 0,
    mostHour: 0,
    usualHour: 0,
    usualDay: 0,
    hours: 0,
    records: 0,
    proven: 0,
    sent: 0,
    received: 0,
    downloaded: 0,
    downloadSeen: Number.NEGATIVE_INFINITY,
    firstSeen: time,
    lastSeen: time,
    references: largestReferences(),
    told: null,
  };
}

/** The pair's hour is over when `hour` (Unix hours) is later: its volume becomes history of the host. */
export function closeHour(pair: PairUploads, hosts: RecentTable<HostUploads>, hour: number): void {
  if (hour <= pair.hour) return;
  const host = pair.hourBytes > 0 ? recall(hosts, pair.sourceId) : undefined;
  if (host !== undefined) addVolume(host.volumes, pair.hourBytes);
  pair.hour = hour;
  pair.hourBytes = 0;
}

/** The day of the pair is over when `time` is of a later one: it becomes history of the pair. */
export function turnOver(pair: PairUploads, time: number): void {
  const day = Math.floor(time / DAY_MS);
  if (day === pair.day) return;
  pair.usualHour = Math.max(pair.usualHour, pair.mostHour);
  pair.usualDay = Math.max(pair.usualDay, pair.dayBytes);
  pair.day = day;
  pair.dayBytes = 0;
  pair.mostHour = 0;
  pair.hours = 0;
  pair.records = 0;
  pair.proven = 0;
  pair.sent = 0;
  pair.received = 0;
  pair.firstSeen = time;
  pair.references = largestReferences();
  pair.told = null;
}
