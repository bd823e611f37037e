/** What is remembered of who asks for which names. Plain data. */
import { type RecentMap, recentMap } from '../recent-map.js';
import { type RecentTable, recentTable } from '../recent-table.js';
import { type References, references } from '../references.js';
import type { Told } from '../telling.js';
import type { DnsTunnelOptions } from './options.js';

export const FIVE_MINUTES_MS = 300_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** Bits of the table that tells new names. Two names may share a bit, so that names are counted too few, never too many. */
const SEEN_BITS = 4096;

/** The names under one domain that one client asked for; counts are of the current clock hour and 5 minutes. */
export interface NameSeries {
  readonly client: string;
  readonly domain: string;
  readonly server: string;
  /** More than one server was asked. */
  manyServers: boolean;
  readonly seen: Uint8Array;
  hour: number;
  five: number;
  day: number;
  inHour: number;
  inFive: number;
  /** Most of an hour and of 5 minutes of today, and of hours before today. */
  mostHour: number;
  mostFive: number;
  usualHour: number;
  names: number;
  queries: number;
  carriers: number;
  characters: number;
  answerCharacters: number;
  longest: number;
  firstSeen: number;
  lastSeen: number;
  references: References;
  told: Told | null;
}

/** Packets of one client to port 53 of one server, beyond ordinary sizes. */
export interface PortSeries {
  readonly client: string;
  readonly server: string;
  hour: number;
  /** Bytes of the current clock hour. */
  beyond: number;
  bytes: number;
  packets: number;
  proven: number;
  firstSeen: number;
  lastSeen: number;
  references: References;
  told: Told | null;
}

export interface DnsTunnelState {
  readonly names: RecentMap<NameSeries>;
  /** By fingerprint of client and server. */
  readonly ports: RecentTable<PortSeries>;
  /** Clients with many names under a domain, at most MOST_CLIENTS each. */
  readonly domains: RecentMap<string[]>;
  /** Who answered queries, and who asked them, as far as facts tell. */
  readonly servers: RecentMap<true>;
  readonly askers: RecentMap<true>;
  readonly dirtyNames: Set<string>;
  readonly dirtyPorts: Set<number>;
  nextSweep: number;
}

export const MOST_CLIENTS = 8;

export function openDnsTunnel(options: DnsTunnelOptions): DnsTunnelState {
  return {
    names: recentMap(options.maxSeries),
    ports: recentTable(options.maxSeries),
    domains: recentMap(options.maxDomains),
    servers: recentMap(options.maxServers),
    askers: recentMap(options.maxServers),
    dirtyNames: new Set(),
    dirtyPorts: new Set(),
    nextSweep: Number.NEGATIVE_INFINITY,
  };
}

export function openNames(client: string, domain: string, server: string, time: number): NameSeries {
  return {
    client,
    domain,
    server,
    manyServers: false,
    seen: new Uint8Array(SEEN_BITS / 8),
    hour: Math.floor(time / HOUR_MS),
    five: Math.floor(time / FIVE_MINUTES_MS),
    day: Math.floor(time / DAY_MS),
    inHour: 0,
    inFive: 0,
    mostHour: 0,
    mostFive: 0,
    usualHour: 0,
    names: 0,
    queries: 0,
    carriers: 0,
    characters: 0,
    answerCharacters: 0,
    longest: 0,
    firstSeen: time,
    lastSeen: time,
    references: references(),
    told: null,
  };
}

export function openPort(client: string, server: string, time: number): PortSeries {
  return {
    client,
    server,
    hour: Math.floor(time / HOUR_MS),
    beyond: 0,
    bytes: 0,
    packets: 0,
    proven: 0,
    firstSeen: time,
    lastSeen: time,
    references: references(),
    told: null,
  };
}

/** Whether this hash was not seen this hour; it is now. */
export function isNewName(series: NameSeries, hash: number): boolean {
  const bit = hash % SEEN_BITS;
  const mask = 1 << (bit & 7);
  if ((series.seen[bit >> 3]! & mask) !== 0) return false;
  series.seen[bit >> 3] = series.seen[bit >> 3]! | mask;
  return true;
}

/** Closes the windows that are over at `time`; a new day begins a new episode, and what was before is usual. */
export function turnNames(series: NameSeries, time: number): void {
  const five = Math.floor(time / FIVE_MINUTES_MS);
  if (five <= series.five) return;
  series.five = five;
  series.inFive = 0;
  const hour = Math.floor(time / HOUR_MS);
  if (hour === series.hour) return;
  series.hour = hour;
  series.inHour = 0;
  series.seen.fill(0);
  const day = Math.floor(time / DAY_MS);
  if (day === series.day) return;
  series.day = day;
  series.usualHour = Math.max(series.usualHour, series.mostHour);
  series.mostHour = 0;
  series.mostFive = 0;
  series.names = 0;
  series.queries = 0;
  series.carriers = 0;
  series.characters = 0;
  series.answerCharacters = 0;
  series.longest = 0;
  series.firstSeen = time;
  series.references = references();
  series.told = null;
}
