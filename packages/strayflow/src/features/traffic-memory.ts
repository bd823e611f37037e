/** What a site's features remember: hosts, pairs and doors (protocol and port), and the flows of the last five minutes. */
import { WINDOW_MS } from '../model/window.js';
import { findKey, internKey, type KeyTable, keyTable, reach, removeKey } from './key-table.js';
import type { FeatureOptions } from './options.js';
import { Outcome, PROTOCOLS } from './outcome.js';

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

const IDS = 5;
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
      ids: new Int32Array(IDS * FIRST),
      first: 0,
      count: 0,
    },
    searchAgain: Number.NEGATIVE_INFINITY,
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
  const from = findHost(memory, source);
  const to = findHost(memory, destination);
  if (from >= 0 && to >= 0) {
    probe[0] = from;
    probe[1] = to;
    const known = findKey(pairs);
    if (known >= 0) return known;
  }
  if (pairs.size >= pairs.capacity && !makeRoom(memory, time, windowStart)) return -1;
  const sourceId = internHost(memory, source);
  const destinationId = internHost(memory, destination);
  probe[0] = sourceId;
  probe[1] = destinationId;
  const id = internKey(pairs);
  reach(memory.pair, id);
  memory.pair.firstSeen[id] = time;
  memory.pair.lastSeen[id] = Number.NEGATIVE_INFINITY;
  memory.pair.flows[id] = 0;
  memory.host.pairs[sourceId]!++;
  memory.host.pairs[destinationId]!++;
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
  const { lastSeen, flows } = memory.pair;
  const idle: number[] = [];
  for (const id of idsOf(memory.pairs)) {
    if (flows[id] === 0 && lastSeen[id]! < windowStart) idle.push(id);
  }
  if (idle.length === 0) {
    memory.searchAgain = time + SEARCH_PAUSE_MS;
    return false;
  }
  const times = Float64Array.from(idle, (id) => lastSeen[id]!).sort();
  const limit = times[(times.length - 1) >> 1]!;
  for (const id of idle) {
    if (lastSeen[id]! > limit) continue;
    forgetPair(memory, id);
    memory.dropped++;
  }
  return true;
}

/** Ids in use, rising. */
function idsOf(table: KeyTable): Int32Array {
  return table.slots
    .filter((taken) => taken > 0)
    .map((taken) => taken - 1)
    .sort();
}

function forgetPair(memory: TrafficMemory, id: number): void {
  const { keys } = memory.pairs;
  const ends = [keys[2 * id]!, keys[2 * id + 1]!];
  removeKey(memory.pairs, id);
  for (const host of ends) {
    memory.host.pairs[host]!--;
    if (memory.host.pairs[host] === 0) removeKey(memory.hosts, host);
  }
}

/** Forgets pairs that were silent since `before`; nobody is dropped by this. */
export function forgetPairs(memory: TrafficMemory, before: number): void {
  const { lastSeen, flows } = memory.pair;
  for (const id of idsOf(memory.pairs)) {
    if (flows[id] === 0 && lastSeen[id]! < before) forgetPair(memory, id);
  }
}

/** Counts a flow of a remembered pair; returns the ids of pair and door, and of host and door, in `out`. */
export function countRecent(
  memory: TrafficMemory,
  pair: number,
  door: number,
  outcome: Outcome,
  time: number,
  out: Int32Array,
): void {
  const { recent, host } = memory;
  if (recent.count === recent.capacity) {
    leave(memory);
    memory.dropped++;
  }
  const source = memory.pairs.keys[2 * pair]!;
  const pairDoor = internDoor(memory.pairDoors, memory.pairDoor, pair, door);
  const hostDoor = internDoor(memory.hostDoors, memory.hostDoor, source, door);
  if (memory.pair.flows[pair]!++ === 0) host.peers[source]!++;
  if (memory.hostDoor.flows[hostDoor]!++ === 0) {
    host.doors[source]!++;
    memory.hostDoor.windowStart[hostDoor] = Number.NEGATIVE_INFINITY;
  }
  memory.pairDoor.flows[pairDoor]!++;
  host.flows[source]!++;
  if (outcome !== Outcome.unknown) host.judged[source]!++;
  if (outcome === Outcome.failed) host.failed[source]!++;
  if (recent.count === recent.time.length) growRing(recent);
  const at = (recent.first + recent.count++) & (recent.time.length - 1);
  recent.time[at] = time;
  recent.ids[IDS * at] = source;
  recent.ids[IDS * at + 1] = pair;
  recent.ids[IDS * at + 2] = pairDoor;
  recent.ids[IDS * at + 3] = hostDoor;
  recent.ids[IDS * at + 4] = outcome;
  out[0] = pairDoor;
  out[1] = hostDoor;
}

function internDoor(
  table: KeyTable,
  columns: TrafficMemory['pairDoor'] | TrafficMemory['hostDoor'],
  id: number,
  door: number,
): number {
  table.probe[0] = id;
  table.probe[1] = door;
  const known = internKey(table);
  reach(columns, known);
  return known;
}

function growRing(recent: RecentFlows): void {
  const length = 2 * recent.time.length;
  const time = new Float64Array(length);
  const ids = new Int32Array(IDS * length);
  const older = recent.time.length - recent.first;
  time.set(recent.time.subarray(recent.first));
  time.set(recent.time.subarray(0, recent.first), older);
  ids.set(recent.ids.subarray(IDS * recent.first));
  ids.set(recent.ids.subarray(0, IDS * recent.first), IDS * older);
  recent.time = time;
  recent.ids = ids;
  recent.first = 0;
}

/** Flows that closed five minutes before `time` or earlier count no more. */
export function expireRecent(memory: TrafficMemory, time: number): void {
  const { recent } = memory;
  while (recent.count > 0 && recent.time[recent.first]! <= time - WINDOW_MS) leave(memory);
}

function leave(memory: TrafficMemory): void {
  const { recent, host } = memory;
  const at = IDS * recent.first;
  const source = recent.ids[at]!;
  const pair = recent.ids[at + 1]!;
  const pairDoor = recent.ids[at + 2]!;
  const hostDoor = recent.ids[at + 3]!;
  const outcome = recent.ids[at + 4]!;
  host.flows[source]!--;
  if (outcome !== Outcome.unknown) host.judged[source]!--;
  if (outcome === Outcome.failed) host.failed[source]!--;
  if (--memory.pair.flows[pair]! === 0) host.peers[source]!--;
  if (--memory.pairDoor.flows[pairDoor]! === 0) removeKey(memory.pairDoors, pairDoor);
  if (--memory.hostDoor.flows[hostDoor]! === 0) {
    host.doors[source]!--;
    removeKey(memory.hostDoors, hostDoor);
  }
  recent.first = (recent.first + 1) & (recent.time.length - 1);
  recent.count--;
}

/** -log10 of the share that a door or protocol had so far (Laplace's rule of succession); then counts it. */
export function countDoor(memory: TrafficMemory, door: number): number {
  memory.doors.probe[0] = door;
  const id = internKey(memory.doors);
  if (id < 0) return rarity(0, memory.total);
  reach(memory.door, id);
  return rarity(memory.door.flows[id]!++, memory.total);
}

export function countProtocol(memory: TrafficMemory, protocol: number): number {
  return rarity(memory.protocolFlows[protocol]!++, memory.total);
}

function rarity(flows: number, total: number): number {
  return Math.log10((total + 2) / (flows + 1));
}
