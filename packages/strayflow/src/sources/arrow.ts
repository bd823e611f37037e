/** The source "arrow": Arrow IPC streams and files (Feather version 2) of flows under any names. */
import { z } from 'zod';
import { StrayflowError } from '../model/errors.js';
import type { Parser, ParserContext, SourceFormat } from '../model/source.js';
import { FlatTable } from './arrow/flatbuffer.js';
import { type ArrowBatch, type ArrowColumn, readBatch } from './arrow/record-batch.js';
import { type ArrowField, readSchema } from './arrow/schema.js';
import { textOfValue } from './table/cell-values.js';
import { ColumnReader } from './table/column-reader.js';
import { TABLE_OPTIONS } from './table/options.js';
import { planTable, wantedColumns } from './table/plan.js';
import { printable } from './text/printable.js';
import { ByteWindow } from './text/window.js';

const FILE_MAGIC = 'ARROW1';
const FILE_HEADER_BYTES = 8;
const CONTINUATION = 0xffff_ffff;
const LARGEST_METADATA = 16 * 1024 * 1024;
const SAMPLE_ROWS = 200;
/** Numbers of message headers (Message.fbs). */
const Header = { schema: 1, dictionary: 2, batch: 3 } as const;

const arrowOptions = z.strictObject({
  ...TABLE_OPTIONS,
  maxBytes: z
    .int()
    .min(1024)
    .max(1024 ** 3)
    .default(256 * 1024 ** 2)
    .describe('Largest record batch, and all dictionaries together, in bytes; one batch is held in memory'),
});
type ArrowOptions = z.infer<typeof arrowOptions>;

interface Prefix {
  /** Bytes in front of the metadata. */
  readonly bytes: number;
  readonly metadata: number;
}

class ArrowParser implements Parser {
  private readonly context: ParserContext;
  private readonly options: ArrowOptions;
  private readonly window = new ByteWindow();
  private readonly dictionaries = new Map<number, (row: number) => unknown>();
  private fields: readonly ArrowField[] | null = null;
  private dictionaryFields = new Map<number, ArrowField>();
  private dictionaryBytes = 0;
  private reader: ColumnReader | null = null;
  private wanted: readonly number[] = [];
  private begun = false;
  private over = false;

  constructor(context: ParserContext, options: ArrowOptions) {
    this.context = context;
    this.options = options;
  }

  push(chunk: Uint8Array): void {
    // Behind the end of the stream a file has its index.
    if (this.over) return;
    this.window.append(chunk);
    try {
      while (!this.over && this.next());
    } catch (error) {
      if (error instanceof StrayflowError) throw error;
      corrupt(error instanceof Error ? error.message : String(error), error);
    }
  }

  flush(): void {
    this.reader?.flush();
  }

  end(): void {
    if (this.fields === null) corrupt('it ends before its schema', null);
    if (!this.over && this.window.length > 0) {
      this.context.sink.note('The Arrow data is cut off within a record batch; what stands before is used.');
    }
    if (this.reader === null) this.context.sink.note('The Arrow data holds no whole record batch.');
    else this.reader.end();
  }

  private next(): boolean {
    const { window } = this;
    if (!this.begun) {
      if (window.length < FILE_HEADER_BYTES) return false;
      if (isFile(window.bytes.subarray(window.start))) window.start += FILE_HEADER_BYTES;
      this.begun = true;
    }
    const prefix = this.prefix();
    if (prefix === null) return false;
    if (prefix.metadata === 0) {
      this.over = true;
      window.start = window.end;
      return false;
    }
    if (prefix.metadata > LARGEST_METADATA) throw new RangeError(`a message of ${prefix.metadata} bytes`);
    const from = window.start + prefix.bytes;
    if (window.end - from < prefix.metadata) return false;
    const message = FlatTable.root(window.bytes.subarray(from, from + prefix.metadata));
    const bodyBytes = message.int64(3);
    if (!(bodyBytes >= 0 && bodyBytes <= this.options.maxBytes)) {
      throw new StrayflowError('input-unknown', `a record batch of the Arrow data has ${bodyBytes} bytes`, {
        hint: 'Raise sources.arrow.maxBytes when there is memory for it, or write smaller batches.',
      });
    }
    const body = from + prefix.metadata;
    if (window.end - body < bodyBytes) return false;
    this.message(message, window.bytes.subarray(body, body + bodyBytes));
    window.start = body + bodyBytes;
    return true;
  }

