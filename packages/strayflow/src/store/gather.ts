/** Copies rows of several batches, in any order, into one new batch. */
import type { FactBatch } from '../model/fact-batch.js';
import { FACT_COLUMNS } from '../model/fact-columns.js';
import type { FlowBatch, StringColumn } from '../model/flow-batch.js';
import { type ColumnSpec, type ColumnType, columnWidth, FLOW_COLUMNS } from '../model/flow-columns.js';

export type AnyBatch = FlowBatch | FactBatch;
export type BatchKind = 'flows' | 'facts';

/** `length` rows from row `from` of source `source`, in the order of the new batch. */
export interface Segment {
  readonly source: number;
  readonly from: number;
  readonly length: number;
}

type FixedArray = Uint8Array | Uint16Array | Uint32Array | Float64Array;
type Columns = Readonly<Record<string, FixedArray | StringColumn | null>>;

/** Shorter stretches are copied value by value: a call of `set` costs as much as this many values. */
const SHORT = 24;

function allocate(type: ColumnType, rows: number): FixedArray {
  switch (type) {
    case 'u8':
    case 'bytes6':
    case 'bytes16':
      return new Uint8Array(rows * columnWidth(type));
    case 'u16':
      return new Uint16Array(rows);
    case 'u32':
    case 'string':
      return new Uint32Array(rows);
    case 'f64':
      return new Float64Array(rows);
  }
}

/** As `gatherRows`, of batches of one kind. */
export function gather(
  kind: BatchKind,
  sources: readonly AnyBatch[],
  segments: readonly Segment[],
): AnyBatch {
  return kind === 'flows'
    ? gatherRows(FLOW_COLUMNS, sources as readonly FlowBatch[], segments)
    : gatherRows(FACT_COLUMNS, sources as readonly FactBatch[], segments);
}

/** Sources have one site. A column that only some of them have is 0 (or the empty string) in the others' rows. */
export function gatherRows<B extends AnyBatch>(
  specs: readonly ColumnSpec[],
  sources: readonly B[],
  segments: readonly Segment[],
): B {
  let length = 0;
  for (const segment of segments) length += segment.length;
  const batch: Record<string, unknown> = { site: sources[0]!.site, length };
  const validity: Record<string, Uint8Array> = {};
  for (const spec of specs) {
    const columns = sources.map((source) => (source as unknown as Columns)[spec.name] ?? null);
    if (columns.every((column) => column === null)) batch[spec.name] = null;
    else if (spec.type === 'string') {
      batch[spec.name] = gatherStrings(columns as (StringColumn | null)[], segments, length);
    } else {
      const out = allocate(spec.type, length);
      gatherValues(out, columns as (FixedArray | null)[], segments, columnWidth(spec.type));
      batch[spec.name] = out;
    }
    if (spec.presence !== 'nullable') continue;
    const bitmap = gatherValidity(
      sources as readonly unknown[] as readonly FlowBatch[],
      spec,
      segments,
      length,
    );
    if (bitmap !== null) validity[spec.name] = bitmap;
  }
  if ('validity' in sources[0]!) batch['validity'] = validity;
  return batch as unknown as B;
}

function gatherValues(
  out: FixedArray,
  columns: readonly (FixedArray | null)[],
  segments: readonly Segment[],
  width: number,
): void {
  const bytes = out.BYTES_PER_ELEMENT * width;
  const aligned = columns.every((column) => column === null || column.byteOffset % 4 === 0);
  if (bytes === 2) copyHalves(out as Uint16Array, columns as (Uint16Array | null)[], segments);
  else if (bytes % 4 === 0 && aligned) {
    copyWords(words(out)!, columns.map(words), segments, bytes / 4);
  } else copyBytes(octets(out)!, columns.map(octets), segments, bytes);
}

function words(column: FixedArray | null): Uint32Array | null {
  return column && new Uint32Array(column.buffer, column.byteOffset, column.byteLength / 4);
}

function octets(column: FixedArray | null): Uint8Array | null {
  return column && new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}

// Three times the same loop: an engine compiles each for its one kind of array; one for all kinds is 5 times slower.

function copyWords(
  out: Uint32Array,
  columns: readonly (Uint32Array | null)[],
  segments: readonly Segment[],
  width: number,
): void {
  let at = 0;
  for (const segment of segments) {
    const values = columns[segment.source]!;
    const count = segment.length * width;
    const from = segment.from * width;
    if (values !== null && count < SHORT) for (let i = 0; i < count; i++) out[at + i] = values[from + i]!;
    else if (values !== null) out.set(values.subarray(from, from + count), at);
    at += count;
  }
}

function copyHalves(
  out: Uint16Array,
  columns: readonly (Uint16Array | null)[],
  segments: readonly Segment[],
): void {
  let at = 0;
  for (const { source, from, length } of segments) {
    const values = columns[source]!;
    if (values !== null && length < SHORT) for (let i = 0; i < length; i++) out[at + i] = values[from + i]!;
    else if (values !== null) out.set(values.subarray(from, from + length), at);
    at += length;
  }
}

function copyBytes(
  out: Uint8Array,
  columns: readonly (Uint8Array | null)[],
  segments: readonly Segment[],
  width: number,
): void {
  let at = 0;
  for (const segment of segments) {
    const values = columns[segment.source]!;
    const count = segment.length * width;
    const from = segment.from * width;
    if (values !== null && count < SHORT) for (let i = 0; i < count; i++) out[at + i] = values[from + i]!;
    else if (values !== null) out.set(values.subarray(from, from + count), at);
    at += count;
  }
}

/** Code 0 of a new dictionary is the empty string, as in FlowBuilder. */
function gatherStrings(
  columns: readonly (StringColumn | null)[],
  segments: readonly Segment[],
  length: number,
): StringColumn {
  const codes = new Uint32Array(length);
  const dictionary: string[] = [''];
  const index = new Map<string, number>([['', 0]]);
  const known = columns.map((column) =>
    new Int32Array(column === null ? 0 : column.dictionary.length).fill(-1),
  );
  let at = 0;
  for (const segment of segments) {
    const column = columns[segment.source]!;
    if (column !== null) {
      const codeOf = known[segment.source]!;
      for (let i = 0; i < segment.length; i++) {
        const old = column.codes[segment.from + i]!;
        let code = codeOf[old]!;
        if (code < 0) {
          const text = column.dictionary[old]!;
          code = index.get(text) ?? dictionary.length;
          if (code === dictionary.length) {
            dictionary.push(text);
            index.set(text, code);
          }
          codeOf[old] = code;
        }
        codes[at + i] = code;
      }
    }
    at += segment.length;
  }
  return { codes, dictionary };
}

function gatherValidity(
  sources: readonly FlowBatch[],
  spec: ColumnSpec,
  segments: readonly Segment[],
  length: number,
): Uint8Array | null {
  const bitmaps = sources.map((source) => source.validity[spec.name as keyof FlowBatch['validity']]);
  if (bitmaps.every((bitmap) => bitmap === undefined)) return null;
  const out = new Uint8Array((length + 7) >> 3).fill(0xff);
  let at = 0;
  for (const segment of segments) {
    const bitmap = bitmaps[segment.source];
    if (bitmap !== undefined) {
      for (let i = 0; i < segment.length; i++) {
        const row = segment.from + i;
        if ((bitmap[row >> 3]! & (1 << (row & 7))) !== 0) continue;
        const to = at + i;
        out[to >> 3] = out[to >> 3]! & ~(1 << (to & 7));
      }
    }
    at += segment.length;
  }
  return out;
}
