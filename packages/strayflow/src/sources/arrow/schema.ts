/** The schema of Arrow IPC data (Arrow columnar format 1.5, Schema.fbs): which buffers a column has, and what is in them. */
import type { FlatTable } from './flatbuffer.js';

const MOST_FIELDS = 4096;

/** Numbers of the types in Schema.fbs. */
const Type = {
  null: 1,
  int: 2,
  float: 3,
  binary: 4,
  utf8: 5,
  bool: 6,
  decimal: 7,
  date: 8,
  time: 9,
  timestamp: 10,
  interval: 11,
  list: 12,
  struct: 13,
  union: 14,
  fixedBinary: 15,
  fixedList: 16,
  map: 17,
  duration: 18,
  largeBinary: 19,
  largeUtf8: 20,
  largeList: 21,
  runEnd: 22,
  binaryView: 23,
  utf8View: 24,
  listView: 25,
  largeListView: 26,
} as const;

/** How values lie in their buffers. */
export type Storage =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'int';
      readonly bytes: number;
      readonly signed: boolean;
      readonly divide: number;
      readonly times: number;
    }
  | { readonly kind: 'float'; readonly bytes: number }
  | { readonly kind: 'bool' }
  | { readonly kind: 'bytes'; readonly offsetBytes: 4 | 8 }
  | { readonly kind: 'view' }
  | { readonly kind: 'fixed'; readonly bytes: number };

export interface ArrowField {
  readonly name: string;
  readonly storage: Storage;
  /** Buffers in front of the children's. */
  readonly buffers: number;
  /** Its values lie in a number of further buffers that the batch tells. */
  readonly isVariadic: boolean;
  readonly isStruct: boolean;
  readonly isText: boolean;
  /** A time or duration, given in ms. */
  readonly milliseconds: boolean;
  /** Number of the dictionary that the values are indices of. */
  readonly dictionary: number | null;
  /** How those indices lie. */
  readonly indices: Storage;
  readonly children: readonly ArrowField[];
}

/** ms in a unit: seconds, ms, us, ns. */
const UNITS = [
  { times: 1000, divide: 1 },
  { times: 1, divide: 1 },
  { times: 1, divide: 1000 },
  { times: 1, divide: 1_000_000 },
] as const;
const PLAIN = { times: 1, divide: 1 } as const;

function integer(type: FlatTable | null): Storage {
  const bits = type?.int32(0) ?? 32;
  if (bits !== 8 && bits !== 16 && bits !== 32 && bits !== 64)
    throw new RangeError(`integers of ${bits} bits`);
  return { kind: 'int', bytes: bits / 8, signed: type !== null && type.uint8(1) !== 0, ...PLAIN };
}

function timed(bytes: number, unit: number): Storage {
  return { kind: 'int', bytes, signed: true, ...(UNITS[unit] ?? PLAIN) };
}

function storageOf(number: number, type: FlatTable | null): Storage {
  if (number === Type.int) return integer(type);
  if (number === Type.float) {
    const precision = type?.int16(0) ?? 0;
    return precision === 0 ? { kind: 'none' } : { kind: 'float', bytes: precision === 1 ? 4 : 8 };
  }
  if (number === Type.bool) return { kind: 'bool' };
  if (number === Type.utf8 || number === Type.binary) return { kind: 'bytes', offsetBytes: 4 };
  if (number === Type.largeUtf8 || number === Type.largeBinary) return { kind: 'bytes', offsetBytes: 8 };
  if (number === Type.utf8View || number === Type.binaryView) return { kind: 'view' };
  if (number === Type.timestamp) return timed(8, type?.int16(0) ?? 0);
  if (number === Type.duration) return timed(8, type?.int16(0, 1) ?? 1);
  if (number === Type.date) {
    return (type?.int16(0, 1) ?? 1) === 0
      ? { kind: 'int', bytes: 4, signed: true, times: 86_400_000, divide: 1 }
      : { kind: 'int', bytes: 8, signed: true, ...PLAIN };
  }
  if (number === Type.fixedBinary) {
    const bytes = type?.int32(0) ?? 0;
    if (bytes < 0 || bytes > 1024) throw new RangeError(`binary values of ${bytes} bytes`);
    return { kind: 'fixed', bytes };
  }
  return { kind: 'none' };
}

function buffersOf(number: number, type: FlatTable | null): number {
  if (number === Type.null || number === Type.runEnd) return 0;
  if (number === Type.struct || number === Type.fixedList) return 1;
  if (number === Type.union) return (type?.int16(0) ?? 0) === 0 ? 1 : 2;
  const three: readonly number[] = [
    Type.binary,
    Type.utf8,
    Type.largeBinary,
    Type.largeUtf8,
    Type.listView,
    Type.largeListView,
  ];
  return three.includes(number) ? 3 : 2;
}

function readField(field: FlatTable, count: { left: number }): ArrowField {
  if (count.left-- <= 0) throw new RangeError(`more than ${MOST_FIELDS} columns`);
  const number = field.uint8(2);
  const type = field.table(3);
  const dictionary = field.table(4);
  const texts: readonly number[] = [Type.utf8, Type.largeUtf8, Type.utf8View, Type.binary, Type.largeBinary];
  const times: readonly number[] = [Type.timestamp, Type.duration, Type.date];
  return {
    name: field.text(0),
    storage: storageOf(number, type),
    buffers: buffersOf(number, type),
    isVariadic: number === Type.binaryView || number === Type.utf8View,
    isStruct: number === Type.struct,
    isText: texts.includes(number),
    milliseconds: times.includes(number),
    dictionary: dictionary === null ? null : dictionary.int64(0),
    indices: dictionary === null ? { kind: 'none' } : dictionaryIndices(dictionary),
    children: field.tables(5).map((child) => readField(child, count)),
  };
}

function dictionaryIndices(dictionary: FlatTable): Storage {
  const type = dictionary.table(1);
  return type === null ? { kind: 'int', bytes: 4, signed: true, ...PLAIN } : integer(type);
}

/** Throws RangeError on what is no schema, or one of a big-endian machine. */
export function readSchema(schema: FlatTable): readonly ArrowField[] {
  if (schema.int16(0) !== 0) throw new RangeError('values are big-endian');
  const count = { left: MOST_FIELDS };
  return schema.tables(1).map((field) => readField(field, count));
}
