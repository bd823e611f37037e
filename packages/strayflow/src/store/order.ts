/** The order of records: event time, then input, then record number, then arrival. */

/** Sort keys of rows in arrival order. */
export interface Keys {
  readonly length: number;
  readonly time: Float64Array;
  readonly input: Uint32Array;
  readonly recordNumber: Float64Array;
}

/** Whether row `b` must come before row `a`, which arrived earlier. */
function after(keys: Keys, a: number, b: number): boolean {
  const { time, input, recordNumber } = keys;
  if (time[a] !== time[b]) return time[a]! > time[b]!;
  if (input[a] !== input[b]) return input[a]! > input[b]!;
  return recordNumber[a]! > recordNumber[b]!;
}

/** Row numbers in order, or null when the rows are in order already. Natural merge sort: stable, n log(stretches). */
export function rowOrder(keys: Keys): Uint32Array | null {
  let starts = ascendingStretches(keys);
  if (starts.length <= 2) return null;
  let order = new Uint32Array(keys.length);
  for (let row = 0; row < order.length; row++) order[row] = row;
  let spare = new Uint32Array(keys.length);
  while (starts.length > 2) {
    const merged: number[] = [];
    for (let i = 0; i + 1 < starts.length; i += 2) {
      const middle = starts[i + 1]!;
      mergeStretches(keys, order, spare, starts[i]!, middle, starts[i + 2] ?? middle);
      merged.push(starts[i]!);
    }
    merged.push(keys.length);
    starts = merged;
    [order, spare] = [spare, order];
  }
  return order;
}

/** Where each ascending stretch starts, and at last the number of rows. */
function ascendingStretches(keys: Keys): number[] {
  const starts = [0];
  for (let row = 1; row < keys.length; row++) if (after(keys, row - 1, row)) starts.push(row);
  starts.push(keys.length);
  return starts;
}

function mergeStretches(
  keys: Keys,
  from: Uint32Array,
  to: Uint32Array,
  start: number,
  middle: number,
  end: number,
): void {
  let left = start;
  let right = middle;
  for (let at = start; at < end; at++) {
    if (right >= end || (left < middle && !after(keys, from[left]!, from[right]!))) to[at] = from[left++]!;
    else to[at] = from[right++]!;
  }
}
