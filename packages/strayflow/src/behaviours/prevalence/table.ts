/** Destination -> which hosts use it and since when: a hash table of typed arrays, bounded and mergeable. */

const BITS = 64;

/**
 * Entries by fingerprint, in open addressing. Hosts are counted by linear counting in 64 bits (Whang, Vander-Zanden
 * and Taylor, ACM TODS 15, 1990): the standard error is 9 % at 10 hosts, 12 % at 100; over 200 it says "200 or more".
 */
export interface PrevalenceTable {
  /** Slot -> fingerprint, 0 = empty; the length is a power of two. */
  keys: Float64Array;
  low: Uint32Array;
  high: Uint32Array;
  /** Unix ms. */
  firstSeen: Float64Array;
  lastSeen: Float64Array;
  size: number;
  readonly capacity: number;
  /** Entries that the cap made it forget. */
  forgotten: number;
}

const SMALLEST = 64;

export function prevalenceTable(capacity: number): PrevalenceTable {
  return { ...emptyColumns(SMALLEST), size: 0, capacity, forgotten: 0 };
}

function emptyColumns(length: number) {
  return {
    keys: new Float64Array(length),
    low: new Uint32Array(length),
    high: new Uint32Array(length),
    firstSeen: new Float64Array(length),
    lastSeen: new Float64Array(length),
  };
}

function slotOf(table: PrevalenceTable, key: number): number {
  const mask = table.keys.length - 1;
  let slot = key & mask;
  while (table.keys[slot] !== 0 && table.keys[slot] !== key) slot = (slot + 1) & mask;
  return slot;
}

/** The slot of a destination, or -1. */
export function findDestination(table: PrevalenceTable, key: number): number {
  const slot = slotOf(table, key || 1);
  return table.keys[slot] === 0 ? -1 : slot;
}

/** Adds hosts (as bits) that used a destination between two times (Unix ms). */
export function addUse(
  table: PrevalenceTable,
  key: number,
  low: number,
  high: number,
  first: number,
  last: number,
): void {
  const known = key || 1;
  let slot = slotOf(table, known);
  if (table.keys[slot] === 0) {
    if (table.size >= table.capacity || 4 * (table.size + 1) > 3 * table.keys.length) {
      grow(table);
      slot = slotOf(table, known);
    }
    table.keys[slot] = known;
    table.firstSeen[slot] = first;
    table.lastSeen[slot] = last;
    table.size++;
  }
  table.low[slot] = table.low[slot]! | low;
  table.high[slot] = table.high[slot]! | high;
  if (first < table.firstSeen[slot]!) table.firstSeen[slot] = first;
  if (last > table.lastSeen[slot]!) table.lastSeen[slot] = last;
}

/** Twice the room; at the cap the half that was not used for longest is forgotten instead. */
function grow(table: PrevalenceTable): void {
  const full = table.size >= table.capacity;
  const old = { ...table };
  Object.assign(table, emptyColumns(table.keys.length * (full ? 1 : 2)));
  table.size = 0;
  if (!full) {
    mergeTable(table, old);
    return;
  }
  const slots = [...old.keys.keys()].filter((slot) => old.keys[slot] !== 0);
  slots.sort((a, b) => old.lastSeen[b]! - old.lastSeen[a]! || old.keys[a]! - old.keys[b]!);
  const kept = Math.max(1, table.capacity >> 1);
  table.forgotten += slots.length - kept;
  slots.length = kept;
  for (const slot of slots) addSlot(table, old, slot);
}

/** Forgets everything, but keeps the room. */
export function emptyTable(table: PrevalenceTable): void {
  table.keys.fill(0);
  table.low.fill(0);
  table.high.fill(0);
  table.size = 0;
}

function addSlot(table: PrevalenceTable, from: PrevalenceTable, slot: number): void {
  const { keys, low, high, firstSeen, lastSeen } = from;
  addUse(table, keys[slot]!, low[slot]!, high[slot]!, firstSeen[slot]!, lastSeen[slot]!);
}

/** Adds all of `other`, whatever process counted it. */
export function mergeTable(table: PrevalenceTable, other: PrevalenceTable): void {
  for (let slot = 0; slot < other.keys.length; slot++) {
    if (other.keys[slot] !== 0) addSlot(table, other, slot);
  }
}

function setBits(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Linear counting: hosts that set `set` of `bits` bits. */
export function linearCount(set: number, bits: number): number {
  return bits * Math.log(bits / Math.max(1, bits - set));
}

/** Hosts that use the destination, estimated; at least 1, and 266 where all bits are set. */
export function hostsOf(table: PrevalenceTable, slot: number): number {
  return countOf(table.low[slot]!, table.high[slot]!);
}

/** How many set the bits of two words, estimated; at least 1. */
export function countOf(low: number, high: number): number {
  return Math.max(1, Math.round(linearCount(setBits(low) + setBits(high), BITS)));
}
