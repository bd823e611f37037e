/** The history: each record in exactly one Parquet file of its hour, written when the hour is over or many rows wait for it. */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { unwritable } from './disk.js';
import type { AnyBatch, BatchKind } from './gather.js';
import { FACT_PARQUET, FLOW_PARQUET } from './parquet-columns.js';
import { UNFINISHED, writeParquet } from './parquet-file.js';
import { HOUR_MS, readSegment, type SegmentInfo, type StoredItem } from './segment.js';
import { orderedRows, selectRows, takeOrdered } from './select-rows.js';

export interface KeptSegment extends SegmentInfo {
  /** Its rows before this time are in the history (Unix ms). */
  readonly writtenUntil: number;
}

export interface HistoryFile {
  /** Below the history's folder: "flows/2026-11-22T19Z-0.parquet". */
  readonly path: string;
  readonly kind: BatchKind;
  /** Since 1970. */
  readonly hour: number;
  /** 0, and more for what was written later. */
  readonly number: number;
  readonly rows: number;
  readonly bytes: number;
  /** Event times of its earliest and latest row (Unix ms). */
  readonly first: number;
  readonly last: number;
}

const KINDS = ['flows', 'facts'] as const;
const NAME = /^-?\d{4,6}-\d\d-\d\dT\d\dZ-\d+\.parquet$/;
/** Rows of a row group: what is in memory at a time. */
const GROUP_ROWS = 32_768;

function pathOf(kind: BatchKind, hour: number, number: number): string {
  const text = new Date(hour * HOUR_MS).toISOString();
  return `${kind}/${text.slice(0, text.indexOf(':'))}Z-${number}.parquet`;
}

/** Hours of which a segment has rows before `until` (Unix ms) that are not written, ascending. */
function hoursToWrite(segments: readonly KeptSegment[], until: number): readonly number[] {
  const hours = new Set<number>();
  for (const segment of segments) {
    for (const hour of segment.hours) if (isUnwritten(segment, hour, until)) hours.add(hour);
  }
  return [...hours].sort((a, b) => a - b);
}

function isUnwritten(segment: KeptSegment, hour: number, until: number): boolean {
  return (hour + 1) * HOUR_MS > segment.writtenUntil && hour * HOUR_MS < until;
}

/** Whether an hour that ends by `until` (Unix ms) is not written. */
export function hasHours(segments: readonly KeptSegment[], until: number): boolean {
  return segments.some((segment) =>
    segment.hours.some((hour) => isUnwritten(segment, hour, until) && (hour + 1) * HOUR_MS <= until),
  );
}

/** Rows of which nothing is written. */
export function unwrittenRows(segments: readonly KeptSegment[]): number {
  return segments.reduce(
    (sum, { rows, writtenUntil }) => (writtenUntil === Number.NEGATIVE_INFINITY ? sum + rows : sum),
    0,
  );
}

export interface HistoryFolders {
  readonly segments: string;
  readonly history: string;
}

/** Rows of these segments before `until` (Unix ms) that are to be written. */
export interface HistoryTask {
  readonly folders: HistoryFolders;
  readonly segments: readonly KeptSegment[];
  readonly until: number;
  readonly site: string;
  /** Files that are stored already, by kind and hour: `flows 496512`. */
  readonly counts: ReadonlyMap<string, number>;
}

export function countKey(kind: BatchKind, hour: number): string {
  return `${kind} ${hour}`;
}

/** @param countOf number of stored files of an hour */
export function historyTask(
  task: Omit<HistoryTask, 'counts'>,
  countOf: (kind: BatchKind, hour: number) => number,
): HistoryTask {
  const counts = new Map(
    hoursToWrite(task.segments, task.until).flatMap((hour) =>
      KINDS.map((kind) => [countKey(kind, hour), countOf(kind, hour)] as const),
    ),
  );
  return { ...task, counts };
}

/**
 * Writes the rows of a task. The files count once they are stored beside the segments' new `writtenUntil`; done again after
 * a crash, the same files are written again. Throws StrayflowError 'state-unwritable', 'state-unreadable'.
 */
export function writeHistory({
  folders,
  segments,
  until,
  site,
  counts,
}: HistoryTask): readonly HistoryFile[] {
  const read = lastDecoded(folders.segments);
  const files: HistoryFile[] = [];
  for (const kind of KINDS) mkdirOf(join(folders.history, kind));
  for (const hour of hoursToWrite(segments, until)) {
    const sources = segments.filter(
      (segment) => segment.hours.includes(hour) && isUnwritten(segment, hour, until),
    );
    for (const kind of KINDS) {
      const groups = new RowGroups(kind, sources, { hour, until }, read);
      if (groups.isEmpty) continue;
      const number = counts.get(countKey(kind, hour)) ?? 0;
      const path = pathOf(kind, hour, number);
      const columns = kind === 'flows' ? FLOW_PARQUET : FACT_PARQUET;
      const bytes = writeParquet(join(folders.history, path), columns, groups, site);
      const { rows, first, last } = groups;
      files.push({ path, kind, hour, number, rows, bytes, first, last });
    }
  }
  return files;
}

