/** Sorts the rows that arrived since the last run and cuts them into blocks: one lane per kind and site. */
import { decodeFactBatch, decodeFlowBatch, encodeFactBatch, encodeFlowBatch } from '../model/batch-codec.js';
import type { FactBatch } from '../model/fact-batch.js';
import type { FlowBatch } from '../model/flow-batch.js';
import { type AnyBatch, type BatchKind, gather, type Segment } from './gather.js';
import { rowOrder } from './order.js';
import type { SpoolFile } from './spool-file.js';

/** Rows of a block: what a merge holds of each lane. */
export const BLOCK_ROWS = 4096;

/** Sorted rows in memory or in the file, with the key of the first. */
export interface Block {
  readonly rows: number;
  readonly time: number;
  readonly input: number;
  readonly recordNumber: number;
  load(): Promise<AnyBatch>;
}

/** Sorted rows of one kind and site. */
export interface Lane {
  readonly kind: BatchKind;
  readonly site: string;
  readonly blocks: readonly Block[];
}

/** The batches in order as blocks, written to `file` or, without one, kept in memory. */
export function sortRun(
  kind: BatchKind,
  batches: readonly AnyBatch[],
  file: SpoolFile | null,
  nextTurn: () => Promise<void>,
): Lane {
  const blocks: Block[] = [];
  for (const segments of blockSegments(batches)) {
    blocks.push(block(kind, oneBatch(kind, batches, segments), file, nextTurn));
  }
  return { kind, site: batches[0]!.site, blocks };
}

function oneBatch(kind: BatchKind, batches: readonly AnyBatch[], segments: readonly Segment[]): AnyBatch {
  const first = segments[0]!;
  const batch = batches[first.source]!;
  if (segments.length === 1 && first.from === 0 && first.length === batch.length) return batch;
  const used = [...new Set(segments.map((segment) => segment.source))];
  const place = new Map(used.map((source, at) => [source, at]));
  return gather(
    kind,
    used.map((source) => batches[source]!),
    segments.map((segment) => ({ ...segment, source: place.get(segment.source)! })),
  );
}

function block(
  kind: BatchKind,
  batch: AnyBatch,
  file: SpoolFile | null,
  nextTurn: () => Promise<void>,
): Block {
  return {
    rows: batch.length,
    time: batch.time[0]!,
    input: batch.input[0]!,
    recordNumber: batch.recordNumber[0]!,
    load: file === null ? inMemory(batch, nextTurn) : onDisk(kind, batch, file),
  };
}

/** Progress and signals get their turn, as they do while a file is read. */
function inMemory(batch: AnyBatch, nextTurn: () => Promise<void>): Block['load'] {
  return async () => {
    await nextTurn();
    return batch;
  };
}

/** A function of its own, so that what it returns holds on to no row. */
function onDisk(kind: BatchKind, batch: AnyBatch, file: SpoolFile): Block['load'] {
  const flows = kind === 'flows';
  const bytes = flows ? encodeFlowBatch(batch as FlowBatch) : encodeFactBatch(batch as FactBatch);
  const { length } = bytes;
  const start = file.append(bytes);
  const decode = flows ? decodeFlowBatch : decodeFactBatch;
  return async () => decode(await file.readAt(start, length));
}

/** For each block, which rows of which batches it holds. */
function* blockSegments(batches: readonly AnyBatch[]): Iterable<Segment[]> {
  const length = batches.reduce((sum, batch) => sum + batch.length, 0);
  const time = new Float64Array(length);
  const input = new Uint32Array(length);
  const recordNumber = new Float64Array(length);
  const sourceOf = new Uint32Array(length);
  const rowOf = new Uint32Array(length);
  let at = 0;
  for (let source = 0; source < batches.length; source++) {
    const batch = batches[source]!;
    time.set(batch.time, at);
    input.set(batch.input, at);
    recordNumber.set(batch.recordNumber, at);
    sourceOf.fill(source, at, at + batch.length);
    for (let row = 0; row < batch.length; row++) rowOf[at + row] = row;
    at += batch.length;
  }
  const order = rowOrder({ length, time, input, recordNumber });
  for (let start = 0; start < length; start += BLOCK_ROWS) {
    const end = Math.min(length, start + BLOCK_ROWS);
    const segments: Segment[] = [];
    for (let i = start; i < end; ) {
      const first = order === null ? i : order[i]!;
      const source = sourceOf[first]!;
      let next = i + 1;
      while (
        next < end &&
        sourceOf[first + next - i] === source &&
        (order === null || order[next] === first + next - i)
      ) {
        next++;
      }
      segments.push({ source, from: rowOf[first]!, length: next - i });
      i = next;
    }
    yield segments;
  }
}
