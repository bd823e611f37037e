/** What the first bytes of a text look like when they are read as CSV: delimiter, header or none, first rows. */

import { assignColumns, FIELD_NAMES, type FieldName, normalName, UNSW_COLUMNS } from '../table/fields.js';
import type { TableHead } from '../table/plan.js';
import { isAddress, numberOfText } from '../table/values.js';
import { NEWLINE } from '../text/window.js';
import type { CsvOptions } from './options.js';
import { MOST_FIELDS, RecordScanner } from './record.js';

/** The header must lie within so many first bytes; the formats of columns are found in them, too. */
export const SURVEY_BYTES = 65_536;
const SURVEY_ROWS = 200;
const DELIMITERS = [',', ';', '\t', '|'] as const;
const HASH = 35;

/** Names of columns come from the header or are UNSW-NB15's; its rows are the first with a field for each column. */
export interface CsvSurvey extends TableHead {
  readonly delimiter: string;
  /** Where the header, or else the data, begins. */
  readonly headerStart: number;
  /** Where the first row of data begins. */
  readonly dataStart: number;
  /** Lines before it, by what they are. */
  readonly preamble: Readonly<Record<'header' | 'comment' | 'blank-line', number>>;
  /** Share of the first rows that do. */
  readonly regular: number;
}

/** The bytes with what every scan needs behind them; a last line without an end gets one when the input is over. */
function prepared(head: Uint8Array, complete: boolean): { bytes: Uint8Array; to: number } {
  const length = Math.min(head.length, SURVEY_BYTES);
  const bytes = new Uint8Array(length + 2).fill(NEWLINE);
  bytes.set(head.subarray(0, length));
  const closes = complete && length > 0 && bytes[length - 1] !== NEWLINE;
  return { bytes, to: closes ? length + 1 : length };
}

/** 3 when the text begins with a byte order mark, else 0. */
export function byteOrderMark(head: Uint8Array): number {
  return head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
}

interface Records {
  readonly fields: string[][];
  /** Where each begins, and one more: where the last one ends. */
  readonly offsets: number[];
}

function firstRecords(bytes: Uint8Array, to: number, delimiter: string): Records {
  const scanner = new RecordScanner(delimiter.charCodeAt(0));
  const decoder = new TextDecoder();
  const decode = (from: Uint8Array, start: number, end: number) => decoder.decode(from.subarray(start, end));
  const records: Records = { fields: [], offsets: [byteOrderMark(bytes)] };
  while (records.fields.length < SURVEY_ROWS) {
    const from = records.offsets.at(-1)!;
    const next = from < to ? scanner.scan(bytes, from, to) : -1;
    if (next < 0) break;
    const fields = Array.from({ length: Math.min(scanner.count, MOST_FIELDS) }, (_, index) =>
      scanner.text(bytes, index, decode),
    );
    records.fields.push(fields);
    records.offsets.push(next);
  }
  return records;
}

function isNumber(text: string): boolean {
  return !Number.isNaN(numberOfText(text));
}

function isHeader(names: readonly string[], options: CsvOptions): boolean {
  if (options.header !== 'auto') return options.header === 'present';
  if (names.some(isAddress)) return false;
  const mapped = new Set(Object.values(options.map).map(normalName));
  if (names.some((name) => mapped.has(normalName(name)) && !isNumber(name))) return true;
  if (assignColumns(names).length > 0) return true;
  return names.filter(isNumber).length * 2 < names.length;
}

function isComment(fields: readonly string[], bytes: Uint8Array, from: number): boolean {
  return bytes[from] === HASH && !assignColumns(fields).some(({ field }) => field === 'source');
}

function isBlank(fields: readonly string[]): boolean {
  return fields.length === 1 && fields[0]!.trim() === '';
}

function namesWithoutHeader(first: readonly string[]): readonly string[] {
  if (first.length === UNSW_COLUMNS.length && isAddress(first[0]!) && isAddress(first[2]!))
    return UNSW_COLUMNS;
  return first.map((_, index) => String(index + 1));
}

function surveyWith(bytes: Uint8Array, to: number, delimiter: string, options: CsvOptions): CsvSurvey | null {
  const { fields, offsets } = firstRecords(bytes, to, delimiter);
  const preamble = { header: 0, comment: 0, 'blank-line': 0 };
  let first = 0;
  for (; first < fields.length; first++) {
    if (isBlank(fields[first]!)) preamble['blank-line']++;
    else if (isComment(fields[first]!, bytes, offsets[first]!)) preamble.comment++;
    else break;
  }
  const head = fields[first];
  if (head === undefined || head.length > MOST_FIELDS) return null;
  const hasHeader = isHeader(head, options);
  if (hasHeader) preamble.header = 1;
  const columns = hasHeader ? head.map((name) => name.trim()) : namesWithoutHeader(head);
  const data = fields.slice(hasHeader ? first + 1 : first).filter((row) => !isBlank(row));
  const rows = data.filter((row) => row.length === columns.length);
  return {
    delimiter,
    columns,
    hasHeader,
    headerStart: offsets[first]!,
    dataStart: offsets[hasHeader ? first + 1 : first]!,
    preamble,
    rows,
    regular: data.length === 0 ? 0 : rows.length / data.length,
  };
}

/** How much the survey looks like flows: known columns first, then that rows are regular and wide. */
function merit(survey: CsvSurvey): number {
  const weight = (field: FieldName) => (field === 'source' || field === 'destination' ? 10 : 1);
  const known = assignColumns(survey.columns).reduce((sum, { field }) => sum + weight(field), 0);
  const width = Math.min(survey.columns.length, FIELD_NAMES.length) / FIELD_NAMES.length;
  return known + survey.regular * width;
}

/** The best reading of the first bytes, or null when there is no line in them. `complete`: the input is no longer. */
export function surveyCsv(head: Uint8Array, complete: boolean, options: CsvOptions): CsvSurvey | null {
  const { bytes, to } = prepared(head, complete);
  let best: CsvSurvey | null = null;
  for (const delimiter of options.delimiter === undefined ? DELIMITERS : [options.delimiter]) {
    const survey = surveyWith(bytes, to, delimiter, options);
    if (survey !== null && (best === null || merit(survey) > merit(best))) best = survey;
  }
  return best;
}