function mkdirOf(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

/** Reads segments and keeps the last one: hours and kinds are written one after the other out of the same one. */
function lastDecoded(folder: string): (segment: SegmentInfo) => readonly StoredItem[] {
  let last: { number: number; items: readonly StoredItem[] } | null = null;
  return (segment) => {
    if (last?.number !== segment.number) {
      last = { number: segment.number, items: [...readSegment(folder, segment)] };
    }
    return last.items;
  };
}

/** An hour (since 1970), and of it what is before `until` (Unix ms). */
interface HourPart {
  readonly hour: number;
  readonly until: number;
}

/** The rows of one kind and hour that are not written, sorted within each group. */
class RowGroups implements Iterable<AnyBatch> {
  rows = 0;
  /** Event times of those that were given (Unix ms). */
  first = Number.POSITIVE_INFINITY;
  last = Number.NEGATIVE_INFINITY;
  private readonly batches: Generator<AnyBatch>;
  private ahead: IteratorResult<AnyBatch, void>;
  private readonly kind: BatchKind;

  constructor(
    kind: BatchKind,
    segments: readonly KeptSegment[],
    part: HourPart,
    read: (segment: SegmentInfo) => readonly StoredItem[],
  ) {
    this.kind = kind;
    this.batches = rowsOfHour(kind, segments, part, read);
    this.ahead = this.batches.next();
  }

  get isEmpty(): boolean {
    return this.ahead.done === true;
  }

  *[Symbol.iterator](): Generator<AnyBatch> {
    let waiting: AnyBatch[] = [];
    let length = 0;
    for (; this.ahead.done !== true; this.ahead = this.batches.next()) {
      waiting.push(this.ahead.value);
      length += this.ahead.value.length;
      if (length < GROUP_ROWS) continue;
      yield this.group(waiting, length);
      waiting = [];
      length = 0;
    }
    if (length > 0) yield this.group(waiting, length);
  }

  private group(batches: readonly AnyBatch[], length: number): AnyBatch {
    this.rows += length;
    const group = takeOrdered(this.kind, batches, orderedRows(batches), 0, length);
    this.first = Math.min(this.first, group.time[0]!);
    this.last = Math.max(this.last, group.time[length - 1]!);
    return group;
  }
}

function* rowsOfHour(
  kind: BatchKind,
  segments: readonly KeptSegment[],
  { hour, until }: HourPart,
  read: (segment: SegmentInfo) => readonly StoredItem[],
): Generator<AnyBatch> {
  const end = Math.min((hour + 1) * HOUR_MS, until);
  for (const segment of segments) {
    const from = Math.max(hour * HOUR_MS, segment.writtenUntil);
    for (const item of read(segment)) {
      if (item.kind !== kind) continue;
      const { time } = item.batch;
      const rows = selectRows(kind, item.batch, (row) => time[row]! >= from && time[row]! < end);
      if (rows !== null) yield rows;
    }
  }
}

export interface Retention {
  readonly days: number;
  readonly maxBytes: number;
}

/** The files that are to go, oldest hours first; `now` is the time up to which hours are over (Unix ms). */
export function expired(files: readonly HistoryFile[], now: number, { days, maxBytes }: Retention) {
  const oldest = now / HOUR_MS - days * 24;
  const ordered = [...files].sort((a, b) => a.hour - b.hour || (a.path < b.path ? -1 : 1));
  let bytes = ordered.reduce((sum, file) => sum + file.bytes, 0);
  return ordered.filter((file) => {
    if (file.hour + 1 > oldest && bytes <= maxBytes) return false;
    bytes -= file.bytes;
    return true;
  });
}

/** Removes what a crash left: files of ours that are not stored. */
export function removeStray(folder: string, isStored: (path: string) => boolean): void {
  for (const kind of KINDS) {
    const inside = join(folder, kind);
    if (!existsSync(inside)) continue;
    for (const name of readdirSync(inside)) {
      const ours = UNFINISHED.test(name) || (NAME.test(name) && !isStored(`${kind}/${name}`));
      if (ours) rmSync(join(inside, name));
    }
  }
}
