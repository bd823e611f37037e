/** The CSV source: flow tables of any tool, with or without a header. */

import { StrayflowError } from '../model/errors.js';
import { restore, snapshot } from '../model/snapshot.js';
import type { Parser, ParserContext, SourceFormat } from '../model/source.js';
import { type CsvOptions, csvOptions } from './csv/options.js';
import { PlainRecords } from './csv/plain-record.js';
import { RecordScanner, Scan } from './csv/record.js';
import { sniffCsv } from './csv/sniff.js';
import { type CsvSurvey, SURVEY_BYTES, surveyCsv } from './csv/survey.js';
import type { BiflowState } from './record/biflow-table.js';
import { UnusableCells, type UnusableState } from './record/unusable-cells.js';
import { type TableFlows, tableFlows } from './table/flows.js';
import { earlyNote, Patience } from './table/patience.js';
import { planTable, type TablePlan } from './table/plan.js';
import { isLeftOut, TableRow } from './table/row.js';
import { printableBytes } from './text/printable.js';
import { ByteWindow, CARRIAGE_RETURN, NEWLINE } from './text/window.js';

const HASH = 35;
const SUMMARY = 'Summary';

/** What is known once the first bytes were surveyed; plain data. */
interface Table {
  readonly plan: TablePlan;
  readonly delimiter: number;
  /** Fields of a row. */
  readonly width: number;
  /** The header's own bytes, to know it again; null without one. */
  readonly header: Uint8Array | null;
}

interface Reader {
  readonly table: Table;
  readonly flows: TableFlows;
  readonly row: TableRow;
  readonly scanner: RecordScanner;
  /** Null where no record is plain. */
  readonly plain: PlainRecords | null;
}

interface CsvState {
  readonly table: Table | null;
  /** Rows that wait for their other direction; null where none do. */
  readonly flows: BiflowState | null;
  /** Rows so far: without a time they are told by their order. */
  readonly rows: number;
  readonly unread: Uint8Array;
  readonly lineNumber: number;
  readonly skipping: boolean;
  readonly summary: boolean;
  readonly unusable: UnusableState;
  /** Bytes at the last flush, as long as there is no table. */
  readonly flushed: number;
}

class CsvParser implements Parser {
  private readonly context: ParserContext;
  private readonly options: CsvOptions;
  private readonly window = new ByteWindow();
  private readonly unusable: UnusableCells;
  private readonly patience: Patience;
  private reader: Reader | null = null;
  private lineNumber = 1;
  private skipping = false;
  /** nfdump's totals began: nothing after them is a flow. */
  private summary = false;
  private readonly ignored = new Map<string, number>();
  private records = 0;

  constructor(context: ParserContext, options: CsvOptions, bytes?: Uint8Array) {
    const state = bytes === undefined ? undefined : restore<CsvState>(bytes);
    this.context = context;
    this.options = options;
    this.unusable = new UnusableCells(state?.unusable);
    this.patience = new Patience(state?.flushed);
    if (state === undefined) return;
    this.window.append(state.unread);
    this.lineNumber = state.lineNumber;
    this.skipping = state.skipping;
    this.summary = state.summary;
    if (state.table !== null) this.reader = this.open(state.table, state.flows, state.rows);
  }

  snapshot(): Uint8Array {
    return snapshot({
      table: this.reader?.table ?? null,
      flows: this.reader?.flows.state ?? null,
      rows: this.reader?.flows.draft.rows ?? 0,
      unread: this.unread,
      lineNumber: this.lineNumber,
      skipping: this.skipping,
      summary: this.summary,
      unusable: this.unusable.state,
      flushed: this.patience.bytes,
    } satisfies CsvState);
  }

  push(chunk: Uint8Array): void {
    this.window.append(chunk);
    if (this.reader === null) {
      if (this.window.length < SURVEY_BYTES) return;
      this.reader = this.begin(this.survey(false));
    }
    this.readRecords(this.reader, false);
    this.report();
  }

  flush(): void {
    if (this.reader === null) this.decide();
    this.reader?.flows.flush();
  }

