/** Builds flow batches row by row, for parsers, and cuts batches without copying. */

import { type FlowBatch, NULLABLE_COLUMNS, type NullableColumn, type StringColumn } from './flow-batch.js';
import { type ColumnType, columnWidth, FLOW_COLUMNS } from './flow-columns.js';
import { shapedFlowBatch } from './flow-shape.js';
import { Identifiers } from './identifiers.js';
import { type Word, Words } from './words.js';

/** Rows per batch that parsers aim for. */
export const BATCH_ROWS = 4096;
/** Of a builder that may stand idle: 10 KB instead of 620 KB. */
export const FIRST_ROWS = 64;
const GROWTH = 8;

export type OptionalColumn = Extract<(typeof FLOW_COLUMNS)[number], { presence: 'optional' }>['name'];

function allocate(type: ColumnType, rows: number) {
  switch (type) {
    case 'u8':
      return new Uint8Array(rows);
    case 'u16':
      return new Uint16Array(rows);
    case 'u32':
      return new Uint32Array(rows);
    case 'f64':
      return new Float64Array(rows);
    case 'bytes16':
    case 'bytes6':
      return new Uint8Array(rows * columnWidth(type));
    case 'string':
      return new Uint32Array(rows);
  }
}

export type ValidityBitmaps = { readonly [column in NullableColumn]: Uint8Array };

/** All known. One object literal: filled name by name it would be a hash table to the engine. */
function validityBitmaps(rows: number): ValidityBitmaps {
  const bitmap = () => new Uint8Array((rows + 7) >> 3).fill(0xff);
  return {
    durationMs: bitmap(),
    sourcePort: bitmap(),
    destinationPort: bitmap(),
    protocol: bitmap(),
    icmpType: bitmap(),
    icmpCode: bitmap(),
    tcpFlags: bitmap(),
    state: bitmap(),
    bytesSent: bitmap(),
    bytesReceived: bitmap(),
    packetsSent: bitmap(),
    packetsReceived: bitmap(),
  };
}

function clearBit(bitmap: Uint8Array, row: number): void {
  bitmap[row >> 3] = bitmap[row >> 3]! & ~(1 << (row & 7));
}

function hasClearBit(bitmap: Uint8Array): boolean {
  for (let i = 0; i < bitmap.length; i++) if (bitmap[i] !== 0xff) return true;
  return false;
}

type TextColumn = 'service' | 'uid' | 'identity' | 'exporter';

export class FlowBuilder {
  private readonly site: string;
  private readonly optional: ReadonlySet<OptionalColumn>;
  private readonly most: number;
  private readonly first: number;
  /** Of the batch at hand. */
  private capacity: number;
  private draft: Record<string, unknown> = {};
  private known: ValidityBitmaps = validityBitmaps(0);
  /** Null where the batch has no such column. */
  private service: Words | null = null;
  private identity: Words | null = null;
  private exporter: Words | null = null;
  private uid: Identifiers | null = null;
  private used = 0;

  /**
   * @param capacity rows of a batch
   * @param first rows of the first batch, and of those after one that was not full: the next are larger, up to `capacity`
   */
  constructor(
    site: string,
    optional: readonly OptionalColumn[] = [],
    capacity = BATCH_ROWS,
    first = capacity,
  ) {
    this.site = site;
    this.optional = new Set(optional);
    this.most = capacity;
    this.first = Math.min(first, capacity);
    this.capacity = this.first;
    this.reset();
  }

  private reset(): void {
    const draft: Record<string, unknown> = {};
    this.known = validityBitmaps(this.capacity);
    this.used = 0;
    for (const spec of FLOW_COLUMNS) {
      const present = spec.presence !== 'optional' || this.optional.has(spec.name as OptionalColumn);
      draft[spec.name] = present ? allocate(spec.type, this.capacity) : null;
    }
    const words = (codes: unknown) => (codes instanceof Uint32Array ? new Words(codes) : null);
    this.service = words(draft['service']);
    this.identity = words(draft['identity']);
    this.exporter = words(draft['exporter']);
    if (draft['uid'] instanceof Uint32Array) {
      this.uid ??= new Identifiers();
      this.uid.start(draft['uid']);
    }
    this.draft = shapedFlowBatch(draft as unknown as FlowBatch) as unknown as Record<string, unknown>;
  }

  /** Rows since the last `take`. */
  get length(): number {
    return this.used;
  }

  get full(): boolean {
    return this.used >= this.capacity;
  }

  /** The columns to write into, at row `add()`. New arrays after every `take`. */
  get columns(): WritableColumns {
    return this.draft as unknown as WritableColumns;
  }

  /** Opens the next row (all zero, all known) and returns its number. */
  add(): number {
    if (this.full)
      throw new RangeError(`expected a row below ${this.capacity}, received ${this.used}: take() first`);
    return this.used++;
  }

  /** The bits to clear where a value is unknown, bit i of byte i >> 3. New ones after every `take`. */
  get validity(): ValidityBitmaps {
    return this.known;
  }

  /** Marks a value of `row` as unknown. */
  unknown(column: NullableColumn, row: number): void {
    clearBit(this.known[column], row);
  }

  /** Sets a string of an optional column that was named to the constructor. */
  text(column: TextColumn, row: number, value: string): void {
    (this[column] ?? missing(column)).text(row, value);
  }

