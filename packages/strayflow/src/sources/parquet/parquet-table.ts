/** A Parquet file as a table: its columns that hold one value a row, and their values by row group. */
import { type FileMetaData, parquetMetadata, parquetSchema, type SchemaTree } from 'hyparquet';
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import { getTreePath } from 'hyparquet/src/schema.js';
import { StrayflowError } from '../../model/errors.js';
import { printable } from '../text/printable.js';
import { COMPRESSORS, readPages, type StoredColumn } from './column-pages.js';
import type { FileBlocks } from './file-blocks.js';

const TRAILER_BYTES = 8;
const LARGEST_FOOTER = 64 * 1024 * 1024;
const LARGEST_CHUNK = 1024 * 1024 * 1024;
const MOST_COLUMNS = 4096;
/** Rows of a row group, which are held at once. */
const MOST_GROUP_ROWS = 16_777_216;

export interface ParquetColumn {
  /** Names of nested columns are joined by points. */
  readonly name: string;
  readonly path: readonly string[];
  /** Bytes are UTF-8, not a value in binary. */
  readonly isText: boolean;
  /** Values are times or durations in ms, whatever they are stored in. */
  readonly milliseconds: boolean;
}

/** Timestamps as Unix ms, fractional; texts stay bytes. */
const PARSERS = {
  ...DEFAULT_PARSERS,
  timestampFromMilliseconds: (time: bigint) => Number(time),
  timestampFromMicroseconds: (time: bigint) => Number(time) / 1e3,
  timestampFromNanoseconds: (time: bigint) => Number(time) / 1e6,
  dateFromDays: (days: number) => days * 86_400_000,
  stringFromBytes: (bytes: Uint8Array) => bytes,
  jsonFromBytes: (bytes: Uint8Array) => bytes,
  geometryFromBytes: (bytes: Uint8Array) => bytes,
  geographyFromBytes: (bytes: Uint8Array) => bytes,
};

function corrupt(error: unknown): never {
  const text = error instanceof Error ? error.message : String(error);
  throw new StrayflowError('input-corrupt', `the Parquet file is damaged: ${printable(text, 200)}`, {
    cause: error,
  });
}

export class ParquetTable {
  readonly columns: readonly ParquetColumn[];
  readonly groups: readonly number[];
  private readonly file: FileBlocks;
  private readonly metadata: FileMetaData;
  private readonly schema: SchemaTree;

  /** Throws StrayflowError 'input-corrupt' when the footer cannot be read. */
  constructor(file: FileBlocks) {
    this.file = file;
    try {
      this.metadata = parquetMetadata(footerOf(file), { geoparquet: false });
      this.schema = parquetSchema(this.metadata);
      this.groups = this.metadata.row_groups.map(({ num_rows }) => rowsOf(Number(num_rows)));
      this.columns = flatColumns(this.schema, []).slice(0, MOST_COLUMNS);
    } catch (error) {
      corrupt(error);
    }
  }

  /** Values of a column in a row group: number, bigint, boolean, bytes or null. Throws StrayflowError 'input-corrupt'. */
  values(group: number, column: ParquetColumn): unknown[] {
    try {
      return this.read(group, column);
    } catch (error) {
      corrupt(error);
    }
  }

  private read(group: number, column: ParquetColumn): unknown[] {
    const wanted = column.path.join('\0');
    const chunks = this.metadata.row_groups[group]!.columns;
    const chunk = chunks.find(({ meta_data }) => meta_data?.path_in_schema.join('\0') === wanted);
    const meta = chunk?.meta_data;
    if (meta === undefined || chunk?.file_path)
      throw new RangeError(`no column ${column.name} in a row group`);
    const from = Number(meta.dictionary_page_offset || meta.data_page_offset);
    const length = Number(meta.total_compressed_size);
    if (!(length >= 0 && length <= LARGEST_CHUNK)) throw new RangeError(`a column chunk of ${length} bytes`);
    const path = getTreePath(this.schema, [...column.path]);
    const decoder = {
      ...meta,
      pathInSchema: meta.path_in_schema,
      element: path[path.length - 1]!.element,
      schemaPath: path,
      parsers: PARSERS,
      compressors: COMPRESSORS,
    } satisfies StoredColumn['decoder'];
    const deepest = path.filter(({ element }) => element.repetition_type === 'OPTIONAL').length;
    const stored: StoredColumn = { decoder, deepest };
    return readPages(this.file.slice(from, from + length), stored, this.groups[group]!);
  }
}

function footerOf(file: FileBlocks): Uint8Array {
  if (file.length < TRAILER_BYTES + 4) throw new RangeError('it is too short');
  const trailer = file.slice(file.length - TRAILER_BYTES, file.length);
  if (String.fromCharCode(...trailer.subarray(4)) !== 'PAR1') throw new RangeError('its end is missing');
  const length = new DataView(trailer.buffer).getUint32(0, true);
  if (length > LARGEST_FOOTER) throw new RangeError(`a footer of ${length} bytes`);
  return file.slice(file.length - TRAILER_BYTES - length, file.length);
}

function rowsOf(rows: number): number {
  if (!Number.isInteger(rows) || rows < 0 || rows > MOST_GROUP_ROWS) {
    throw new RangeError(`a row group of ${rows} rows; at most ${MOST_GROUP_ROWS} are read`);
  }
  return rows;
}

/** Columns without repeated steps on their path. */
function flatColumns(node: SchemaTree, path: readonly string[]): ParquetColumn[] {
  return node.children.flatMap((child) => {
    const { element } = child;
    if (typeof element.name !== 'string') throw new RangeError('a column has no name');
    const inner = [...path, element.name];
    if (element.repetition_type === 'REPEATED') return [];
    if (child.children.length > 0) return flatColumns(child, inner);
    const { type, converted_type: converted, logical_type: logical } = element;
    return [
      {
        name: inner.join('.'),
        path: inner,
        isText: type === 'BYTE_ARRAY',
        milliseconds:
          logical?.type === 'TIMESTAMP' || converted?.startsWith('TIMESTAMP') === true || type === 'INT96',
      },
    ];
  });
}
