/** How much the observed network used its outside peers: bounded, and by connections that its own hosts began and completed. */
import { ADDRESS_BYTES, addressKind, isIpv4 } from '../model/address.js';
import { type AddressTable, addressTable, internAddress } from '../model/address-table.js';
import type { FlowBatch } from '../model/flow-batch.js';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
/** Own hosts that are told apart for each peer; more add nothing. */
export const MOST_HOSTS = 8;
const MAC_BYTES = 6;

/** What is remembered of one peer. */
export interface Usage {
  /** Completed connections that own hosts began. */
  connections: number;
  /** Days of use, each begun a whole day after the one before, so that midnight makes no two of one evening. */
  days: number;
  /** When the last of them began (Unix ms). */
  dayBegan: number;
  /** Own hosts (hashes), in how many different hours each began connections, and the last of these; 0 hours: free. */
  readonly hosts: Int32Array;
  readonly hours: Int32Array;
  readonly lastHours: Int32Array;
  /** Event times (Unix ms). */
  lastUsed: number;
  /** Since when it is much used; Infinity: it is not. */
  since: number;
  /** When that was last told; -Infinity: never. */
  told: number;
  revision: number;
  /** The record that made it much used. */
  input: number;
  record: number;
}

export interface SiteUsage {
  table: AddressTable;
  /** By number in the table. */
  peers: Usage[];
  /** Peers to be told of at the next tick. */
  news: number[];
  /** Hour in which room was last made: not more often, whatever comes. */
  madeRoom: number;
  /** Day for which the unused were forgotten. */
  sweptDay: number;
  /** Peers that were forgotten for want of room, and look-ups that found none. */
  dropped: number;
}

export function openUsage(maxPeers: number): SiteUsage {
  return {
    table: addressTable(maxPeers),
    peers: [],
    news: [],
    madeRoom: Number.NEGATIVE_INFINITY,
    sweptDay: Number.NEGATIVE_INFINITY,
    dropped: 0,
  };
}

function openPeer(): Usage {
  return {
    connections: 0,
    days: 0,
    dayBegan: Number.NEGATIVE_INFINITY,
    hosts: new Int32Array(MOST_HOSTS),
    hours: new Int32Array(MOST_HOSTS),
    lastHours: new Int32Array(MOST_HOSTS),
    lastUsed: Number.NEGATIVE_INFINITY,
    since: Number.POSITIVE_INFINITY,
    told: Number.NEGATIVE_INFINITY,
    revision: -1,
    input: 0,
    record: 0,
  };
}

/** FNV-1a. */
function hash(bytes: Uint8Array, from: number, length: number, seed: number): number {
  let sum = 0x811c9dc5 ^ seed;
  for (let i = 0; i < length; i++) sum = Math.imul(sum ^ bytes[from + i]!, 0x01000193);
  return Math.imul(sum ^ (sum >>> 15), 0x2c1b3c6d);
}

/**
 * Which own host began the flow. Of IPv6 it is the link-layer address where that is known, and else the /64: one machine
 * can take as many addresses of a /64 as it likes (RFC 8981).
 */
function initiator({ source, sourceMac }: FlowBatch, row: number): number {
  const at = row * ADDRESS_BYTES;
  if (isIpv4(source, at)) return hash(source, at + 12, 4, 4);
  if (sourceMac !== null) {
    const mac = row * MAC_BYTES;
    for (let i = 0; i < MAC_BYTES; i++)
      if (sourceMac[mac + i] !== 0) return hash(sourceMac, mac, MAC_BYTES, 2);
  }
  return hash(source, at, 8, 6);
}

/** The number of the unit that blocks have: a public IPv6 address is its /64. */
function numberOf(table: AddressTable, addresses: Uint8Array, at: number): number {
  if (isIpv4(addresses, at) || addressKind(addresses, at) !== 'public') {
    return internAddress(table, addresses, at);
  }
  const unit = new Uint8Array(ADDRESS_BYTES);
  unit.set(addresses.subarray(at, at + 8));
  return internAddress(table, unit, 0);
}

