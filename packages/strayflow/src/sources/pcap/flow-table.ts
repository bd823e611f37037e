/** Finds open flows by key: an open-addressing hash table over the flow store, bounded. */
import { FlowStore, KEY_WORDS } from './flow-store.js';

const INITIAL_FLOWS = 1024;

export class FlowTable {
  readonly store = new FlowStore();
  readonly maxFlows: number;
  size = 0;
  /** Flow number + 1 per slot, 0 = free; at most half full. */
  private slots = new Int32Array(2 * INITIAL_FLOWS);
  /** Numbers given back, last in first out. */
  private free = new Int32Array(INITIAL_FLOWS);
  private freed = 0;
  private unused = 0;

  constructor(maxFlows: number) {
    this.maxFlows = maxFlows;
    this.store.grow(INITIAL_FLOWS);
  }

  get full(): boolean {
    return this.size >= this.maxFlows;
  }

  /** The flow with this key, or -1. */
  find(key: Int32Array, hash: number): number {
    const { hashes, keys } = this.store;
    const mask = this.slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const flow = this.slots[slot]! - 1;
      if (flow < 0) return -1;
      if (hashes[flow] !== hash) continue;
      const at = flow * KEY_WORDS;
      let word = 0;
      while (word < KEY_WORDS && keys[at + word] === key[word]) word++;
      if (word === KEY_WORDS) return flow;
    }
  }

  /** A new flow with this key, which must not be there yet, in a table that is not full. */
  insert(key: Int32Array, hash: number): number {
    if (this.full) throw new RangeError(`expected fewer than ${this.maxFlows} flows, received one more`);
    if (this.freed === 0 && this.unused === this.store.capacity) this.grow();
    const flow = this.freed > 0 ? this.free[--this.freed]! : this.unused++;
    this.store.keys.set(key, flow * KEY_WORDS);
    this.store.hashes[flow] = hash;
    this.place(flow, hash);
    this.size++;
    return flow;
  }

  /** Takes the flow out; entries behind it move up, so that no look-up breaks off at the gap. */
  remove(flow: number): void {
    const { hashes, flowIds } = this.store;
    const mask = this.slots.length - 1;
    let gap = hashes[flow]! & mask;
    while (this.slots[gap] !== flow + 1) gap = (gap + 1) & mask;
    for (let slot = (gap + 1) & mask; this.slots[slot] !== 0; slot = (slot + 1) & mask) {
      const home = hashes[this.slots[slot]! - 1]! & mask;
      if (((slot - home) & mask) >= ((slot - gap) & mask)) {
        this.slots[gap] = this.slots[slot]!;
        gap = slot;
      }
    }
    this.slots[gap] = 0;
    flowIds[flow] = 0;
    this.free[this.freed++] = flow;
    this.size--;
  }

  private place(flow: number, hash: number): void {
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
    this.slots[slot] = flow + 1;
  }

  private grow(): void {
    const capacity = Math.min(this.maxFlows, this.store.capacity * 2);
    this.store.grow(Math.max(capacity, this.unused + 1));
    const free = new Int32Array(this.store.capacity);
    free.set(this.free);
    this.free = free;
    if (this.slots.length >= 2 * this.store.capacity) return;
    this.slots = new Int32Array(this.slots.length * 2);
    for (let flow = 0; flow < this.unused; flow++) {
      if (this.store.flowIds[flow] !== 0) this.place(flow, this.store.hashes[flow]!);
    }
  }
}