  /** What came so far has to do. Where it cannot be used at all, that is told by what comes, or at the end. */
  private decide(): void {
    const survey = surveyCsv(this.unread, false, this.options);
    if (survey === null || !this.patience.isOver(survey.rows.length, this.window.length)) return;
    try {
      this.reader = this.begin(survey);
      this.context.sink.note(earlyNote(survey.rows.length));
    } catch (error) {
      if (!(error instanceof StrayflowError)) throw error;
      return;
    }
    this.readRecords(this.reader, false);
    this.report();
  }

  private get unread(): Uint8Array {
    const { bytes, start, end } = this.window;
    return bytes.slice(start, end);
  }

  end(): void {
    const { window } = this;
    this.reader ??= this.begin(this.survey(true));
    if (window.length > 0 && window.bytes[window.end - 1] !== NEWLINE) window.append(Uint8Array.of(NEWLINE));
    this.readRecords(this.reader, true);
    this.reader.flows.end();
    this.report();
    this.unusable.report(this.context.sink);
  }

  private survey(complete: boolean): CsvSurvey {
    const survey = surveyCsv(this.unread, complete, this.options);
    if (survey !== null) return survey;
    throw new StrayflowError('input-unknown', `no first line within ${SURVEY_BYTES} bytes`);
  }

  private begin(survey: CsvSurvey): Reader {
    const { window, context, unread: head } = this;
    const plan = planTable(survey, this.options, 'CSV');
    for (const note of plan.notes) context.sink.note(note);
    for (const [reason, records] of Object.entries(survey.preamble)) {
      if (records > 0) this.ignore(reason, records);
      this.records += records;
    }
    for (let at = 0; at < survey.dataStart; at++) if (head[at] === NEWLINE) this.lineNumber++;
    window.start = Math.min(window.end, window.start + survey.dataStart);
    const header = survey.hasHeader ? withoutLineEnd(head.slice(survey.headerStart, survey.dataStart)) : null;
    const delimiter = survey.delimiter.charCodeAt(0);
    return this.open({ plan, delimiter, width: survey.columns.length, header }, null, 0);
  }

  private open(table: Table, state: BiflowState | null, rows: number): Reader {
    const flows = tableFlows(this.context, table.plan, this.options, state);
    flows.draft.rows = rows;
    const scanner = new RecordScanner(table.delimiter);
    const row = new TableRow(table.plan, scanner, flows, this.unusable);
    const plain = PlainRecords.of(table.plan, table.delimiter, table.width, scanner, flows.draft);
    return { table, flows, row, scanner, plain };
  }

  private readRecords(reader: Reader, final: boolean): void {
    const { window } = this;
    const limit = this.options.lineLimit;
    while (window.start < window.end) {
      if (this.skipping) {
        if (!window.skipLine()) return;
        this.skipping = false;
        this.lineNumber++;
        continue;
      }
      if (reader.plain !== null && !this.summary) {
        this.readPlain(reader, reader.plain);
        if (window.start === window.end) return;
      }
      const next = reader.scanner.scan(window.bytes, window.start, window.end);
      if (next < 0) {
        if (!this.rejectScan(reader, next, final)) return;
      } else if (next - 1 - window.start > limit) this.rejectLong();
      else {
        this.records++;
        this.readRecord(reader, next);
        this.lineNumber += 1 + reader.scanner.innerLines;
        window.start = next;
      }
    }
  }

  /** Reads records as long as they are without quotes and odd values. */
  private readPlain({ flows, row }: Reader, plain: PlainRecords): void {
    const { window, lineNumber } = this;
    const { bytes, end } = window;
    const limit = this.options.lineLimit;
    let at = window.start;
    let read = 0;
    while (at < end) {
      const next = plain.read(bytes, at, end);
      if (next < 0 || next - 1 - at > limit || !row.close(bytes, lineNumber + read)) {
        flows.draft.clear();
        break;
      }
      at = next;
      read++;
    }
    window.start = at;
    this.records += read;
    this.lineNumber += read;
  }

