/** Counts the flows of the last five minutes by host, pair and door, and lets them go when they are older. */
import { WINDOW_MS } from '../model/window.js';
import { internKey, type KeyTable, reach, removeKey } from './key-table.js';
import { Outcome } from './outcome.js';
import { RECENT_IDS, type RecentFlows, type TrafficMemory } from './traffic-memory.js';

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
  recent.ids[RECENT_IDS * at] = source;
  recent.ids[RECENT_IDS * at + 1] = pair;
  recent.ids[RECENT_IDS * at + 2] = pairDoor;
  recent.ids[RECENT_IDS * at + 3] = hostDoor;
  recent.ids[RECENT_IDS * at + 4] = outcome;
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
  if (known >= columns.flows.length) reach(columns, known);
  return known;
}

function growRing(recent: RecentFlows): void {
  const length = 2 * recent.time.length;
  const time = new Float64Array(length);
  const ids = new Int32Array(RECENT_IDS * length);
  const older = recent.time.length - recent.first;
  time.set(recent.time.subarray(recent.first));
  time.set(recent.time.subarray(0, recent.first), older);
  ids.set(recent.ids.subarray(RECENT_IDS * recent.first));
  ids.set(recent.ids.subarray(0, RECENT_IDS * recent.first), RECENT_IDS * older);
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
  const at = RECENT_IDS * recent.first;
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
