/** The state of the live shell on the disk: one transaction holds the positions of all inputs and all their effects. */
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type Database from 'libsql';
import type { Decision } from '../model/decision.js';
import type { Evidence } from '../model/evidence.js';
import { inTransaction, openDatabase } from './database.js';
import { unwritable } from './disk.js';
import {
  expired,
  hasHours,
  historyTask,
  type KeptSegment,
  type Retention,
  removeStray,
  unwrittenRows,
} from './history.js';
import { type HistoryWriting, type HistoryWritten, WritingHere } from './history-writing.js';
import { NO_OVERVIEW, type OverviewEffects, writeOverview } from './overview-tables.js';
import { HOUR_MS, readSegment, SEGMENT_NAME, type StoredItem, segmentName } from './segment.js';
import { SegmentLog } from './segment-log.js';
import { lockState, type StateLock } from './state-lock.js';
import { STATE_SCHEMA } from './state-schema.js';
import {
  type CommitEffects,
  forget,
  historyCount,
  readDecisions,
  readEvidence,
  readEvidenceOf,
  readHistory,
  readInputs,
  readSegments,
  readSettings,
  readSnapshots,
  type StoredInput,
  type Told,
  writeEffects,
  writeFiles,
  writeSettings,
  writeTold,
} from './state-tables.js';

const DAY_MS = 86_400_000;
/** So many rows that were judged are written before their hour is over: those that are not are searched slowly. */
const SLICE_ROWS = 250_000;
/** Ends of slices lie on whole seconds. */
const SLICE_MS = 1_000;

export interface LiveStateOptions {
  readonly site: string;
  /** Null: no history is kept. */
  readonly history: Retention | null;
  readonly evidenceDays: number;
  /** Absent: rows are written by the commit that finds them due. */
  readonly writing?: HistoryWriting | undefined;
  readonly sliceRows?: number;
}

export interface Commit extends CommitEffects {
  /** Rows before it were judged (Unix ms): they need not be kept for that. */
  readonly line: number;
  /** Rows before it may go into the history (Unix ms). */
  readonly hoursUntil: number;
  /** Event time of the last row that was judged (Unix ms). */
  readonly now: number;
}

export class LiveState {
  private readonly lock: StateLock;
  private readonly database: Database.Database;
  private readonly folder: string;
  private readonly options: LiveStateOptions;
  private readonly log: SegmentLog;
  private readonly writing: HistoryWriting;
  private segments: readonly KeptSegment[];
  /** Written, and not yet referred to. */
  private fresh: readonly KeptSegment[] = [];
  /** Hour of event time at which what is too old was last looked for; also where no history is kept. */
  private forgottenAt = Number.NaN;

  /** Throws StrayflowError: 'state-locked', 'state-unreadable', 'state-unwritable'. */
  constructor(folder: string, options: LiveStateOptions) {
    this.folder = folder;
    this.options = options;
    this.writing = options.writing ?? new WritingHere();
    try {
      mkdirSync(join(folder, 'segments'), { recursive: true, mode: 0o700 });
    } catch (cause) {
      throw unwritable(folder, cause);
    }
    this.lock = lockState(folder);
    try {
      this.database = openDatabase(join(folder, 'state.db'), STATE_SCHEMA);
      this.segments = readSegments(this.database);
      this.removeStrays();
      this.log = new SegmentLog(this.segmentFolder, (this.segments.at(-1)?.number ?? 0) + 1);
    } catch (error) {
      this.lock.release();
      throw error;
    }
  }

  private get segmentFolder(): string {
    return join(this.folder, 'segments');
  }

  private get historyFolder(): string {
    return join(this.folder, 'history');
  }

  private removeStrays(): void {
    const kept = new Set(this.segments.map((segment) => segmentName(segment.number)));
    for (const name of readdirSync(this.segmentFolder)) {
      if (SEGMENT_NAME.test(name) && !kept.has(name)) rmSync(join(this.segmentFolder, name));
    }
    if (!existsSync(this.historyFolder)) return;
    const stored = new Set(readHistory(this.database).map((file) => file.path));
    removeStray(this.historyFolder, (path) => stored.has(path));
  }

  get settings(): ReadonlyMap<string, string> {
    return readSettings(this.database);
  }

  /** What `commit` stored by these names. */
  get snapshots(): ReadonlyMap<string, Uint8Array> {
    return readSnapshots(this.database);
  }

  get inputs(): readonly StoredInput[] {
    return readInputs(this.database);
  }

  /** Every piece of evidence and decision that was told after `sequence`, in order of telling. */
  toldSince(sequence: number): readonly Told[] {
    return [...readEvidence(this.database, sequence), ...readDecisions(this.database, sequence)].sort(
      (a, b) => a.sequence - b.sequence,
    );
  }

  /** Decisions beyond this number, in order. */
  decidedSince(sequence: number): readonly Extract<Told, { kind: 'decision' }>[] {
    return readDecisions(this.database, sequence).flatMap((told) => (told.kind === 'decision' ? [told] : []));
  }

  /** Those that are kept, in the order of `ids`. */
  evidenceOf(ids: readonly string[]): readonly Evidence[] {
    return readEvidenceOf(this.database, ids);
  }

  get evidence(): readonly Evidence[] {
    return readEvidence(this.database, 0).flatMap((told) =>
      told.kind === 'evidence' ? [told.evidence] : [],
    );
  }

