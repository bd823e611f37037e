/** The pages of one column chunk as values; every length that the file tells is checked before anything is made of it. */
import type { DecodedArray, PageHeader } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { convert } from 'hyparquet/src/convert.js';
import { decompressPage } from 'hyparquet/src/datapage.js';
import { deltaBinaryUnpack, deltaByteArray, deltaLengthByteArray } from 'hyparquet/src/delta.js';
import { byteStreamSplit } from 'hyparquet/src/encoding.js';
import { readPlain } from 'hyparquet/src/plain.js';
import {
  decompressBrotli,
  decompressGzip,
  decompressLz4,
  decompressLz4Raw,
  decompressZstd,
} from 'hyparquet-compressors';
import { readRuns } from './levels.js';

const LARGEST_PAGE = 256 * 1024 * 1024;

export const COMPRESSORS = {
  GZIP: decompressGzip,
  BROTLI: decompressBrotli,
  ZSTD: (input: Uint8Array, length: number) => decompressZstd(input, new Uint8Array(length)),
  LZ4: decompressLz4,
  LZ4_RAW: decompressLz4Raw,
};

type ColumnDecoder = Parameters<typeof convert>[1];

/** How a column's values are stored. */
export interface StoredColumn {
  readonly decoder: ColumnDecoder;
  /** Optional steps on the column's path: values of a lower level are null. */
  readonly deepest: number;
}

/** Reads up to `rows` values of a column chunk; null where there is none. Throws Error on damage. */
export function readPages(bytes: Uint8Array, column: StoredColumn, rows: number): unknown[] {
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
  const values: unknown[] = [];
  let dictionary: DecodedArray | null = null;
  while (values.length < rows && reader.offset < bytes.length) {
    const header = parquetHeader(reader);
    const stored = header.compressed_page_size;
    if (
      !isLength(stored, bytes.length - reader.offset) ||
      !isLength(header.uncompressed_page_size, LARGEST_PAGE)
    ) {
      throw new RangeError(`a page of ${stored} bytes, ${header.uncompressed_page_size} when decompressed`);
    }
    const page = bytes.subarray(reader.offset, reader.offset + stored);
    reader.offset += stored;
    if (header.type === 'DICTIONARY_PAGE') dictionary = dictionaryPage(page, header, column);
    else if (header.type === 'DATA_PAGE' || header.type === 'DATA_PAGE_V2') {
      dataPage(page, header, column, dictionary, rows - values.length, values);
    }
  }
  if (values.length < rows) throw new RangeError(`${values.length} values where ${rows} are expected`);
  return values;
}

function isLength(value: number | undefined, most: number): value is number {
  return value !== undefined && Number.isInteger(value) && value >= 0 && value <= most;
}

function decompressed(page: Uint8Array, length: number, { decoder }: StoredColumn): Uint8Array {
  return decompressPage(page, length, decoder.codec, COMPRESSORS);
}

