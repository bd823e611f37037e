/** The source "parquet": tables of flows under any names, and Strayflow's own history. */
import { z } from 'zod';
import { StrayflowError } from '../model/errors.js';
import type { Parser, ParserContext, SourceFormat } from '../model/source.js';
import { FileBlocks } from './parquet/file-blocks.js';
import { historyKind, readHistory } from './parquet/history.js';
import { type ParquetColumn, ParquetTable } from './parquet/parquet-table.js';
import { textOfValue } from './table/cell-values.js';
import { ColumnReader } from './table/column-reader.js';
import { TABLE_OPTIONS } from './table/options.js';
import { planTable, type TableHead, wantedColumns } from './table/plan.js';

const SAMPLE_ROWS = 200;

const parquetOptions = z.strictObject({
  ...TABLE_OPTIONS,
  maxBytes: z
    .int()
    .min(1024)
    .max(16 * 1024 ** 3)
    .default(1024 ** 3)
    .describe('Largest file in bytes: its index stands at the end, so all of it is held in memory'),
});
type ParquetOptions = z.infer<typeof parquetOptions>;

class ParquetParser implements Parser {
  private readonly context: ParserContext;
  private readonly options: ParquetOptions;
  private readonly file = new FileBlocks();

  constructor(context: ParserContext, options: ParquetOptions) {
    this.context = context;
    this.options = options;
  }

  push(chunk: Uint8Array): void {
    const { file, options } = this;
    if (file.length + chunk.length > options.maxBytes) {
      throw new StrayflowError('input-unknown', `the Parquet file is larger than ${options.maxBytes} bytes`, {
        hint: 'Raise sources.parquet.maxBytes when there is memory for it, or write several smaller files.',
      });
    }
    file.append(chunk);
  }

  /** Nothing is complete before the end. */
  flush(): void {}

  end(): void {
    const { context, options } = this;
    const table = new ParquetTable(this.file);
    const kind = historyKind(table.columns.map(({ name }) => name));
    if (kind !== null) {
      readHistory(kind, table, context);
      return;
    }
    const head = headOf(table, options);
    const plan = planTable(head, options, 'Parquet file');
    for (const note of plan.notes) context.sink.note(note);
    const columns = plan.columns.map(({ column }) => table.columns[column]!);
    const reader = new ColumnReader(
      context,
      { ...plan, columns: plan.columns.map((each, cell) => ({ ...each, column: cell })) },
      options,
    );
    table.groups.forEach((rows, group) => {
      const values = columns.map((column) => valuesOf(table, group, column));
      reader.read(values, rows);
    });
    reader.end();
  }
}

function valuesOf(table: ParquetTable, group: number, column: ParquetColumn) {
  const values = table.values(group, column);
  return { isText: column.isText, at: (row: number) => values[row] };
}

/** What the first rows show; columns that cannot be of use stay empty. */
function headOf(table: ParquetTable, options: ParquetOptions): TableHead {
  const names = table.columns.map(({ name }) => name);
  const wanted = wantedColumns(names, options);
  const group = table.groups.findIndex((rows) => rows > 0);
  const length = group < 0 ? 0 : Math.min(SAMPLE_ROWS, table.groups[group]!);
  const texts = table.columns.map((column, index) => {
    if (group < 0 || !wanted.has(index)) return [];
    return table
      .values(group, column)
      .slice(0, length)
      .map((value) => textOfValue(value, column.isText));
  });
  return {
    columns: names,
    hasHeader: true,
    rows: Array.from({ length }, (_, row) => texts.map((column) => column[row] ?? '')),
    milliseconds: table.columns.map((column) => column.milliseconds),
  };
}

function sniff(head: Uint8Array): number {
  return head[0] === 0x50 && head[1] === 0x41 && head[2] === 0x52 && head[3] === 0x31 ? 1 : 0;
}

export const parquetFormat: SourceFormat<ParquetOptions> = {
  name: 'parquet',
  title: 'Parquet file',
  options: parquetOptions,
  sniff,
  open: (context, options) => new ParquetParser(context, options),
};