  get decisions(): readonly Decision[] {
    return readDecisions(this.database, 0).flatMap((told) =>
      told.kind === 'decision' ? [told.decision] : [],
    );
  }

  /** Everything that arrived and may not have been judged at the last commit; also what was. */
  *arrived(line: number): Generator<StoredItem> {
    for (const segment of this.segments) {
      if (segment.last >= line) yield* readSegment(this.segmentFolder, segment);
    }
  }

  /** Keeps rows that arrived; they count with the next commit. */
  keep(item: StoredItem): void {
    this.log.append(item);
  }

  /** Rows that were kept and that the disk has not taken yet. */
  get unwrittenRows(): number {
    return this.log.unwrittenRows;
  }

  /**
   * Stores news ahead of the positions that they follow from; after a crash the same are judged again. Throws StrayflowError
   * 'state-unwritable'.
   *
   * @param hosts whose risk has news; stored again they change nothing
   */
  tell(
    told: readonly Told[],
    settings: ReadonlyMap<string, string>,
    hosts: OverviewEffects['hosts'] = [],
  ): void {
    try {
      inTransaction(this.database, () => {
        writeOverview(this.database, { ...NO_OVERVIEW, hosts }, told);
        writeTold(this.database, told);
        writeSettings(this.database, settings);
      });
    } catch (cause) {
      throw unwritable(join(this.folder, 'state.db'), cause);
    }
  }

  /**
   * Stores positions and effects at once; after it, both or (after a fault) neither are there. Throws StrayflowError
   * 'state-unwritable': what was kept stays so, and a later commit has it.
   */
  commit(commit: Commit): void {
    const added = this.log
      .close()
      .map((info): KeptSegment => ({ ...info, writtenUntil: Number.NEGATIVE_INFINITY }));
    this.fresh = [...this.fresh, ...added];
    const arrived = [...this.segments, ...this.fresh];
    const written = this.written(arrived, commit.hoursUntil);
    const segments = arrived.map((segment) => withWritten(segment, written));
    const needed = segments.filter((segment) => !this.isDone(segment, commit.line));
    const hour = Math.floor(commit.now / HOUR_MS);
    const isOver = hour !== this.forgottenAt;
    const old = written === null && !isOver ? [] : this.expired(written, commit.now);
    try {
      inTransaction(this.database, () => {
        writeEffects(this.database, commit);
        writeFiles(this.database, needed, written?.files ?? [], old);
        if (isOver) forget(this.database, commit.now - this.options.evidenceDays * DAY_MS);
      });
    } catch (cause) {
      throw unwritable(join(this.folder, 'state.db'), cause);
    }
    this.forgottenAt = hour;
    this.segments = needed;
    this.fresh = [];
    const kept = new Set(needed.map((segment) => segment.number));
    for (const { number } of arrived) {
      if (!kept.has(number)) rmSync(join(this.segmentFolder, segmentName(number)), { force: true });
    }
    for (const { path } of old) rmSync(join(this.historyFolder, path), { force: true });
  }

  private expired(written: HistoryWritten | null, now: number) {
    const { history } = this.options;
    if (history === null) return [];
    return expired([...readHistory(this.database), ...(written?.files ?? [])], now, history);
  }

  /** What is in the history beside what was: begun now or before, and done. */
  private written(segments: readonly KeptSegment[], time: number): HistoryWritten | null {
    if (this.options.history === null) return null;
    if (!this.writing.isBusy) {
      const until = this.dueUntil(segments, time);
      if (until === null) return null;
      const folders = { segments: this.segmentFolder, history: this.historyFolder };
      const task = historyTask({ folders, segments, until, site: this.options.site }, (kind, hour) =>
        historyCount(this.database, kind, hour),
      );
      this.writing.begin(task);
    }
    return this.writing.take();
  }

  /** Up to when rows are to be written (Unix ms); null: none are. */
  private dueUntil(segments: readonly KeptSegment[], time: number): number | null {
    if (!Number.isFinite(time)) return time > 0 && hasHours(segments, time) ? time : null;
    if (unwrittenRows(segments) >= (this.options.sliceRows ?? SLICE_ROWS)) {
      return Math.floor(time / SLICE_MS) * SLICE_MS;
    }
    const hours = Math.floor(time / HOUR_MS) * HOUR_MS;
    return hasHours(segments, hours) ? hours : null;
  }

  /** Every row was judged, and is in the history where one is kept. */
  private isDone(segment: KeptSegment, line: number): boolean {
    return segment.last < line && (this.options.history === null || segment.last < segment.writtenUntil);
  }

  /** The end of a run: everything that was told up to `sequence` has reached its reader. */
  confirm(sequence: number): void {
    try {
      writeSettings(this.database, new Map([['told', String(sequence)]]));
      this.database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch (cause) {
      throw unwritable(join(this.folder, 'state.db'), cause);
    }
  }

  /** Gives everything free; what was kept since the last commit is forgotten. */
  close(): void {
    this.log.abandon();
    this.writing.close();
    this.database.close();
    this.lock.release();
  }
}

function withWritten(segment: KeptSegment, written: HistoryWritten | null): KeptSegment {
  const isPart = written?.task.segments.some(({ number }) => number === segment.number) === true;
  return isPart ? { ...segment, writtenUntil: written.task.until } : segment;
}
