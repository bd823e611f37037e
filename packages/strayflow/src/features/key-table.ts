/** Keys of a few 32-bit words as small numbers that are given back when the key is forgotten; plain data. */

/** A key is written into `probe` and then looked up, so that no key is ever an object. */
export interface KeyTable {
  /** Words of a key. */
  readonly width: number;
  readonly capacity: number;
  readonly probe: Uint32Array;
  /** Linear probing: id + 1, 0 = empty; the length is a power of two, at least twice `size`. */
  slots: Int32Array;
  /** `width` words per id. */
  keys: Uint32Array;
  /** Ids that were given back, the last on top. */
  free: Int32Array;
  freeCount: number;
  /** Keys that are known. */
  size: number;
  /** Ids below it were given at least once. */
  highest: number;
}

const FIRST_SLOTS = 64;

export function keyTable(width: number, capacity: number): KeyTable {
  return {
    width,
    capacity,
    probe: new Uint32Array(width),
    slots: new Int32Array(FIRST_SLOTS),
    keys: new Uint32Array(width * (FIRST_SLOTS / 2)),
    free: new Int32Array(FIRST_SLOTS / 2),
    freeCount: 0,
    size: 0,
    highest: 0,
  };
}

/** Murmur3's mixing of 32-bit words (A. Appleby, MurmurHash3_x86_32). */
function hash(words: Uint32Array, at: number, width: number): number {
  let h = width;
  for (let i = at; i < at + width; i++) {
    let word = Math.imul(words[i]!, 0xcc9e2d51);
    word = (word << 15) | (word >>> 17);
    h ^= Math.imul(word, 0x1b873593);
    h = Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64;
  }
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function slotOfProbe(table: KeyTable): number {
  const { slots, keys, probe, width } = table;
  const mask = slots.length - 1;
  let slot = hash(probe, 0, width) & mask;
  for (;;) {
    const id = slots[slot]! - 1;
    if (id < 0) return slot;
    let word = 0;
    while (word < width && keys[id * width + word] === probe[word]) word++;
    if (word === width) return slot;
    slot = (slot + 1) & mask;
  }
}

/** The id of the key in `probe`, or -1. */
export function findKey(table: KeyTable): number {
  return table.slots[slotOfProbe(table)]! - 1;
}

/** The id of the key in `probe`, given now if it is new; -1 when the table is full. */
export function internKey(table: KeyTable): number {
  let slot = slotOfProbe(table);
  const found = table.slots[slot]! - 1;
  if (found >= 0) return found;
  if (table.size >= table.capacity) return -1;
  if (2 * (table.size + 1) > table.slots.length) {
    grow(table);
    slot = slotOfProbe(table);
  }
  const id = table.freeCount > 0 ? table.free[--table.freeCount]! : table.highest++;
  for (let word = 0; word < table.width; word++) table.keys[id * table.width + word] = table.probe[word]!;
  table.slots[slot] = id + 1;
  table.size++;
  return id;
}

/** Forgets a key by its id. The keys after it move up, so that no grave is left (Knuth, TAOCP 3, 6.4, algorithm R). */
export function removeKey(table: KeyTable, id: number): void {
  const { slots, keys, width } = table;
  const mask = slots.length - 1;
  let hole = hash(keys, id * width, width) & mask;
  while (slots[hole] !== id + 1) hole = (hole + 1) & mask;
  for (let slot = (hole + 1) & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
    const home = hash(keys, (slots[slot]! - 1) * width, width) & mask;
    if (((slot - home) & mask) >= ((slot - hole) & mask)) {
      slots[hole] = slots[slot]!;
      hole = slot;
    }
  }
  slots[hole] = 0;
  table.free[table.freeCount++] = id;
  table.size--;
}

function grow(table: KeyTable): void {
  const { width } = table;
  const old = table.slots;
  const slots = new Int32Array(old.length * 2);
  const mask = slots.length - 1;
  const keys = new Uint32Array(table.keys.length * 2);
  keys.set(table.keys);
  for (const taken of old) {
    if (taken === 0) continue;
    let slot = hash(keys, (taken - 1) * width, width) & mask;
    while (slots[slot] !== 0) slot = (slot + 1) & mask;
    slots[slot] = taken;
  }
  const free = new Int32Array(table.free.length * 2);
  free.set(table.free);
  table.slots = slots;
  table.keys = keys;
  table.free = free;
}

type Column = Uint32Array | Int32Array | Float64Array;

/** Makes every column of `columns` long enough for `id`; new values are 0. */
export function reach(columns: Record<string, Column>, id: number): void {
  for (const name in columns) {
    const column = columns[name]!;
    if (id < column.length) continue;
    const longer = new (column.constructor as new (length: number) => Column)(
      Math.max(2 * column.length, id + 1),
    );
    longer.set(column);
    columns[name] = longer;
  }
}