function readerOf(bytes: Uint8Array) {
  return { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
}

function dictionaryPage(page: Uint8Array, header: PageHeader, column: StoredColumn): DecodedArray {
  const { type, element } = column.decoder;
  const plain = decompressed(page, header.uncompressed_page_size, column);
  const count = header.dictionary_page_header?.num_values;
  if (!isLength(count, 8 * plain.length)) throw new RangeError(`a dictionary of ${count} values`);
  return convert(readPlain(readerOf(plain), type, count, element.type_length), column.decoder);
}

interface Page {
  readonly count: number;
  readonly encoding: string;
  /** Definition levels; null when no value is null. */
  readonly levels: Int32Array | null;
  readonly data: Uint8Array;
}

function dataPage(
  bytes: Uint8Array,
  header: PageHeader,
  column: StoredColumn,
  dictionary: DecodedArray | null,
  most: number,
  out: unknown[],
): void {
  const page =
    header.type === 'DATA_PAGE'
      ? firstVersion(bytes, header, column, most)
      : secondVersion(bytes, header, column, most);
  const { count, levels } = page;
  let present = count;
  if (levels !== null) for (const level of levels) if (level < column.deepest) present--;
  const values = valuesOf(page, present, column, dictionary);
  if (values.length < present) throw new RangeError(`${values.length} values where ${present} are expected`);
  let next = 0;
  for (let i = 0; i < count; i++) {
    const isThere = levels === null || levels[i] === column.deepest;
    out.push(isThere ? (values[next++] ?? null) : null);
  }
}

function levelsOf(bytes: Uint8Array, from: number, to: number, count: number, deepest: number): Int32Array {
  const levels = new Int32Array(count);
  const width = 32 - Math.clz32(deepest);
  if (readRuns(bytes, from, to, width, levels) < count) throw new RangeError('definition levels end early');
  return levels;
}

function firstVersion(bytes: Uint8Array, header: PageHeader, column: StoredColumn, most: number): Page {
  const data = decompressed(bytes, header.uncompressed_page_size, column);
  const { num_values: count, encoding } = header.data_page_header ?? { num_values: -1, encoding: '' };
  if (!isLength(count, most)) throw new RangeError(`a page of ${count} values where ${most} are left`);
  if (column.deepest === 0) return { count, encoding, levels: null, data };
  if (data.length < 4) throw new RangeError('a page without definition levels');
  const length = readerOf(data).view.getUint32(0, true);
  if (length > data.length - 4) throw new RangeError(`definition levels of ${length} bytes`);
  const levels = levelsOf(data, 4, 4 + length, count, column.deepest);
  return { count, encoding, levels, data: data.subarray(4 + length) };
}

function secondVersion(bytes: Uint8Array, header: PageHeader, column: StoredColumn, most: number): Page {
  const page = header.data_page_header_v2;
  if (page === undefined) throw new RangeError('a page without its header');
  const { num_values: count, encoding } = page;
  const levelBytes = page.definition_levels_byte_length;
  if (!isLength(count, most)) throw new RangeError(`a page of ${count} values where ${most} are left`);
  if (page.repetition_levels_byte_length !== 0 || !isLength(levelBytes, bytes.length)) {
    throw new RangeError(`definition levels of ${levelBytes} bytes`);
  }
  const levels = column.deepest > 0 ? levelsOf(bytes, 0, levelBytes, count, column.deepest) : null;
  const stored = bytes.subarray(levelBytes);
  const data =
    page.is_compressed === false
      ? stored
      : decompressed(stored, header.uncompressed_page_size - levelBytes, column);
  return { count, encoding, levels, data };
}

function valuesOf(
  { encoding, data }: Page,
  count: number,
  column: StoredColumn,
  dictionary: DecodedArray | null,
): ArrayLike<unknown> {
  if (count === 0) return [];
  const { decoder } = column;
  const { type, element } = decoder;
  const reader = readerOf(data);
  if (encoding === 'RLE_DICTIONARY' || encoding === 'PLAIN_DICTIONARY') {
    if (dictionary === null) throw new RangeError('a page refers to a dictionary that is not there');
    return lookedUp(data, count, dictionary);
  }
  if (encoding === 'RLE' && type === 'BOOLEAN') {
    const bits = new Int32Array(count);
    return Array.from(bits.subarray(0, readRuns(data, 4, data.length, 1, bits)), (bit) => bit === 1);
  }
  if (encoding === 'PLAIN') return convert(readPlain(reader, type, count, element.type_length), decoder);
  if (encoding === 'BYTE_STREAM_SPLIT') {
    return convert(byteStreamSplit(reader, count, type, element.type_length), decoder);
  }
  if (encoding === 'DELTA_BINARY_PACKED') {
    const numbers = type === 'INT32' ? new Int32Array(count) : new BigInt64Array(count);
    deltaBinaryUnpack(reader, count, numbers);
    return convert(numbers, decoder);
  }
  if (encoding === 'DELTA_LENGTH_BYTE_ARRAY' || encoding === 'DELTA_BYTE_ARRAY') {
    const texts: Uint8Array[] = new Array(count);
    if (encoding === 'DELTA_LENGTH_BYTE_ARRAY') deltaLengthByteArray(reader, count, texts);
    else {
      checkPrefixes(data, count);
      deltaByteArray(reader, count, texts);
    }
    return convert(texts, decoder);
  }
  throw new RangeError(`the encoding ${encoding} is not read`);
}

function lookedUp(data: Uint8Array, count: number, dictionary: DecodedArray): unknown[] {
  const indices = new Int32Array(count);
  const width = data[0] ?? 0;
  if (width > 32) throw new RangeError(`indices of ${width} bits`);
  // Without bits there is one value, and no run needs to be told.
  const told = width === 0 ? count : readRuns(data, 1, data.length, width, indices);
  return Array.from(indices.subarray(0, told), (index) => {
    if (index < 0 || index >= dictionary.length) throw new RangeError(`no value ${index} in the dictionary`);
    return dictionary[index] as unknown;
  });
}

/** Each text repeats the beginning of the one before: together they may be far longer than the page. */
function checkPrefixes(data: Uint8Array, count: number): void {
  const prefixes = new Int32Array(count);
  deltaBinaryUnpack(readerOf(data), count, prefixes);
  let total = 0;
  for (const length of prefixes) {
    if (length < 0) throw new RangeError('a beginning of negative length');
    total += length;
  }
  if (total > LARGEST_PAGE) throw new RangeError(`texts of more than ${LARGEST_PAGE} bytes`);
}
