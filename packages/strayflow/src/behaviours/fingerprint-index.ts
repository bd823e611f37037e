/**
 * Fingerprints as small numbers in the order in which they came: open addressing in typed arrays, with a bit for each
 * fingerprint, so that those that are not there cost one read. Plain data.
 */

const SMALLEST = 64;
const MARKS_A_SLOT = 4;

export interface FingerprintIndex {
  /** Linear probing: id + 1, 0 = empty; the length is a power of two, at least twice `used`. */
  slots: Int32Array;
  /** Low bits of fingerprints that are there, and of some that were. */
  marks: Uint32Array;
  /** By id; NaN = dropped. */
  keys: Float64Array;
  /** Ids given, and those of them that were not dropped. */
  used: number;
  live: number;
}

/** @param expected fingerprints for which there is room at once */
export function fingerprintIndexFor(expected: number): FingerprintIndex {
  return fingerprintIndex(Math.max(SMALLEST, 2 ** Math.ceil(Math.log2(2 * expected + 1))));
}

export function fingerprintIndex(slots = SMALLEST): FingerprintIndex {
  return {
    slots: new Int32Array(slots),
    marks: new Uint32Array((MARKS_A_SLOT * slots) / 32),
    keys: new Float64Array(slots >> 1),
    used: 0,
    live: 0,
  };
}

/** The id of a fingerprint, or -1. Its low bits are taken for random. */
export function findId({ slots, marks, keys }: FingerprintIndex, key: number): number {
  const code = key | 0;
  const bit = code & (32 * marks.length - 1);
  if ((marks[bit >> 5]! & (1 << (bit & 31))) === 0) return -1;
  const mask = slots.length - 1;
  for (let slot = code & mask; ; slot = (slot + 1) & mask) {
    const id = slots[slot]! - 1;
    if (id < 0 || keys[id] === key) return id;
  }
}

/** The next id, for a fingerprint that is not there. */
export function addId(index: FingerprintIndex, key: number): number {
  if (index.used === index.keys.length) grow(index);
  const id = index.used++;
  index.live++;
  index.keys[id] = key;
  place(index, key, id);
  return id;
}

/** The fingerprint of an id is there no more; the id is not given again. */
export function dropId(index: FingerprintIndex, id: number): void {
  index.keys[id] = Number.NaN;
  index.live--;
}

/** Whether the next id needs more room, and more than half of those given were dropped. */
export function isMostlyDropped({ used, live, keys }: FingerprintIndex): boolean {
  return used === keys.length && 2 * live < used;
}

function place({ slots, marks }: FingerprintIndex, key: number, id: number): void {
  const code = key | 0;
  const bit = code & (32 * marks.length - 1);
  marks[bit >> 5] = marks[bit >> 5]! | (1 << (bit & 31));
  const mask = slots.length - 1;
  let slot = code & mask;
  while (slots[slot] !== 0) slot = (slot + 1) & mask;
  slots[slot] = id + 1;
}

function grow(index: FingerprintIndex): void {
  const larger = fingerprintIndex(2 * index.slots.length);
  larger.keys.set(index.keys);
  index.slots = larger.slots;
  index.marks = larger.marks;
  index.keys = larger.keys;
  for (let id = 0; id < index.used; id++) {
    const key = index.keys[id]!;
    if (!Number.isNaN(key)) place(index, key, id);
  }
}
