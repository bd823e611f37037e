/** Pairs that had a flow or two: a table of typed arrays, four places a set, the longest unused gives way. */

const WAYS = 4;
const SMALLEST = 256;

export interface PairCounts {
  /** Fingerprints, 0 = empty; the length is a power of two. */
  keys: Float64Array;
  /** Start of the last flow (Unix ms). */
  last: Float64Array;
  counts: Uint8Array;
  readonly capacity: number;
  /** Pairs that gave way. */
  forgotten: number;
}

export function pairCounts(capacity: number): PairCounts {
  return { ...columns(SMALLEST), capacity, forgotten: 0 };
}

function columns(length: number) {
  return {
    keys: new Float64Array(length),
    last: new Float64Array(length),
    counts: new Uint8Array(length),
  };
}

const setOf = (table: PairCounts, key: number) => ((key & (table.keys.length / WAYS - 1)) >>> 0) * WAYS;

/** The place of a pair, with its count; a new pair has count 0. */
export function placeOf(table: PairCounts, key: number): number {
  const from = setOf(table, key);
  let oldest = from;
  for (let place = from; place < from + WAYS; place++) {
    const known = table.keys[place]!;
    if (known === key) return place;
    if (known === 0) {
      table.keys[place] = key;
      return place;
    }
    if (table.last[place]! < table.last[oldest]!) oldest = place;
  }
  if (2 * table.keys.length <= table.capacity) {
    grow(table);
    return placeOf(table, key);
  }
  table.forgotten++;
  table.keys[oldest] = key;
  table.counts[oldest] = 0;
  return oldest;
}

/** Twice the sets: each splits in two, so none overflows. */
function grow(table: PairCounts): void {
  const { keys, last, counts } = table;
  Object.assign(table, columns(2 * keys.length));
  for (const [from, key] of keys.entries()) {
    if (key === 0) continue;
    const place = placeOf(table, key);
    table.last[place] = last[from]!;
    table.counts[place] = counts[from]!;
  }
}
