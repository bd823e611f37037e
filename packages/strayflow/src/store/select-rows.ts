/** Picks and sorts rows of batches, into batches with arrays of their own. */
import { BATCH_ROWS } from '../model/flow-builder.js';
import { type AnyBatch, type BatchKind, gather, type Segment } from './gather.js';
import { rowOrder } from './order.js';

/** The rows that `keep` names; the batch itself when these are all of a full one; null when there are none. */
export function selectRows<B extends AnyBatch>(
  kind: BatchKind,
  batch: B,
  keep: (row: number) => boolean,
): B | null {
  const segments: { source: number; from: number; length: number }[] = [];
  let kept = 0;
  for (let row = 0; row < batch.length; row++) {
    if (!keep(row)) continue;
    const last = segments.at(-1);
    if (last !== undefined && last.from + last.length === row) last.length++;
    else segments.push({ source: 0, from: row, length: 1 });
    kept++;
  }
  if (kept === 0) return null;
  // A short batch may be a view of arrays for BATCH_ROWS rows; thousands of those would not fit.
  if (kept === batch.length && kept >= BATCH_ROWS / 4) return batch;
  return gather(kind, [batch], segments) as B;
}

/** Which source the next rows come from, in order of (time, input, record number, arrival). */
export interface OrderedRows {
  readonly length: number;
  /** Index of the source of the i-th row, and the row in it. */
  sourceAt(i: number): number;
  rowAt(i: number): number;
}

export function orderedRows(sources: readonly AnyBatch[]): OrderedRows {
  const length = sources.reduce((sum, batch) => sum + batch.length, 0);
  const time = new Float64Array(length);
  const input = new Uint32Array(length);
  const recordNumber = new Float64Array(length);
  const sourceOf = new Uint32Array(length);
  const starts: number[] = [];
  let at = 0;
  for (const [source, batch] of sources.entries()) {
    starts.push(at);
    time.set(batch.time, at);
    input.set(batch.input, at);
    recordNumber.set(batch.recordNumber, at);
    sourceOf.fill(source, at, at + batch.length);
    at += batch.length;
  }
  const order = rowOrder({ length, time, input, recordNumber });
  const place = (i: number) => (order === null ? i : order[i]!);
  return {
    length,
    sourceAt: (i) => sourceOf[place(i)]!,
    rowAt: (i) => place(i) - starts[sourceOf[place(i)]!]!,
  };
}

/** Rows `from` up to `to` of that order, which must be of one kind, as one batch. */
export function takeOrdered(
  kind: BatchKind,
  sources: readonly AnyBatch[],
  rows: OrderedRows,
  from: number,
  to: number,
): AnyBatch {
  const places = new Map<number, number>();
  const used: AnyBatch[] = [];
  const segments: Segment[] = [];
  for (let i = from; i < to; ) {
    const source = rows.sourceAt(i);
    const first = rows.rowAt(i);
    let next = i + 1;
    while (next < to && rows.sourceAt(next) === source && rows.rowAt(next) === first + next - i) next++;
    let place = places.get(source);
    if (place === undefined) {
      place = used.push(sources[source]!) - 1;
      places.set(source, place);
    }
    segments.push({ source: place, from: first, length: next - i });
    i = next;
  }
  return gather(kind, used, segments);
}
