/** What a site's features remember: hosts, pairs and doors (protocol and port), and the flows of the last five minutes. */
import { findKey, internKey, type KeyTable, keyTable, reach, removeKey } from './key-table.js';
import type { FeatureOptions } from './options.js';
import { PROTOCOLS } from './outcome.js';

/** Plain data. "Recent" columns count flows in `recent`; window columns are of the window that is open. */
export interface TrafficMemory {
  readonly hosts: KeyTable;
  readonly host: {
    /** Pairs that name the host; at 0 it is forgotten. */
    pairs: Uint32Array;
    flows: Uint32Array;
    failed: Uint32Array;
    judged: Uint32Array;
    peers: Uint32Array;
    doors: Uint32Array;
    /** Its place in the open window + 1; 0 = none. */
    place: Int32Array;
  };
  /** Key: ids of source and destination. */
  readonly pairs: KeyTable;
  readonly pair: {
    firstSeen: Float64Array;
    lastSeen: Float64Array;
    flows: Uint32Array;
  };
  /** Key: id of pair, door. Known while recent. */
  readonly pairDoors: KeyTable;
  readonly pairDoor: { flows: Uint32Array };
  /** Key: id of host, door. Known while recent. */
  readonly hostDoors: KeyTable;
  readonly hostDoor: { flows: Uint32Array; windowStart: Float64Array; windowFlows: Uint32Array };
  /** Key: door. Flows ever. */
  readonly doors: KeyTable;
  readonly door: { flows: Float64Array };
  readonly protocolFlows: Float64Array;
  total: number;
  readonly recent: RecentFlows;
  /** Event time before which it is in vain to look for pairs to forget. */
  searchAgain: number;
  /** No pair was last seen before this event time. */
  silentSince: number;
  dropped: number;
}

/** A ring: the flows of the last five minutes by what they counted for. */
export interface RecentFlows {
  readonly capacity: number;
  time: Float64Array;
  /** Host, pair, pair and door, host and door, outcome: 5 a flow; -1 = not counted. */
  ids: Int32Array;
  first: number;
  count: number;
}

/** Ids that the ring holds of each flow. */
export const RECENT_IDS = 5;
const FIRST = 64;
/** Known doors: the ports in use on a network are few, and what a scan adds beyond this many is as rare as new. */
const MAX_DOORS = 131_072;
const SEARCH_PAUSE_MS = 5_000;

const counts = () => new Uint32Array(FIRST);
const numbers = () => new Float64Array(FIRST);

export function trafficMemory(options: FeatureOptions): TrafficMemory {
  return {
    hosts: keyTable(4, 2 * options.pairs),
    host: {
      pairs: counts(),
      flows: counts(),
      failed: counts(),
      judged: counts(),
      peers: counts(),
      doors: counts(),
      place: new Int32Array(FIRST),
    },
    pairs: keyTable(2, options.pairs),
    pair: { firstSeen: numbers(), lastSeen: numbers(), flows: counts() },
    pairDoors: keyTable(2, options.recentFlows),
    pairDoor: { flows: counts() },
    hostDoors: keyTable(2, options.recentFlows),
    hostDoor: { flows: counts(), windowStart: numbers(), windowFlows: counts() },
    doors: keyTable(1, MAX_DOORS),
    door: { flows: numbers() },
    protocolFlows: new Float64Array(PROTOCOLS),
    total: 0,
    recent: {
      capacity: options.recentFlows,
      time: numbers(),
      ids: new Int32Array(RECENT_IDS * FIRST),
      first: 0,
      count: 0,
    },
    searchAgain: Number.NEGATIVE_INFINITY,
    silentSince: Number.POSITIVE_INFINITY,
    dropped: 0,
  };
}

/** The id of a host, or -1; `words` are its 16 bytes. */
function findHost(memory: TrafficMemory, words: Uint32Array): number {
  const { hosts } = memory;
  for (let i = 0; i < 4; i++) hosts.probe[i] = words[i]!;
  return findKey(hosts);
}

/**
 * The id of the pair, remembered from now on; -1 when there is no room. A new pair has `lastSeen` -Infinity and `firstSeen`
 * `time`. `windowStart` is where the open window starts: what spoke since is not forgotten.
 */
