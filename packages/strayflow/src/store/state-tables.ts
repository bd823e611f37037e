/** Rows of the state's tables, in and out. */
import type Database from 'libsql';
import type { InputSummary } from '../model/coverage.js';
import type { Decision } from '../model/decision.js';
import type { Evidence } from '../model/evidence.js';
import type { BatchKind } from './gather.js';
import type { HistoryFile, KeptSegment } from './history.js';
import { forgetOverview, NO_OVERVIEW, type OverviewEffects, writeOverview } from './overview-tables.js';
import type { Told } from './told.js';

export type { Told } from './told.js';

/** Where reading goes on after a restart: plain data, kept in the same transaction as the effects of what stands before. */
export interface StoredPosition {
  /** Index of the input in the run's table of inputs: `input` of its records. Never used again for another one. */
  readonly input: number;
  /** The configured source that it belongs to. */
  readonly source: string;
  /** Path, or listening address. */
  readonly name: string;
  readonly format: string;
  /** Tells a file from another one of the same name: device, inode, and SHA-256 of its first bytes. */
  readonly identity: string;
  /** Bytes that the parser has taken. */
  readonly offset: number;
  /** Records that were read before `offset`; a parser without a snapshot reads them again and hands on those after. */
  readonly records: number;
  /** The parser's state at `offset`; null when it is brought back by reading again. */
  readonly parser: Uint8Array | null;
  /** Nothing more will come: the file was rotated away and read to its end. */
  readonly finished: boolean;
}

export interface Books<Loss = unknown> {
  readonly summary: InputSummary;
  readonly loss: Loss;
}

export interface StoredInput {
  readonly position: StoredPosition;
  /** What became of its records so far; null before the first books. */
  readonly books: Books | null;
}

export interface CommitEffects {
  readonly positions: readonly StoredPosition[];
  readonly books: ReadonlyMap<number, Books>;
  readonly snapshots: ReadonlyMap<string, Uint8Array>;
  readonly settings: ReadonlyMap<string, string>;
  /** In order of sequence. */
  readonly told: readonly Told[];
  /** Event time (Unix ms) that is reached without a record once this is stored; null for none. */
  readonly tick: number | null;
  /** Absent: nothing new. */
  readonly overview?: OverviewEffects;
}

/** Ticks are kept for who wants to know how a state came to be. */
const KEPT_TICKS = 1_000;

function bytesOf(value: unknown): Uint8Array | null {
  if (value === null || value === undefined) return null;
  return value instanceof ArrayBuffer ? new Uint8Array(value) : new Uint8Array(value as Uint8Array);
}

export function readSettings(database: Database.Database): ReadonlyMap<string, string> {
  const rows = database.prepare('SELECT name, value FROM settings').all() as {
    name: string;
    value: string;
  }[];
  return new Map(rows.map(({ name, value }) => [name, value]));
}

export function readSnapshots(database: Database.Database): ReadonlyMap<string, Uint8Array> {
  const rows = database.prepare('SELECT name, bytes FROM snapshots').all() as {
    name: string;
    bytes: unknown;
  }[];
  return new Map(rows.map(({ name, bytes }) => [name, bytesOf(bytes)!]));
}

/** Null where there is none of this name. */
export function readSnapshot(database: Database.Database, name: string): Uint8Array | null {
  const row = database.prepare('SELECT bytes FROM snapshots WHERE name = ?').get(name) as
    | { bytes: unknown }
    | undefined;
  return bytesOf(row?.bytes);
}

interface InputRow extends Omit<StoredPosition, 'parser' | 'finished'> {
  readonly parser: unknown;
  readonly finished: number;
  readonly summary: string | null;
  readonly loss: string | null;
}

export function readInputs(database: Database.Database): readonly StoredInput[] {
  const rows = database.prepare('SELECT * FROM inputs ORDER BY input').all() as InputRow[];
  return rows.map(({ summary, loss, parser, finished, ...rest }) => {
    const { input, source, name, format, identity, offset, records } = rest;
    return {
      position: {
        input,
        source,
        name,
        format,
        identity,
        offset,
        records,
        parser: bytesOf(parser),
        finished: finished !== 0,
      },
      books:
        summary === null || loss === null ? null : { summary: JSON.parse(summary), loss: JSON.parse(loss) },
    };
  });
}

export function readEvidence(database: Database.Database, after: number): readonly Told[] {
  const rows = database
    .prepare('SELECT sequence, risk, json FROM evidence WHERE sequence > ? ORDER BY sequence')
    .all(after) as { sequence: number; risk: number; json: string }[];
  return rows.map(({ sequence, risk, json }) => ({
    kind: 'evidence',
    sequence,
    risk,
    evidence: JSON.parse(json) as Evidence,
  }));
}

export function readEvidenceOf(database: Database.Database, ids: readonly string[]): readonly Evidence[] {
  const statement = database.prepare('SELECT json FROM evidence WHERE id = ?');
  return ids.flatMap((id) => {
    const row = statement.get(id) as { json: string } | undefined;
    return row === undefined ? [] : [JSON.parse(row.json) as Evidence];
  });
}

export function readDecisions(database: Database.Database, after: number): readonly Told[] {
  const rows = database
    .prepare('SELECT sequence, json FROM decisions WHERE sequence > ? ORDER BY sequence')
    .all(after) as { sequence: number; json: string }[];
  return rows.map(({ sequence, json }) => ({
    kind: 'decision',
    sequence,
    decision: JSON.parse(json) as Decision,
  }));
}

