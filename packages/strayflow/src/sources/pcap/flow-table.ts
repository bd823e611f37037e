/** Finds open flows by key: an open-addressing hash table over the flow store, bounded. */
import { FlowStore, KEY_WORDS, type PickedFlows } from './flow-store.js';

const INITIAL_FLOWS = 1024;

export class FlowTable {
  readonly store = new FlowStore();
  readonly maxFlows: number;
  size = 0;
  /** Per slot the hash and the flow number + 1 (0 = free), side by side: one look at memory per probe. */
  private slots = new Int32Array(4 * INITIAL_FLOWS);
  /** Number of slots - 1; at most half of them are taken. */
  private mask = 2 * INITIAL_FLOWS - 1;
  /** Flow numbers given back, last in first out. */
  private free = new Int32Array(INITIAL_FLOWS);
  private freed = 0;
  private unused = 0;

  constructor(maxFlows: number) {
    this.maxFlows = maxFlows;
    this.store.grow(INITIAL_FLOWS);
  }

  /** Begins with these flows, numbered in their order; the table must be empty. */
  put(flows: PickedFlows): void {
    const { hashes } = flows;
    // An earlier run may have been allowed more.
    while (this.store.capacity < hashes.length) this.grow(Math.max(this.maxFlows, hashes.length));
    this.store.put(flows);
    this.unused = this.size = hashes.length;
    for (let flow = 0; flow < hashes.length; flow++) this.place(flow + 1, hashes[flow]!);
  }

  get full(): boolean {
    return this.size >= this.maxFlows;
  }

  /** The flow with this key, or -1. */
  find(key: Int32Array, hash: number): number {
    const { slots, mask } = this;
    const { keys } = this.store;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const flow = slots[2 * slot + 1]! - 1;
      if (flow < 0) return -1;
      if (slots[2 * slot] !== hash) continue;
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
    const at = flow * KEY_WORDS;
    for (let word = 0; word < KEY_WORDS; word++) this.store.keys[at + word] = key[word]!;
    this.store.hashes[flow] = hash;
    this.place(flow + 1, hash);
    this.size++;
    return flow;
  }

  /** Takes the flow out; entries behind it move up, so that no look-up breaks off at the gap. */
  remove(flow: number): void {
    const { slots, mask } = this;
    let gap = this.store.hashes[flow]! & mask;
    while (slots[2 * gap + 1] !== flow + 1) gap = (gap + 1) & mask;
    for (let slot = (gap + 1) & mask; slots[2 * slot + 1] !== 0; slot = (slot + 1) & mask) {
      const home = slots[2 * slot]! & mask;
      if (((slot - home) & mask) < ((slot - gap) & mask)) continue;
      slots[2 * gap] = slots[2 * slot]!;
      slots[2 * gap + 1] = slots[2 * slot + 1]!;
      gap = slot;
    }
    slots[2 * gap + 1] = 0;
    this.store.flowIds[flow] = 0;
    this.free[this.freed++] = flow;
    this.size--;
  }

  private place(entry: number, hash: number): void {
    const { slots, mask } = this;
    let slot = hash & mask;
    while (slots[2 * slot + 1] !== 0) slot = (slot + 1) & mask;
    slots[2 * slot] = hash;
    slots[2 * slot + 1] = entry;
  }

  private grow(most = this.maxFlows): void {
    this.store.grow(Math.min(most, this.store.capacity * 2));
    const free = new Int32Array(this.store.capacity);
    free.set(this.free);
    this.free = free;
    if (this.mask + 1 >= 2 * this.store.capacity) return;
    const old = this.slots;
    this.slots = new Int32Array(old.length * 2);
    this.mask = 2 * this.mask + 1;
    for (let at = 0; at < old.length; at += 2) if (old[at + 1] !== 0) this.place(old[at + 1]!, old[at]!);
  }
}
