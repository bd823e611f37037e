/** Which column is what, and how its cells are written: decided once, from the header and the first rows. */
import { StrayflowError } from '../../model/errors.js';
import { printable } from '../text/printable.js';
import { detectTime, epochFormat, type TimeFormat, type TimeUnit } from '../text/time.js';
import { assignColumns, CSV_FIELDS, type CsvFieldName, impliedUnit, normalName } from './fields.js';
import type { CsvOptions } from './options.js';
import type { CsvSurvey } from './survey.js';

export interface PlannedColumn {
  readonly field: CsvFieldName;
  /** 0-based. */
  readonly column: number;
  /** As the header names it. */
  readonly name: string;
}

export interface CsvPlan {
  readonly delimiter: number;
  /** Fields of a row. */
  readonly width: number;
  readonly columns: readonly PlannedColumn[];
  /** Null: no row has a time. */
  readonly time: TimeFormat | null;
  readonly end: TimeFormat | null;
  readonly durationUnit: TimeUnit;
  /** Each record counts one way of a conversation, whoever began it (NetFlow). */
  readonly oneWay: boolean;
  /** What a reader of the report must know. */
  readonly notes: readonly string[];
}

const MOST_NAMES = 30;
/** Columns that only a record of both ways has. */
const TWO_WAY_FIELDS: readonly CsvFieldName[] = [
  'bytesReceived',
  'packetsReceived',
  'bytesTotal',
  'packetsTotal',
  'state',
];

