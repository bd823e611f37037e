/** Flows by source, destination and port, counted in one typed array: a map of numbers this large costs ten times as much. */

const FIRST_SLOTS = 1024;
const PORTS = 65_536;

export class PairCounts {
  private readonly capacity: number;
  /** A key and its count, side by side: one look at memory finds both. Count 0 = empty; linear probing. */
  private slots = new Float64Array(2 * FIRST_SLOTS);
  private size = 0;

  /** Pairs that come when so many are known are not counted. */
  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** @param hosts a whole number below 2^37 that stands for both hosts */
  add(hosts: number, port: number): void {
    const key = hosts * PORTS + port;
    const at = placeOf(this.slots, key);
    if (this.slots[at + 1] !== 0) {
      this.slots[at + 1]!++;
      return;
    }
    if (this.size >= this.capacity) return;
    this.size++;
    this.slots[at] = key;
    this.slots[at + 1] = 1;
    if (4 * this.size > this.slots.length) this.grow();
  }

  get largest(): number {
    let largest = 0;
    for (let at = 1; at < this.slots.length; at += 2) largest = Math.max(largest, this.slots[at]!);
    return largest;
  }

  private grow(): void {
    const { slots } = this;
    const wider = new Float64Array(2 * slots.length);
    for (let from = 0; from < slots.length; from += 2) {
      if (slots[from + 1] === 0) continue;
      const at = placeOf(wider, slots[from]!);
      wider[at] = slots[from]!;
      wider[at + 1] = slots[from + 1]!;
    }
    this.slots = wider;
  }
}

/** Where the key's slot begins, or the empty one that it would take. */
function placeOf(slots: Float64Array, key: number): number {
  const mask = slots.length / 2 - 1;
  let code = Math.imul(key | 0, 0x9e3779b1) ^ Math.imul((key / 2 ** 32) | 0, 0x85ebca6b);
  code = Math.imul(code ^ (code >>> 15), 0x2c1b3c6d);
  let slot = (code ^ (code >>> 13)) & mask;
  while (slots[2 * slot + 1] !== 0 && slots[2 * slot] !== key) slot = (slot + 1) & mask;
  return 2 * slot;
}
