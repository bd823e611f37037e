/** How rare a door or protocol is at a site, by all flows so far. */
import { internKey, reach } from './key-table.js';
import type { TrafficMemory } from './traffic-memory.js';

/** -log10 of the share that a door or protocol had so far (Laplace's rule of succession); then counts it. */
export function countDoor(memory: TrafficMemory, door: number): number {
  memory.doors.probe[0] = door;
  const id = internKey(memory.doors);
  if (id < 0) return rarity(0, memory.total);
  if (id >= memory.door.flows.length) reach(memory.door, id);
  return rarity(memory.door.flows[id]!++, memory.total);
}

export function countProtocol(memory: TrafficMemory, protocol: number): number {
  return rarity(memory.protocolFlows[protocol]!++, memory.total);
}

function rarity(flows: number, total: number): number {
  return Math.log10((total + 2) / (flows + 1));
}
