/** Which column is what, and how its cells are written: decided once, from the header and the first rows. */
import { StrayflowError } from '../../model/errors.js';
import { printable } from '../text/printable.js';
import { detectTime, epochFormat, type TimeFormat, type TimeUnit } from '../text/time.js';
import {
  assignColumns,
  FIELD_NAMES,
  type FieldName,
  impliedUnit,
  namesOneWay,
  normalName,
} from './fields.js';
import type { TableOptions } from './options.js';

/** What the beginning of a table shows. */
export interface TableHead {
  /** Names of the columns; numbers from 1 where the table does not name them. */
  readonly columns: readonly string[];
  readonly hasHeader: boolean;
  /** First rows, as text, with a cell for each column. */
  readonly rows: readonly (readonly string[])[];
  /** Columns whose numbers are milliseconds, by the table's own types. */
  readonly milliseconds?: readonly boolean[];
}

export interface PlannedColumn {
  readonly field: FieldName;
  /** 0-based. */
  readonly column: number;
  /** As the header names it. */
  readonly name: string;
}

export interface TablePlan {
  readonly columns: readonly PlannedColumn[];
  /** Null: no row has a time. */
  readonly time: TimeFormat | null;
  readonly end: TimeFormat | null;
  readonly durationUnit: TimeUnit;
  /** Each row counts one direction of a flow, whoever began it (NetFlow); `paired`: its other direction is looked for. */
  readonly oneWay: boolean;
  readonly paired: boolean;
  /** What a reader of the report must know. */
  readonly notes: readonly string[];
}

