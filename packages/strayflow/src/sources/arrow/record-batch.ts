/** The columns of one record batch as values by row. */
import { decompressZstd } from 'hyparquet-compressors';
import { decompressLz4Frame } from '../compression/lz4-frame.js';
import type { FlatTable } from './flatbuffer.js';
import type { ArrowField, Storage } from './schema.js';

/** Rows of a batch, and bytes of a buffer when decompressed. */
const MOST_ROWS = 16_777_216;
const LARGEST_BUFFER = 256 * 1024 * 1024;

/** A column that has one value a row. */
export interface ArrowColumn {
  readonly name: string;
  readonly isText: boolean;
  readonly milliseconds: boolean;
  at(row: number): unknown;
}

export type Dictionaries = ReadonlyMap<number, (row: number) => unknown>;

export interface ArrowBatch {
  readonly length: number;
  readonly columns: readonly ArrowColumn[];
}

class Cursor {
  readonly length: number;
  private readonly body: Uint8Array;
  private readonly nodes: number;
  private readonly regions: readonly number[][];
  private readonly variadic: readonly number[][];
  private readonly codec: 'none' | 'LZ4' | 'Zstandard';
  private node = 0;
  private region = 0;
  private variadicAt = 0;

  constructor(batch: FlatTable, body: Uint8Array) {
    this.length = batch.int64(0);
    if (!(this.length >= 0 && this.length <= MOST_ROWS))
      throw new RangeError(`a batch of ${this.length} rows`);
    this.body = body;
    this.nodes = batch.structs(1, 2).length;
    this.regions = batch.structs(2, 2);
    const compression = batch.table(3);
    this.codec = compression === null ? 'none' : compression.uint8(0) === 0 ? 'LZ4' : 'Zstandard';
    this.variadic = batch.structs(4, 1);
  }

  nextNode(): void {
    if (this.node++ >= this.nodes) throw new RangeError('the batch has fewer columns than its schema');
  }

  nextVariadic(): number {
    const count = this.variadic[this.variadicAt++]?.[0] ?? 0;
    if (!(count >= 0 && count <= this.regions.length)) throw new RangeError(`${count} further buffers`);
    return count;
  }

  skip(): void {
    this.region++;
  }

  /** The next buffer; decompressed where it is compressed. */
  buffer(): DataView {
    const [offset, length] = this.regions[this.region++] ?? [-1, 0];
    if (!(offset! >= 0 && length! >= 0 && offset! + length! <= this.body.length)) {
      throw new RangeError('a buffer lies outside of its message');
    }
    const bytes = this.body.subarray(offset, offset! + length!);
    return viewOf(this.codec === 'none' || length === 0 ? bytes : this.decompress(bytes));
  }