function listed(columns: readonly string[]): string {
  const shown = columns.slice(0, MOST_NAMES).map((name) => `"${printable(name, 40)}"`);
  const more = columns.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

function findColumn(columns: readonly string[], wanted: string): number {
  const exact = columns.indexOf(wanted.trim());
  if (exact >= 0) return exact;
  const normal = normalName(wanted);
  const similar = normal === '' ? -1 : columns.findIndex((name) => normalName(name) === normal);
  if (similar >= 0) return similar;
  const number = /^\d{1,4}$/.test(wanted.trim()) ? Number(wanted) : 0;
  return number >= 1 && number <= columns.length ? number - 1 : -1;
}

type Draft = PlannedColumn & { readonly unit: TimeUnit | 'auto' | null; readonly zeroWhenOneWay: boolean };

function mappedColumns(survey: CsvSurvey, options: CsvOptions): Draft[] {
  const mapped: Draft[] = [];
  for (const field of CSV_FIELDS) {
    const wanted = options.map[field];
    if (wanted === undefined) continue;
    const column = findColumn(survey.columns, wanted);
    if (column < 0) {
      throw new StrayflowError(
        'input-unknown',
        `no column "${printable(wanted)}" for ${field}; the columns are ${listed(survey.columns)}`,
      );
    }
    const name = survey.columns[column]!;
    mapped.push({ field, column, name, unit: impliedUnit(name), zeroWhenOneWay: false });
  }
  return mapped;
}

function allColumns(survey: CsvSurvey, options: CsvOptions): Draft[] {
  const mapped = mappedColumns(survey, options);
  const named = survey.hasHeader || survey.columns[0] !== '1' ? assignColumns(survey.columns) : [];
  const free = named.filter(
    (each) => !mapped.some((given) => given.field === each.field || given.column === each.column),
  );
  return [...mapped, ...free.map((each) => ({ ...each, name: survey.columns[each.column]! }))];
}

function refuse(survey: CsvSurvey): never {
  const example = survey.hasHeader
    ? `--map source=${/[\s,=]/.test(survey.columns[0]!) ? 'NAME' : printable(survey.columns[0]!, 40)},destination=NAME`
    : '--map source=1,destination=3';
  const found = survey.hasHeader
    ? `the columns are ${listed(survey.columns)}`
    : `there is no header; the first row has ${survey.columns.length} fields, ${listed(survey.rows[0] ?? [])}`;
  throw new StrayflowError(
    'input-unknown',
    `the CSV has no column that is known as source address: ${found}`,
    {
      hint: `Say which column is which, for example ${example}.`,
    },
  );
}

/** Microseconds (CICFlowMeter in Java) are whole; the rewrites of it in Python give seconds with a fraction. */
function durationUnit(draft: Draft | undefined, survey: CsvSurvey, options: CsvOptions): TimeUnit {
  const unit = options.units.duration ?? draft?.unit ?? 's';
  if (unit !== 'auto') return unit;
  return survey.rows.some((row) => /\.\d*[1-9]/.test(row[draft!.column]!)) ? 's' : 'us';
}

interface PlannedTime {
  readonly format: TimeFormat | null;
  readonly remark: string;
}

function planTime(draft: Draft | undefined, survey: CsvSurvey, options: CsvOptions): PlannedTime {
  if (draft === undefined) return { format: null, remark: '' };
  const unit = options.units.time ?? (draft.unit === 'auto' ? null : draft.unit);
  const values = survey.rows.map((row) => row[draft.column]!);
  const found = detectTime(values, unit);
  if (found === null || found.format.kind === 'epoch') {
    const format = found?.format ?? epochFormat(unit ?? 's');
    return { format, remark: format.kind === 'epoch' ? ` (${format.unit})` : '' };
  }
  const order = options.dateOrder ?? found.format.order;
  const guess = found.ambiguous && options.dateOrder === undefined && order !== 'year-month-day';
  const zone = found.zoneless ? ', no zone given: taken as UTC' : '';
  return { format: { kind: 'calendar', order }, remark: ` (${order}${guess ? ', a guess' : ''}${zone})` };
}

/** A counter of the way back that a one-way export leaves at 0. */
function isOneWayCounter(draft: Draft, survey: CsvSurvey): boolean {
  if (!draft.zeroWhenOneWay || survey.rows.length === 0) return false;
  return survey.rows.every((row) => Number(row[draft.column]) === 0);
}

/** What a reader of the report must know beside which column is which. */
function warnings(columns: readonly Draft[], dropped: readonly Draft[], oneWay: boolean): string[] {
  const has = (field: CsvFieldName) => columns.some((draft) => draft.field === field);
  const notes = dropped.map(
    ({ name }) => `"${printable(name)}" is 0 in all first rows and counts as unknown`,
  );
  if (oneWay)
    notes.push('records count one way of a conversation: who began it is only known from TCP flags');
  if (!has('time') && !has('end')) {
    notes.push('no column holds a time: rows count as 1 ms apart, in the order of the file, from 1970-01-01');
  }
  if (!has('destination')) {
    notes.push('no column holds a destination address: every row has the unspecified address ::');
  }
  return notes;
}

/** Throws StrayflowError 'input-unknown' when no column holds the source address, naming the columns that there are. */
export function planCsv(survey: CsvSurvey, options: CsvOptions): CsvPlan {
  const all = allColumns(survey, options);
  const dropped = all.filter((draft) => isOneWayCounter(draft, survey));
  const columns = all.filter((draft) => !dropped.includes(draft));
  const find = (field: CsvFieldName) => columns.find((draft) => draft.field === field);
  if (find('source') === undefined) refuse(survey);
  const twoWay = TWO_WAY_FIELDS.some((field) => find(field) !== undefined);
  const oneWay = !twoWay && (dropped.length > 0 || find('tcpFlags') !== undefined);
  const time = planTime(find('time'), survey, options);
  const end = planTime(find('end'), survey, options);
  const unit = durationUnit(find('duration'), survey, options);
  const remarks: Partial<Record<CsvFieldName, string>> = {
    time: time.remark,
    end: end.remark,
    duration: ` (${unit})`,
  };
  const used = columns.map(
    ({ field, name }) => `${field} from "${printable(name, 40)}"${remarks[field] ?? ''}`,
  );
  return {
    delimiter: survey.delimiter.charCodeAt(0),
    width: survey.columns.length,
    columns: columns.map(({ field, column, name }) => ({ field, column, name })),
    time: time.format,
    end: end.format,
    durationUnit: unit,
    oneWay,
    notes: [`columns: ${used.join(', ')}`, ...warnings(columns, dropped, oneWay)],
  };
}