  /** Older writers leave the continuation mark out. */
  private prefix(): Prefix | null {
    const { window } = this;
    if (window.length < 4) return null;
    const view = new DataView(window.bytes.buffer, window.bytes.byteOffset + window.start, window.length);
    const first = view.getUint32(0, true);
    if (first !== CONTINUATION) return { bytes: 4, metadata: first };
    return window.length < 8 ? null : { bytes: 8, metadata: view.getUint32(4, true) };
  }

  private message(message: FlatTable, body: Uint8Array): void {
    const type = message.uint8(1);
    const header = message.table(2);
    if (header === null) throw new RangeError('a message is empty');
    if (type === Header.schema) {
      if (this.fields !== null) return;
      this.fields = readSchema(header);
      for (const field of this.fields) this.collectDictionaries(field);
    } else if (type === Header.dictionary) this.dictionary(header, body);
    else if (type === Header.batch) {
      if (this.fields === null) throw new RangeError('a record batch stands before the schema');
      this.batch(readBatch(header, body, this.fields, this.dictionaries));
    }
  }

  private collectDictionaries(field: ArrowField): void {
    if (field.dictionary !== null)
      this.dictionaryFields.set(field.dictionary, { ...field, dictionary: null });
    for (const child of field.children) this.collectDictionaries(child);
  }

  private dictionary(header: FlatTable, body: Uint8Array): void {
    const id = header.int64(0);
    const field = this.dictionaryFields.get(id);
    const data = header.table(1);
    if (field === undefined || data === null) throw new RangeError(`a dictionary ${id} that no column has`);
    this.dictionaryBytes += body.length;
    if (this.dictionaryBytes > this.options.maxBytes) throw new RangeError('the dictionaries are too large');
    const { length, columns } = readBatch(data, body.slice(), [field], this.dictionaries);
    const column = columns[0];
    const isMore = header.uint8(2) !== 0;
    if (isMore) throw new RangeError('dictionaries that grow are not read; write the data with whole ones');
    this.dictionaries.set(id, (row) => (row >= 0 && row < length ? (column?.at(row) ?? null) : null));
  }

  private batch(batch: ArrowBatch): void {
    if (this.reader === null) this.begin(batch);
    const columns = this.wanted.map((index) => batch.columns[index]!);
    this.reader!.read(columns, batch.length);
  }

  /** Decides by the first batch which column is what. */
  private begin(batch: ArrowBatch): void {
    const { context, options } = this;
    const { columns } = batch;
    const names = columns.map(({ name }) => name);
    const used = wantedColumns(names, options);
    const text = (column: ArrowColumn, row: number) => textOfValue(column.at(row), column.isText);
    const rows = Array.from({ length: Math.min(SAMPLE_ROWS, batch.length) }, (_, row) =>
      columns.map((column, index) => (used.has(index) ? text(column, row) : '')),
    );
    const milliseconds = columns.map((column) => column.milliseconds);
    const plan = planTable({ columns: names, hasHeader: true, rows, milliseconds }, options, 'Arrow data');
    for (const note of plan.notes) context.sink.note(note);
    this.wanted = plan.columns.map(({ column }) => column);
    const cells = plan.columns.map((each, cell) => ({ ...each, column: cell }));
    this.reader = new ColumnReader(context, { ...plan, columns: cells }, options);
  }
}

function corrupt(message: string, cause: unknown): never {
  throw new StrayflowError('input-corrupt', `the Arrow data is damaged: ${printable(message, 200)}`, {
    cause,
  });
}

function isFile(head: Uint8Array): boolean {
  for (let i = 0; i < FILE_MAGIC.length; i++) if (head[i] !== FILE_MAGIC.charCodeAt(i)) return false;
  return true;
}

/** A file by its magic; a stream by a first message that is a schema. */
function sniff(head: Uint8Array): number {
  if (isFile(head)) return 1;
  if (head.length < 16 || head[0] !== 0xff || head[1] !== 0xff || head[2] !== 0xff || head[3] !== 0xff)
    return 0;
  const length = new DataView(head.buffer, head.byteOffset, head.byteLength).getUint32(4, true);
  if (length === 0 || length > LARGEST_METADATA) return 0;
  try {
    return FlatTable.root(head.subarray(8, 8 + length)).uint8(1) === Header.schema ? 0.95 : 0;
  } catch {
    return 0;
  }
}

export const arrowFormat: SourceFormat<ArrowOptions> = {
  name: 'arrow',
  title: 'Arrow IPC data',
  options: arrowOptions,
  sniff,
  open: (context, options) => new ArrowParser(context, options),
};