  /** What a scan without a record means; false when more bytes are needed to know. */
  private rejectScan(reader: Reader, scan: number, final: boolean): boolean {
    const { window } = this;
    const limit = this.options.lineLimit;
    if (scan === Scan.badQuoting && reader.scanner.badAt - window.start <= limit) {
      this.reject('bad-quoting', 'something follows a closing quote');
    } else if (scan === Scan.badQuoting || window.length > limit) this.rejectLong();
    else if (final) this.reject('unclosed-quote', 'a quote is opened and not closed');
    else return false;
    this.skipping = true;
    return true;
  }

  /** A record over the limit: one long line, or a quote that was opened lines ago. */
  private rejectLong(): void {
    const { window } = this;
    const oneLine = window.newline(window.start) - window.start > this.options.lineLimit;
    if (oneLine) this.reject('line-too-long', `longer than ${this.options.lineLimit} bytes`);
    else this.reject('unclosed-quote', `a quote is not closed within ${this.options.lineLimit} bytes`);
    this.skipping = true;
  }

  private reject(reason: string, detail: string): void {
    this.records++;
    this.context.sink.reject(reason, this.lineNumber, detail);
  }

  private readRecord(reader: Reader, next: number): void {
    if (this.summary) {
      this.ignore('summary', 1);
      return;
    }
    const { scanner } = reader;
    const { bytes } = this.window;
    // A last empty field is a delimiter at the end of the line.
    const extra = scanner.count === reader.table.width + 1 && isEmpty(scanner, reader.table.width);
    if (scanner.count !== reader.table.width && !extra) {
      this.readIrregular(reader, next);
      return;
    }
    const fault = reader.row.read(bytes, this.lineNumber);
    if (fault === null) return;
    if (isLeftOut(fault)) this.ignore(fault, 1);
    else if (!this.isNoData(reader, next)) {
      this.context.sink.reject(fault, this.lineNumber, reader.row.faultDetail());
    }
  }

  /** A record with another number of fields than there are columns. */
  private readIrregular(reader: Reader, next: number): void {
    const { scanner } = reader;
    const { width } = reader.table;
    const { bytes, start } = this.window;
    const line = printableBytes(bytes, start, next - 1);
    if (scanner.count === 1 && isEmpty(scanner, 0)) this.ignore('blank-line', 1);
    else if (this.isNoData(reader, next)) return;
    else if (line.trim() === SUMMARY) {
      this.summary = true;
      this.ignore('summary', 1);
    } else {
      const detail = `${scanner.count} fields where ${width} are expected: ${line}`;
      this.context.sink.reject('wrong-field-count', this.lineNumber, detail);
    }
  }

  /** A comment, or the header again, as in files that were put together. */
  private isNoData(reader: Reader, next: number): boolean {
    const { bytes, start } = this.window;
    if (bytes[start] === HASH) this.ignore('comment', 1);
    else if (
      reader.table.header !== null &&
      isSame(reader.table.header, withoutLineEnd(bytes.subarray(start, next)))
    ) {
      this.ignore('header', 1);
    } else return false;
    return true;
  }

  private ignore(reason: string, records: number): void {
    this.ignored.set(reason, (this.ignored.get(reason) ?? 0) + records);
  }

  private report(): void {
    const { sink } = this.context;
    sink.read(this.records);
    this.records = 0;
    for (const [reason, records] of this.ignored) sink.ignore(reason, records);
    this.ignored.clear();
  }
}

function isEmpty(scanner: RecordScanner, index: number): boolean {
  return scanner.starts[index] === scanner.ends[index];
}

function withoutLineEnd(line: Uint8Array): Uint8Array {
  let end = line.length;
  while (end > 0 && (line[end - 1] === NEWLINE || line[end - 1] === CARRIAGE_RETURN)) end--;
  return line.subarray(0, end);
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

export const csvFormat: SourceFormat<CsvOptions> = {
  name: 'csv',
  title: 'CSV',
  options: csvOptions,
  sniff: sniffCsv,
  open: (context, options, bytes) => new CsvParser(context, options, bytes),
};
