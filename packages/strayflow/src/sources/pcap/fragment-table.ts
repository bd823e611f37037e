/** Remembers which flow the first fragment of a packet belonged to, so that later ones are counted on it. */
import type { Packet } from './packet.js';

/** Packets whose fragments may be in flight at once; a collision forgets the older one. */
const ENTRIES = 8192;
const WORDS = 11;
/** After this a packet can no longer be put together (RFC 8200 section 4.5). */
const LIFETIME_MS = 60_000;

/** One entry of the table. */
export interface RememberedFragment {
  readonly entry: number;
  readonly key: readonly number[];
  readonly flow: number;
  readonly flowId: number;
  readonly time: number;
}

/** In place of a flow: the packet was a tunnel's, and counted by the whole packet inside. */
export const CARRIED = -2;

export class FragmentTable {
  private readonly keys = new Int32Array(ENTRIES * WORDS);
  private readonly flows = new Int32Array(ENTRIES).fill(-1);
  private readonly flowIds = new Float64Array(ENTRIES);
  private readonly times = new Float64Array(ENTRIES);

  constructor(state: readonly RememberedFragment[] = []) {
    for (const { entry, key, flow, flowId, time } of state) {
      this.keys.set(key, entry * WORDS);
      this.flows[entry] = flow;
      this.flowIds[entry] = flowId;
      this.times[entry] = time;
    }
  }

  /** What may still be asked for. @param renumbered new number of each open flow, by its number */
  state(flowIds: Float64Array, renumbered: Int32Array): RememberedFragment[] {
    const state: RememberedFragment[] = [];
    for (let entry = 0; entry < ENTRIES; entry++) {
      const flow = this.flows[entry]!;
      const flowId = this.flowIds[entry]!;
      if (flow === -1 || (flow !== CARRIED && flowIds[flow] !== flowId)) continue;
      const key = Array.from(this.keys.subarray(entry * WORDS, (entry + 1) * WORDS));
      const number = flow === CARRIED ? CARRIED : renumbered[flow]!;
      state.push({ entry, key, flow: number, flowId, time: this.times[entry]! });
    }
    return state;
  }

  /** `flow` and `flowId` are those of the packet's first fragment; `CARRIED` and 0 of a tunnel's. */
  remember(packet: Packet, now: number, flow: number, flowId: number): void {
    const entry = slot(packet);
    this.keys.set(packet.addresses, entry * WORDS);
    this.keys[entry * WORDS + 8] = packet.fragmentId;
    this.keys[entry * WORDS + 9] = (packet.fragmentProtocol << 24) | packet.vlan;
    this.keys[entry * WORDS + 10] = packet.network;
    this.flows[entry] = flow;
    this.flowIds[entry] = flowId;
    this.times[entry] = now;
  }

  /** What was remembered of the packet's first fragment: its flow if that is still in `flowIds`, `CARRIED`; else -1. */
  flowOf(packet: Packet, now: number, flowIds: Float64Array): number {
    const entry = slot(packet);
    const flow = this.flows[entry]!;
    if (flow === -1 || Math.abs(now - this.times[entry]!) > LIFETIME_MS) return -1;
    const at = entry * WORDS;
    if (this.keys[at + 8] !== packet.fragmentId) return -1;
    if (this.keys[at + 9] !== ((packet.fragmentProtocol << 24) | packet.vlan)) return -1;
    for (let word = 0; word < 8; word++) if (this.keys[at + word] !== packet.addresses[word]) return -1;
    if (this.keys[at + 10] !== packet.network) return -1;
    return flow === CARRIED || flowIds[flow] === this.flowIds[entry] ? flow : -1;
  }
}

function slot(packet: Packet): number {
  let hash = Math.imul(packet.fragmentId ^ (packet.fragmentProtocol << 24), 0x9e3779b1);
  for (let word = 0; word < 8; word++) {
    hash = Math.imul(hash ^ (hash >>> 15) ^ packet.addresses[word]!, 0x85ebca6b);
  }
  return (hash ^ (hash >>> 13)) & (ENTRIES - 1);
}