export function readSegments(database: Database.Database): readonly KeptSegment[] {
  const rows = database
    .prepare(
      'SELECT number, bytes, rows, first, last, hours, written_until AS writtenUntil FROM segments ORDER BY number',
    )
    .all() as (Omit<KeptSegment, 'hours'> & { hours: string })[];
  return rows.map(({ number, bytes, rows: length, first, last, hours, writtenUntil }) => ({
    number,
    bytes,
    rows: length,
    first,
    last,
    hours: JSON.parse(hours) as number[],
    writtenUntil,
  }));
}

export function readHistory(database: Database.Database): readonly HistoryFile[] {
  const rows = database
    .prepare(`SELECT path, kind, hour, number, rows, bytes, coalesce(first, 3600000.0 * hour) AS first,
        coalesce(last, 3600000.0 * (hour + 1)) AS last FROM history ORDER BY path`)
    .all() as HistoryFile[];
  return rows.map(({ path, kind, hour, number, rows: length, bytes, first, last }) => ({
    ...{ path, kind, hour, number, rows: length, bytes, first, last },
  }));
}

/** The number that the next file of an hour gets: never one that was given before. */
export function historyCount(database: Database.Database, kind: BatchKind, hour: number): number {
  const row = database
    .prepare('SELECT coalesce(max(number) + 1, 0) AS next FROM history WHERE kind = ? AND hour = ?')
    .get(kind, hour) as { next: number };
  return row.next;
}

/** Inside a transaction. */
export function writeEffects(database: Database.Database, effects: CommitEffects): void {
  const input = database.prepare(
    `INSERT OR REPLACE INTO inputs (input, source, name, format, identity, "offset", records, parser, finished, summary, loss)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  for (const position of effects.positions) {
    const { source, name, format, identity, offset, records, parser, finished } = position;
    const books = effects.books.get(position.input);
    const summary = books === undefined ? null : JSON.stringify(books.summary);
    const loss = books === undefined ? null : JSON.stringify(books.loss);
    const bytes = parser === null ? null : Buffer.from(parser);
    const end = finished ? 1 : 0;
    input.run(position.input, source, name, format, identity, offset, records, bytes, end, summary, loss);
  }
  const snapshot = database.prepare('INSERT OR REPLACE INTO snapshots (name, bytes) VALUES (?, ?)');
  for (const [name, bytes] of effects.snapshots) snapshot.run(name, Buffer.from(bytes));
  writeSettings(database, effects.settings);
  writeOverview(database, effects.overview ?? NO_OVERVIEW, effects.told);
  writeTold(database, effects.told);
  if (effects.tick !== null) {
    database.prepare('INSERT INTO ticks (time) VALUES (?)').run(effects.tick);
    database
      .prepare('DELETE FROM ticks WHERE sequence <= (SELECT max(sequence) FROM ticks) - ?')
      .run(KEPT_TICKS);
  }
}

export function writeSettings(database: Database.Database, settings: ReadonlyMap<string, string>): void {
  const setting = database.prepare('INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)');
  for (const [name, value] of settings) setting.run(name, value);
}

/** Inside a transaction. */
export function writeTold(database: Database.Database, told: readonly Told[]): void {
  const evidence = database.prepare(
    `INSERT OR REPLACE INTO evidence
     (id, revision, sequence, site, host, role, family, first_seen, last_seen, surprise, risk, json)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const decision = database.prepare(
    'INSERT INTO decisions (sequence, time, site, host, action, json) VALUES (?, ?, ?, ?, ?, ?)',
  );
  for (const each of told) {
    if (each.kind === 'evidence') {
      const { id, revision, site, host, role, family, firstSeen, lastSeen, surprise } = each.evidence;
      const json = JSON.stringify(each.evidence);
      const about = [site, host, role, family, firstSeen, lastSeen, surprise, each.risk, json] as const;
      evidence.run(id, revision, each.sequence, ...about);
    } else {
      const { time, site, host, action } = each.decision;
      decision.run(each.sequence, time, site, host, action, JSON.stringify(each.decision));
    }
  }
}

/** Inside a transaction: which segments are needed from now on, and which files of the history there are. */
export function writeFiles(
  database: Database.Database,
  segments: readonly KeptSegment[],
  added: readonly HistoryFile[],
  removed: readonly HistoryFile[],
): void {
  database.prepare('DELETE FROM segments').run();
  const segment = database.prepare(
    'INSERT INTO segments (number, bytes, rows, first, last, hours, written_until) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  for (const { number, bytes, rows, first, last, hours, writtenUntil } of segments) {
    segment.run(number, bytes, rows, first, last, JSON.stringify(hours), writtenUntil);
  }
  const file = database.prepare(
    'INSERT INTO history (path, kind, hour, number, rows, bytes, first, last) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  for (const { path, kind, hour, number, rows, bytes, first, last } of added) {
    file.run(path, kind, hour, number, rows, bytes, first, last);
  }
  const gone = database.prepare('DELETE FROM history WHERE path = ?');
  for (const { path } of removed) gone.run(path);
}

/** Inside a transaction: evidence, decisions and what overviews are made of go when older than `before` (Unix ms). */
export function forget(database: Database.Database, before: number): void {
  forgetOverview(database, before);
  if (!Number.isFinite(before)) return;
  database.prepare('DELETE FROM evidence WHERE last_seen < ?').run(before);
  database.prepare('DELETE FROM decisions WHERE time < ?').run(before);
}