  /** The same of a word, which is looked up once for each batch. */
  word(column: Exclude<TextColumn, 'uid'>, row: number, value: Word): void {
    (this[column] ?? missing(column)).word(row, value);
  }

  /** Sets the identifier of `row` to `bytes[from..to)`, which must be ASCII. */
  identifier(row: number, bytes: Uint8Array, from: number, to: number): void {
    (this.uid ?? missing('uid')).ascii(row, bytes, from, to);
  }

  /** The rows so far as a batch that the caller owns; the builder starts anew. */
  take(): FlowBatch {
    const length = this.used;
    const batch: Record<string, unknown> = { site: this.site, length };
    for (const spec of FLOW_COLUMNS) {
      const values = this.draft[spec.name] as Uint32Array | null;
      const cut = values === null ? null : values.subarray(0, length * columnWidth(spec.type));
      const texts = spec.type === 'string' ? this[spec.name] : null;
      batch[spec.name] = texts === null ? cut : texts.column(length);
    }
    const validity: Partial<Record<NullableColumn, Uint8Array>> = {};
    for (const column of NULLABLE_COLUMNS) {
      const bitmap = this.known[column].subarray(0, (length + 7) >> 3);
      if (hasClearBit(bitmap)) validity[column] = bitmap;
    }
    batch['validity'] = validity;
    this.capacity = this.full ? Math.min(this.most, this.capacity * GROWTH) : this.first;
    this.reset();
    return shapedFlowBatch(batch as unknown as FlowBatch);
  }
}

function missing(column: TextColumn): never {
  throw new RangeError(`expected an open string column, received ${column}`);
}

/** The numeric columns as a parser writes them; string columns go through `text`. */
export type WritableColumns = {
  readonly [K in keyof Omit<
    FlowBatch,
    'site' | 'length' | 'validity' | 'service' | 'uid' | 'identity' | 'exporter'
  >]-?: NonNullable<FlowBatch[K]>;
};

/** Rows `from` up to `to` of a batch. Columns are views; validity bitmaps are shifted copies. */
export function sliceBatch(batch: FlowBatch, from: number, to: number): FlowBatch {
  if (from === 0 && to === batch.length) return batch;
  const validity: Partial<Record<NullableColumn, Uint8Array>> = {};
  for (const column of NULLABLE_COLUMNS) {
    const bitmap = batch.validity[column];
    if (bitmap !== undefined) validity[column] = sliceBitmap(bitmap, from, to);
  }
  // Column by column and not by a loop over their names: this is done at every tick of event time.
  return {
    site: batch.site,
    length: to - from,
    input: batch.input.subarray(from, to),
    recordNumber: batch.recordNumber.subarray(from, to),
    flowId: batch.flowId.subarray(from, to),
    record: batch.record.subarray(from, to),
    time: batch.time.subarray(from, to),
    start: batch.start.subarray(from, to),
    durationMs: batch.durationMs.subarray(from, to),
    source: batch.source.subarray(16 * from, 16 * to),
    destination: batch.destination.subarray(16 * from, 16 * to),
    sourcePort: batch.sourcePort.subarray(from, to),
    destinationPort: batch.destinationPort.subarray(from, to),
    protocol: batch.protocol.subarray(from, to),
    icmpType: batch.icmpType.subarray(from, to),
    icmpCode: batch.icmpCode.subarray(from, to),
    tcpFlags: batch.tcpFlags.subarray(from, to),
    state: batch.state.subarray(from, to),
    initiatorKnown: batch.initiatorKnown.subarray(from, to),
    bytesSent: batch.bytesSent.subarray(from, to),
    bytesReceived: batch.bytesReceived.subarray(from, to),
    packetsSent: batch.packetsSent.subarray(from, to),
    packetsReceived: batch.packetsReceived.subarray(from, to),
    validity,
    ttl: batch.ttl === null ? null : batch.ttl.subarray(from, to),
    vlan: batch.vlan === null ? null : batch.vlan.subarray(from, to),
    interfaceIndex: batch.interfaceIndex === null ? null : batch.interfaceIndex.subarray(from, to),
    samplingRate: batch.samplingRate === null ? null : batch.samplingRate.subarray(from, to),
    sourceMac: batch.sourceMac === null ? null : batch.sourceMac.subarray(6 * from, 6 * to),
    service: sliceTexts(batch.service, from, to),
    uid: sliceTexts(batch.uid, from, to),
    identity: sliceTexts(batch.identity, from, to),
    exporter: sliceTexts(batch.exporter, from, to),
  };
}

function sliceTexts(column: StringColumn | null, from: number, to: number): StringColumn | null {
  return column === null ? null : { codes: column.codes.subarray(from, to), dictionary: column.dictionary };
}

/** Bits behind the last row are 0. */
function sliceBitmap(bitmap: Uint8Array, from: number, to: number): Uint8Array {
  const length = (to - from + 7) >> 3;
  const out = new Uint8Array(length);
  const shift = from & 7;
  for (let i = 0, at = from >> 3; i < length; i++, at++) {
    out[i] = (bitmap[at]! >> shift) | ((bitmap[at + 1] ?? 0) << (8 - shift));
  }
  const rest = (to - from) & 7;
  if (rest !== 0) out[length - 1]! &= (1 << rest) - 1;
  return out;
}