export function rememberPair(
  memory: TrafficMemory,
  source: Uint32Array,
  destination: Uint32Array,
  time: number,
  windowStart: number,
): number {
  const { pairs } = memory;
  const { probe } = pairs;
  let from = findHost(memory, source);
  let to = findHost(memory, destination);
  if (from >= 0 && to >= 0) {
    probe[0] = from;
    probe[1] = to;
    const known = findKey(pairs);
    if (known >= 0) return known;
  }
  if (pairs.size >= pairs.capacity) {
    if (!makeRoom(memory, time, windowStart)) return -1;
    from = findHost(memory, source);
    to = findHost(memory, destination);
  }
  if (from < 0) from = internHost(memory, source);
  if (to < 0) to = findHost(memory, destination);
  if (to < 0) to = internHost(memory, destination);
  probe[0] = from;
  probe[1] = to;
  const id = internKey(pairs);
  reach(memory.pair, id);
  memory.pair.firstSeen[id] = time;
  memory.pair.lastSeen[id] = Number.NEGATIVE_INFINITY;
  memory.pair.flows[id] = 0;
  memory.host.pairs[from]!++;
  memory.host.pairs[to]!++;
  memory.silentSince = Math.min(memory.silentSince, time);
  return id;
}

function internHost(memory: TrafficMemory, words: Uint32Array): number {
  const { hosts } = memory;
  for (let i = 0; i < 4; i++) hosts.probe[i] = words[i]!;
  const id = internKey(hosts);
  reach(memory.host, id);
  return id;
}

/** Forgets the half of the idle pairs that was silent for longest; false when every pair is in use. */
function makeRoom(memory: TrafficMemory, time: number, windowStart: number): boolean {
  if (time < memory.searchAgain) return false;
  const idle = idlePairs(memory, windowStart);
  if (idle.length === 0) {
    memory.searchAgain = time + SEARCH_PAUSE_MS;
    return false;
  }
  const { lastSeen } = memory.pair;
  const times = new Float64Array(idle.length);
  for (let i = 0; i < idle.length; i++) times[i] = lastSeen[idle[i]!]!;
  const limit = times.sort()[(times.length - 1) >> 1]!;
  for (let i = 0; i < idle.length; i++) {
    if (lastSeen[idle[i]!]! > limit) continue;
    forgetPair(memory, idle[i]!);
    memory.dropped++;
  }
  return true;
}

/** Ids of pairs that have no recent flow and were silent since `before`, rising. */
function idlePairs(memory: TrafficMemory, before: number): Int32Array {
  const { lastSeen, flows } = memory.pair;
  const ids = idsOf(memory.pairs);
  let idle = 0;
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i]!;
    if (flows[id] === 0 && lastSeen[id]! < before) ids[idle++] = id;
  }
  return ids.subarray(0, idle);
}

/** Ids in use, rising. */
function idsOf(table: KeyTable): Int32Array {
  const isFree = new Uint8Array(table.highest);
  for (let i = 0; i < table.freeCount; i++) isFree[table.free[i]!] = 1;
  const ids = new Int32Array(table.size);
  for (let id = 0, at = 0; id < table.highest; id++) if (isFree[id] === 0) ids[at++] = id;
  return ids;
}

function forgetPair(memory: TrafficMemory, id: number): void {
  const { keys } = memory.pairs;
  letGo(memory, keys[2 * id]!);
  letGo(memory, keys[2 * id + 1]!);
  removeKey(memory.pairs, id);
}

function letGo(memory: TrafficMemory, host: number): void {
  if (--memory.host.pairs[host]! === 0) removeKey(memory.hosts, host);
}

/** Forgets pairs that were silent since `before`; nobody is dropped by this. */
export function forgetPairs(memory: TrafficMemory, before: number): void {
  if (memory.silentSince >= before) return;
  const { lastSeen, flows } = memory.pair;
  let oldest = Number.POSITIVE_INFINITY;
  for (const id of idsOf(memory.pairs)) {
    if (flows[id] === 0 && lastSeen[id]! < before) forgetPair(memory, id);
    else oldest = Math.min(oldest, lastSeen[id]!);
  }
  memory.silentSince = oldest;
}