  private decompress(bytes: Uint8Array): Uint8Array {
    const length = Number(viewOf(bytes).getBigInt64(0, true));
    const data = bytes.subarray(8);
    if (length === -1) return data;
    if (!(length >= 0 && length <= LARGEST_BUFFER)) throw new RangeError(`a buffer of ${length} bytes`);
    const out = new Uint8Array(length);
    if (this.codec === 'LZ4') decompressLz4Frame(data, out);
    else decompressZstd(data, out);
    return out;
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

type Validity = readonly DataView[];

function isValid(validity: Validity, row: number): boolean {
  for (const bitmap of validity) {
    // An empty bitmap: nothing is null.
    if (bitmap.byteLength > 0 && (bitmap.getUint8(row >> 3) & (1 << (row & 7))) === 0) return false;
  }
  return true;
}

function readInteger(view: DataView, at: number, bytes: number, signed: boolean): number {
  if (bytes === 8) return Number(signed ? view.getBigInt64(at, true) : view.getBigUint64(at, true));
  if (bytes === 4) return signed ? view.getInt32(at, true) : view.getUint32(at, true);
  if (bytes === 2) return signed ? view.getInt16(at, true) : view.getUint16(at, true);
  return signed ? view.getInt8(at) : view.getUint8(at);
}

function part(view: DataView, from: number, to: number): Uint8Array {
  if (!(from >= 0 && from <= to && to <= view.byteLength))
    throw new RangeError('a text lies outside of its buffer');
  return new Uint8Array(view.buffer, view.byteOffset + from, to - from);
}

/** Reads values that are not null. */
function valuesOf(
  storage: Storage,
  cursor: Cursor,
  buffers: number,
  variadic: number,
): (row: number) => unknown {
  if (storage.kind === 'none') {
    for (let i = 0; i < buffers; i++) cursor.skip();
    return () => null;
  }
  const first = cursor.buffer();
  if (storage.kind === 'int') {
    const { bytes, signed, times, divide } = storage;
    return (row) => (readInteger(first, row * bytes, bytes, signed) * times) / divide;
  }
  if (storage.kind === 'float') {
    return (row) => (storage.bytes === 4 ? first.getFloat32(4 * row, true) : first.getFloat64(8 * row, true));
  }
  if (storage.kind === 'bool') return (row) => (first.getUint8(row >> 3) & (1 << (row & 7))) !== 0;
  if (storage.kind === 'fixed') return (row) => part(first, row * storage.bytes, (row + 1) * storage.bytes);
  if (storage.kind === 'bytes') {
    const data = cursor.buffer();
    const { offsetBytes } = storage;
    const offset = (row: number) => readInteger(first, row * offsetBytes, offsetBytes, true);
    return (row) => part(data, offset(row), offset(row + 1));
  }
  const further = Array.from({ length: variadic }, () => cursor.buffer());
  return (row) => {
    const at = 16 * row;
    const length = first.getInt32(at, true);
    if (length <= 12) return part(first, at + 4, at + 4 + length);
    const data = further[first.getInt32(at + 8, true)];
    if (data === undefined) throw new RangeError('a text lies in a buffer that is not there');
    const from = first.getInt32(at + 12, true);
    return part(data, from, from + length);
  };
}

function walk(
  field: ArrowField,
  path: string,
  parents: Validity,
  cursor: Cursor,
  dictionaries: Dictionaries,
  columns: ArrowColumn[],
): void {
  cursor.nextNode();
  const name = path === '' ? field.name : `${path}.${field.name}`;
  const { isText, milliseconds } = field;
  if (field.dictionary !== null) {
    const validity = [...parents, cursor.buffer()];
    const indices = valuesOf(field.indices, cursor, 1, 0);
    const dictionary = dictionaries.get(field.dictionary);
    const at = (row: number) =>
      isValid(validity, row) ? (dictionary?.(indices(row) as number) ?? null) : null;
    columns.push({ name, isText, milliseconds, at });
    return;
  }
  const variadic = field.isVariadic ? cursor.nextVariadic() : 0;
  if (field.isStruct) {
    const validity = [...parents, cursor.buffer()];
    for (const child of field.children) walk(child, name, validity, cursor, dictionaries, columns);
    return;
  }
  if (field.children.length > 0 || field.buffers === 0) {
    for (let i = 0; i < field.buffers; i++) cursor.skip();
    // Columns of lists have no one value a row.
    for (const child of field.children) walk(child, name, parents, cursor, dictionaries, []);
    return;
  }
  const validity = [...parents, cursor.buffer()];
  const values = valuesOf(field.storage, cursor, field.buffers - 1, variadic);
  columns.push({ name, isText, milliseconds, at: (row) => (isValid(validity, row) ? values(row) : null) });
}

/** Throws RangeError when the batch does not fit its schema or its bytes. */
export function readBatch(
  batch: FlatTable,
  body: Uint8Array,
  fields: readonly ArrowField[],
  dictionaries: Dictionaries,
): ArrowBatch {
  const cursor = new Cursor(batch, body);
  const columns: ArrowColumn[] = [];
  for (const field of fields) walk(field, '', [], cursor, dictionaries, columns);
  return { length: cursor.length, columns };
}
