/** A table of column specs as an Arrow stream and back; decoded fixed-width values are views into the bytes. */
import {
  type Batch,
  batchType,
  Column,
  type DataType,
  dictionary,
  type Field,
  fixedSizeBinary,
  float64,
  Table,
  tableFromIPC,
  tableToIPC,
  uint8,
  uint16,
  uint32,
  utf8,
} from '@uwdata/flechette';
import {
  type ArrowBatchConstructor,
  arrowStrings,
  type FixedArray,
  stringsOf,
} from './batch-codec-strings.js';
import type { StringColumn } from './flow-batch.js';
import { type ColumnSpec, type ColumnType, columnWidth } from './flow-columns.js';

/** A batch by column name. Null or absent: the batch does not have the column. */
export interface ColumnSet {
  readonly site: string;
  readonly length: number;
  readonly columns: Readonly<Record<string, FixedArray | StringColumn | null>>;
  readonly validity: Readonly<Record<string, Uint8Array>>;
}

/** What is the same in every batch of one kind. */
interface ArrowColumn {
  readonly spec: ColumnSpec;
  readonly field: Field;
  readonly type: DataType;
  readonly Constructor: ArrowBatchConstructor;
}
export interface ArrowLayout {
  readonly kind: string;
  readonly columns: readonly ArrowColumn[];
}

const NO_BYTES = new Uint8Array(0);
const ARROW_V5 = 4;
const ALIGNMENT = 8;

function arrowType(type: ColumnType): DataType {
  switch (type) {
    case 'u8':
      return uint8();
    case 'u16':
      return uint16();
    case 'u32':
      return uint32();
    case 'f64':
      return float64();
    case 'bytes16':
    case 'bytes6':
      return fixedSizeBinary(columnWidth(type));
    case 'string':
      return dictionary(utf8(), uint32());
  }
}

/** `kind` names the content in the schema's metadata. */
export function arrowLayout(kind: string, specs: readonly ColumnSpec[]): ArrowLayout {
  const columns = specs.map((spec) => {
    const type = arrowType(spec.type);
    const nullable = spec.presence === 'nullable';
    const field = { name: spec.name, type, nullable, metadata: new Map<string, string>() };
    return { spec, field, type, Constructor: batchType(type) as ArrowBatchConstructor };
  });
  return { kind, columns };
}

function countUnknown(bitmap: Uint8Array, length: number): number {
  let unknown = 0;
  for (let row = 0; row < length; row += 8) {
    const rows = Math.min(8, length - row);
    let clear = ~bitmap[row >> 3]! & ((1 << rows) - 1);
    for (; clear !== 0; clear &= clear - 1) unknown++;
  }
  return unknown;
}

/** One self-contained Arrow IPC stream: schema, dictionaries, one record batch. */
export function encodeColumns(layout: ArrowLayout, set: ColumnSet): Uint8Array {
  const { length } = set;
  const fields: Field[] = [];
  const children: Column<unknown>[] = [];
  for (const { spec, field, type, Constructor } of layout.columns) {
    const data = set.columns[spec.name] ?? null;
    if (data === null) {
      if (spec.presence === 'optional') continue;
      throw new RangeError(`expected column ${spec.name}, received a ${layout.kind} batch without it`);
    }
    const validity = set.validity[spec.name]?.subarray(0, (length + 7) >> 3) ?? NO_BYTES;
    const nullCount = validity.length === 0 ? 0 : countUnknown(validity, length);
    const values = 'codes' in data ? data.codes : data;
    const batch = new Constructor({ length, nullCount, type, validity, values });
    if ('codes' in data && 'dictionary' in type) {
      batch.dictionary = arrowStrings(data.dictionary, type.dictionary);
    }
    fields.push(field);
    children.push(new Column([batch], type));
  }
  const metadata = new Map([
    ['strayflow', layout.kind],
    ['site', set.site],
  ]);
  const table = new Table({ version: ARROW_V5, endianness: 0, fields, metadata }, children);
  return tableToIPC(table, { format: 'stream' })!;
}

/** The inverse of `encodeColumns`. Throws RangeError on bytes that are no such stream. */
export function decodeColumns(layout: ArrowLayout, bytes: Uint8Array): ColumnSet {
  const table = readTable(layout, bytes);
  const metadata = table.schema.metadata;
  if (metadata?.get('strayflow') !== layout.kind) {
    throw new RangeError(`expected a ${layout.kind} batch, received ${metadata?.get('strayflow') ?? 'none'}`);
  }
  const length = table.numRows;
  const columns: Record<string, FixedArray | StringColumn | null> = {};
  const validity: Record<string, Uint8Array> = {};
  for (const { spec, type } of layout.columns) {
    const at = table.names.indexOf(spec.name);
    const batch = at < 0 ? undefined : table.getChildAt(at).data[0];
    if (batch === undefined) {
      if (spec.presence !== 'optional') {
        throw new RangeError(`expected column ${spec.name}, received a ${layout.kind} batch without it`);
      }
      columns[spec.name] = null;
      continue;
    }
    columns[spec.name] = columnValues(spec, type, batch, length);
    if (spec.presence === 'nullable' && batch.validity.length > 0) {
      validity[spec.name] = batch.validity.subarray(0, (length + 7) >> 3);
    }
  }
  return { site: metadata.get('site') ?? '', length, columns, validity };
}

function readTable(layout: ArrowLayout, bytes: Uint8Array): Table {
  const aligned = bytes.byteOffset % ALIGNMENT === 0 ? bytes : bytes.slice();
  let table: Table;
  try {
    table = tableFromIPC(aligned);
  } catch (cause) {
    throw new RangeError(`expected an Arrow stream of ${layout.kind}, received other bytes`, { cause });
  }
  for (const column of table.children) {
    if (column.data.length !== 1) {
      throw new RangeError(`expected one record batch, received ${column.data.length}`);
    }
  }
  return table;
}

function sameType(expected: DataType, received: DataType): boolean {
  if (expected.typeId !== received.typeId) return false;
  if ('bitWidth' in expected && 'bitWidth' in received && expected.bitWidth !== received.bitWidth)
    return false;
  if ('signed' in expected && 'signed' in received && expected.signed !== received.signed) return false;
  if ('precision' in expected && 'precision' in received && expected.precision !== received.precision)
    return false;
  if ('stride' in expected && 'stride' in received && expected.stride !== received.stride) return false;
  if ('dictionary' in expected && 'dictionary' in received) {
    return sameType(expected.dictionary, received.dictionary) && sameType(expected.indices, received.indices);
  }
  return true;
}

function columnValues(
  spec: ColumnSpec,
  type: DataType,
  batch: Batch<unknown> & { dictionary?: Column<unknown> },
  length: number,
): FixedArray | StringColumn {
  const needed = length * columnWidth(spec.type);
  const values = batch.values as FixedArray;
  if (!sameType(type, batch.type) || batch.length !== length || values.length < needed) {
    throw new RangeError(`expected ${length} values of ${spec.type} in column ${spec.name}, received others`);
  }
  const view = values.length === needed ? values : values.subarray(0, needed);
  if (batch.dictionary === undefined) return view;
  const entries = stringsOf(batch.dictionary);
  const codes = view as Uint32Array;
  for (let row = 0; row < length; row++) {
    if (codes[row]! >= entries.length) {
      throw new RangeError(
        `expected codes below ${entries.length} in column ${spec.name}, received ${codes[row]}`,
      );
    }
  }
  return { codes, dictionary: entries };
}