/** Forgets the quarter of the peers that were used on the fewest days, at most once an hour. */
function makeRoom(site: SiteUsage, hour: number): void {
  if (site.madeRoom === hour) return;
  site.madeRoom = hour;
  const ranked = site.peers
    .map((peer, id) => ({ peer, id }))
    .sort(
      (a, b) =>
        b.peer.days - a.peer.days ||
        b.peer.connections - a.peer.connections ||
        b.peer.lastUsed - a.peer.lastUsed ||
        a.id - b.id,
    );
  const kept = new Set(ranked.slice(0, Math.floor((3 * ranked.length) / 4)).map(({ id }) => id));
  site.dropped += site.peers.length - kept.size;
  keep(site, (_, id) => kept.has(id));
}

function keep(site: SiteUsage, isKept: (peer: Usage, id: number) => boolean): void {
  const { table, peers, news } = site;
  const fresh = addressTable(table.capacity);
  fresh.refused = table.refused;
  const names = new Map<number, number>();
  site.peers = peers.filter((peer, id) => {
    if (!isKept(peer, id)) return false;
    names.set(id, internAddress(fresh, table.bytes, id * ADDRESS_BYTES));
    return true;
  });
  site.table = fresh;
  site.news = news.flatMap((id) => names.get(id) ?? []);
}

/** Event time has reached `now` (Unix ms): peers that were not used for so long are forgotten, once a day. */
export function forgetUnused(site: SiteUsage, now: number, forgetAfterMs: number): void {
  const day = Math.floor(now / DAY_MS);
  if (day <= site.sweptDay) return;
  site.sweptDay = day;
  keep(site, ({ lastUsed }) => now - lastUsed < forgetAfterMs);
}

/** Counts the host's hour; a place is taken from a host of another day that had not used the peer in `enough` hours. */
function countHost(peer: Usage, host: number, hour: number, enough: number): void {
  const { hosts, hours, lastHours } = peer;
  let place = -1;
  for (let i = 0; i < MOST_HOSTS; i++) {
    if (hours[i] === 0) {
      if (place < 0 || hours[place]! > 0) place = i;
    } else if (hosts[i] === host) {
      if (hour > lastHours[i]!) {
        hours[i] = hours[i]! + 1;
        lastHours[i] = hour;
      }
      return;
    } else if (hours[i]! < enough && lastHours[i]! < hour - 24) {
      if (place < 0 || (hours[place]! > 0 && lastHours[i]! < lastHours[place]!)) place = i;
    }
  }
  if (place < 0) return;
  hosts[place] = host;
  hours[place] = 1;
  lastHours[place] = hour;
}

/** Counts one more completed connection to a peer; its number, or -1 where there was no room. */
export function countUse(site: SiteUsage, batch: FlowBatch, row: number, enoughHours: number): number {
  const time = batch.time[row]!;
  const hour = Math.floor(time / HOUR_MS);
  const at = row * ADDRESS_BYTES;
  if (site.table.size >= site.table.capacity) makeRoom(site, hour);
  const id = numberOf(site.table, batch.destination, at);
  if (id < 0) return -1;
  const peer = site.peers[id] ?? openPeer();
  site.peers[id] = peer;
  peer.connections++;
  peer.lastUsed = Math.max(peer.lastUsed, time);
  if (time - peer.dayBegan >= DAY_MS) {
    peer.days++;
    peer.dayBegan = time;
  }
  countHost(peer, initiator(batch, row), hour, enoughHours);
  return id;
}

/** Own hosts that began connections to the peer in so many different hours. */
export function steadyHosts({ hours }: Usage, enoughHours: number): number {
  let sum = 0;
  for (let i = 0; i < MOST_HOSTS; i++) if (hours[i]! >= enoughHours) sum++;
  return sum;
}