const MOST_NAMES = 30;
/** Says in a mapping that no column is the field. */
export const NO_COLUMN = '-';
/** Columns that only a record of both ways has. */
const TWO_WAY_FIELDS: readonly FieldName[] = [
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

function mappedColumns(head: TableHead, options: TableOptions): Draft[] {
  const mapped: Draft[] = [];
  for (const field of FIELD_NAMES) {
    const wanted = options.map[field];
    if (wanted === undefined || wanted === NO_COLUMN) continue;
    const column = findColumn(head.columns, wanted);
    if (column < 0) {
      throw new StrayflowError(
        'input-unknown',
        `no column "${printable(wanted)}" for ${field}; the columns are ${listed(head.columns)}`,
      );
    }
    const name = head.columns[column]!;
    mapped.push({ field, column, name, unit: impliedUnit(name), zeroWhenOneWay: false });
  }
  return mapped;
}

function allColumns(head: TableHead, options: TableOptions): Draft[] {
  const mapped = mappedColumns(head, options);
  const named = head.hasHeader || head.columns[0] !== '1' ? assignColumns(head.columns) : [];
  const free = named.filter(
    (each) => options.map[each.field] === undefined && !mapped.some((given) => given.column === each.column),
  );
  return [...mapped, ...free.map((each) => ({ ...each, name: head.columns[each.column]! }))];
}

function refuse(head: TableHead, kind: string): never {
  const example = head.hasHeader
    ? `--map source=${/[\s,=]/.test(head.columns[0] ?? ' ') ? 'NAME' : printable(head.columns[0] ?? '', 40)},destination=NAME`
    : '--map source=1,destination=3';
  const found = head.hasHeader
    ? `the columns are ${listed(head.columns)}`
    : `there is no header; the first row has ${head.columns.length} fields, ${listed(head.rows[0] ?? [])}`;
  throw new StrayflowError(
    'input-unknown',
    `the ${kind} has no column that is known as source address: ${found}`,
    {
      hint: `Say which column is which, for example ${example}, or let "strayflow map FILE" propose it.`,
    },
  );
}

/** Microseconds (CICFlowMeter in Java) are whole; the rewrites of it in Python give seconds with a fraction. */
function durationUnit(draft: Draft | undefined, head: TableHead, options: TableOptions): TimeUnit {
  const stored = draft !== undefined && head.milliseconds?.[draft.column] === true ? 'ms' : null;
  const unit = options.units.duration ?? stored ?? draft?.unit ?? 's';
  if (unit !== 'auto') return unit;
  return head.rows.some((row) => /\.\d*[1-9]/.test(row[draft!.column]!)) ? 's' : 'us';
}

interface PlannedTime {
  readonly format: TimeFormat | null;
  readonly remark: string;
}

function planTime(draft: Draft | undefined, head: TableHead, options: TableOptions): PlannedTime {
  if (draft === undefined) return { format: null, remark: '' };
  const stored = head.milliseconds?.[draft.column] === true ? 'ms' : null;
  const unit = options.units.time ?? stored ?? (draft.unit === 'auto' ? null : draft.unit);
  const values = head.rows.map((row) => row[draft.column]!);
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
function isOneWayCounter(draft: Draft, head: TableHead): boolean {
  if (!draft.zeroWhenOneWay || head.rows.length === 0) return false;
  return head.rows.every((row) => Number(row[draft.column]) === 0);
}

function countsOneWay(
  head: TableHead,
  columns: readonly Draft[],
  hasZeroCounters: boolean,
  options: TableOptions,
): boolean {
  if (options.directions !== 'auto') return options.directions === 'one';
  if (TWO_WAY_FIELDS.some((field) => columns.some((draft) => draft.field === field))) return false;
  return hasZeroCounters || columns.some(({ field }) => field === 'tcpFlags') || namesOneWay(head.columns);
}

/** What a reader of the report must know beside which column is which. */
function warnings(
  columns: readonly Draft[],
  dropped: readonly Draft[],
  oneWay: boolean,
  paired: boolean,
): string[] {
  const has = (field: FieldName) => columns.some((draft) => draft.field === field);
  const notes = dropped.map(
    ({ name }) => `"${printable(name)}" is 0 in all first rows and counts as unknown`,
  );
  if (oneWay)
    notes.push(
      `rows count one way of a conversation${paired ? ' and are put together with the other way where it is there' : ''}`,
    );
  if (!has('time') && !has('end')) {
    notes.push('no column holds a time: rows count as 1 ms apart, in the order of the file, from 1970-01-01');
  }
  if (!has('destination')) {
    notes.push('no column holds a destination address: every row has the unspecified address ::');
  }
  return notes;
}

/** The columns that `planTable` can take. */
export function wantedColumns(names: readonly string[], options: TableOptions): ReadonlySet<number> {
  const mapped = Object.values(options.map).map((wanted) => findColumn(names, wanted));
  const known = assignColumns(names).map(({ column }) => column);
  return new Set([...mapped.filter((column) => column >= 0), ...known]);
}

/** Throws StrayflowError 'input-unknown' when no column holds the source address, naming the columns that there are. */
export function planTable(head: TableHead, options: TableOptions, kind: string): TablePlan {
  const all = allColumns(head, options);
  const dropped = all.filter((draft) => isOneWayCounter(draft, head));
  const columns = all.filter((draft) => !dropped.includes(draft));
  const find = (field: FieldName) => columns.find((draft) => draft.field === field);
  if (find('source') === undefined) refuse(head, kind);
  const oneWay = countsOneWay(head, columns, dropped.length > 0, options);
  const time = planTime(find('time'), head, options);
  const end = planTime(find('end'), head, options);
  const unit = durationUnit(find('duration'), head, options);
  const remarks: Partial<Record<FieldName, string>> = {
    time: time.remark,
    end: end.remark,
    duration: ` (${unit})`,
  };
  const used = columns.map(
    ({ field, name }) => `${field} from "${printable(name, 40)}"${remarks[field] ?? ''}`,
  );
  const timed = find('time') !== undefined || find('end') !== undefined;
  const paired = oneWay && timed && find('destination') !== undefined;
  return {
    columns: columns.map(({ field, column, name }) => ({ field, column, name })),
    time: time.format,
    end: end.format,
    durationUnit: unit,
    oneWay,
    paired,
    notes: [`columns: ${used.join(', ')}`, ...warnings(columns, dropped, oneWay, paired)],
  };
}
