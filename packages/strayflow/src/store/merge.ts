/** Merges sorted lanes into batches in one order; holds one block of each lane that overlaps the present moment. */
import { BATCH_ROWS } from '../model/flow-builder.js';
import { type AnyBatch, gather, type Segment } from './gather.js';
import type { Block, Lane } from './run.js';

interface Cursor {
  readonly lane: Lane;
  /** Breaks ties of time, input and record number: facts first, then arrival. */
  readonly rank: number;
  /** Index of the present block; its batch once it is loaded. */
  blockIndex: number;
  batch: AnyBatch | null;
  row: number;
  time: number;
  input: number;
  recordNumber: number;
}

export interface MergedBatch {
  readonly kind: Lane['kind'];
  readonly batch: AnyBatch;
}

/** Lanes by arrival. Whole blocks that nothing else interrupts pass as they are. */
export async function* mergeLanes(lanes: readonly Lane[]): AsyncGenerator<MergedBatch> {
  const heap = openCursors(lanes);
  const pending = new Pending();
  while (heap.length > 0) {
    const cursor = heap[0]!;
    const batch = cursor.batch ?? (await cursor.lane.blocks[cursor.blockIndex]!.load());
    cursor.batch = batch;
    const from = cursor.row;
    const end = stretchEnd(cursor, batch, runnerUp(heap));
    if (!pending.fits(cursor.lane)) yield pending.take();
    if (pending.rows === 0 && end - from === batch.length) yield { kind: cursor.lane.kind, batch };
    else {
      for (let at = from; at < end; ) {
        at += pending.add(cursor.lane, batch, at, end);
        if (pending.rows === BATCH_ROWS) yield pending.take();
      }
    }
    moveTo(heap, cursor, end);
  }
  if (pending.rows > 0) yield pending.take();
}

function openCursors(lanes: readonly Lane[]): Cursor[] {
  const facts = lanes.filter((lane) => lane.kind === 'facts');
  const flows = lanes.filter((lane) => lane.kind === 'flows');
  const heap: Cursor[] = [...facts, ...flows].map((lane, rank) => ({
    lane,
    rank,
    blockIndex: 0,
    batch: null,
    row: 0,
    ...head(lane.blocks[0]!),
  }));
  for (let i = heap.length >> 1; i >= 0; i--) siftDown(heap, i);
  return heap;
}

function head(block: Block): Pick<Cursor, 'time' | 'input' | 'recordNumber'> {
  return { time: block.time, input: block.input, recordNumber: block.recordNumber };
}

function before(a: Cursor, b: Cursor): boolean {
  if (a.time !== b.time) return a.time < b.time;
  if (a.input !== b.input) return a.input < b.input;
  if (a.recordNumber !== b.recordNumber) return a.recordNumber < b.recordNumber;
  return a.rank < b.rank;
}

function siftDown(heap: Cursor[], start: number): void {
  for (let at = start; ; ) {
    let least = at;
    for (let child = 2 * at + 1; child <= 2 * at + 2 && child < heap.length; child++) {
      if (before(heap[child]!, heap[least]!)) least = child;
    }
    if (least === at) return;
    const moved = heap[at]!;
    heap[at] = heap[least]!;
    heap[least] = moved;
    at = least;
  }
}

/** The cursor that comes next after the first. */
function runnerUp(heap: readonly Cursor[]): Cursor | undefined {
  const left = heap[1];
  const right = heap[2];
  return left !== undefined && right !== undefined && before(right, left) ? right : left;
}

/** Up to which row of its block the cursor's lane comes before `next`. */
function stretchEnd(cursor: Cursor, batch: AnyBatch, next: Cursor | undefined): number {
  if (next === undefined) return batch.length;
  const { time, input, recordNumber } = batch;
  let row = cursor.row + 1;
  for (; row < batch.length; row++) {
    if (time[row]! < next.time) continue;
    if (time[row]! > next.time || input[row]! > next.input) break;
    if (input[row]! < next.input || recordNumber[row]! < next.recordNumber) continue;
    if (recordNumber[row]! > next.recordNumber || cursor.rank > next.rank) break;
  }
  return row;
}

/** Sets the first cursor of the heap on `row` of its block and puts it into its new place. */
function moveTo(heap: Cursor[], cursor: Cursor, row: number): void {
  const batch = cursor.batch!;
  if (row < batch.length) {
    cursor.row = row;
    cursor.time = batch.time[row]!;
    cursor.input = batch.input[row]!;
    cursor.recordNumber = batch.recordNumber[row]!;
  } else {
    cursor.blockIndex++;
    cursor.batch = null;
    cursor.row = 0;
    const block = cursor.lane.blocks[cursor.blockIndex];
    if (block !== undefined) Object.assign(cursor, head(block));
    else {
      const last = heap.pop()!;
      if (heap.length > 0) heap[0] = last;
    }
  }
  siftDown(heap, 0);
}

/** Rows of one kind and site that wait to become a batch. */
class Pending {
  rows = 0;
  private lane: Lane | null = null;
  private sources: AnyBatch[] = [];
  private place = new Map<AnyBatch, number>();
  private segments: Segment[] = [];

  fits(lane: Lane): boolean {
    return this.rows === 0 || (this.lane!.kind === lane.kind && this.lane!.site === lane.site);
  }

  /** Takes rows from `from` on, as many as fit; how many these are. */
  add(lane: Lane, batch: AnyBatch, from: number, end: number): number {
    const length = Math.min(end - from, BATCH_ROWS - this.rows);
    let source = this.place.get(batch);
    if (source === undefined) {
      source = this.sources.push(batch) - 1;
      this.place.set(batch, source);
    }
    this.lane = lane;
    this.segments.push({ source, from, length });
    this.rows += length;
    return length;
  }

  take(): MergedBatch {
    const kind = this.lane!.kind;
    const batch = gather(kind, this.sources, this.segments);
    this.rows = 0;
    this.sources = [];
    this.place = new Map();
    this.segments = [];
    return { kind, batch };
  }
}
