/** Opens a database of ours: whole, of a version that we know, brought up to the present schema. */
import Database from 'libsql';
import { StrayflowError } from '../model/errors.js';
import { makePrivate, unwritable } from './disk.js';

export interface DatabaseSchema {
  /** Tells our databases from others, and from each other (SQLite, PRAGMA application_id). */
  readonly applicationId: number;
  readonly pageBytes: number;
  /** Each is applied once, in order, and never changed. */
  readonly migrations: readonly { readonly name: string; readonly sql: string }[];
}

function unreadable(path: string, what: string, cause?: unknown): StrayflowError {
  return new StrayflowError('state-unreadable', `${path} ${what}`, cause === undefined ? {} : { cause });
}

function numberOf(database: Database.Database, pragma: string): number {
  const row = database.prepare(`PRAGMA ${pragma}`).get() as Record<string, unknown>;
  return Number(row[pragma]);
}

/** All of `work`, or nothing of it. A full disk makes SQLite roll back by itself: what the caller hears is the disk. */
export function inTransaction(database: Database.Database, work: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** Throws StrayflowError: 'state-unreadable' for a damaged, foreign or newer database, 'state-unwritable'. */
export function openDatabase(path: string, schema: DatabaseSchema): Database.Database {
  let database: Database.Database;
  try {
    makePrivate(path);
    database = new Database(path, { timeout: 10_000 });
  } catch (cause) {
    throw unwritable(path, cause);
  }
  try {
    checkOurs(database, path, schema);
    database.exec(`PRAGMA page_size = ${schema.pageBytes}`);
    database.exec('PRAGMA journal_mode = WAL');
    // What is done after a commit relies on it: it must be on the disk by then.
    database.exec('PRAGMA synchronous = FULL');
    migrate(database, path, schema);
    return database;
  } catch (cause) {
    database.close();
    if (cause instanceof StrayflowError) throw cause;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (code === 'SQLITE_NOTADB') throw unreadable(path, 'is no database of Strayflow', cause);
    if (code.startsWith('SQLITE_CORRUPT')) throw unreadable(path, 'is damaged', cause);
    throw unwritable(path, cause);
  }
}

function checkOurs(database: Database.Database, path: string, { applicationId }: DatabaseSchema): void {
  const { tables } = database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get() as {
    tables: number;
  };
  const application = numberOf(database, 'application_id');
  if (tables > 0 && application !== applicationId) {
    throw unreadable(path, 'is the database of another program');
  }
  const check = database.prepare('PRAGMA quick_check(1)').get() as { quick_check: string };
  if (check.quick_check !== 'ok') throw unreadable(path, `is damaged: ${check.quick_check}`);
}

function migrate(
  database: Database.Database,
  path: string,
  { applicationId, migrations }: DatabaseSchema,
): void {
  const version = numberOf(database, 'user_version');
  if (version > migrations.length) {
    throw unreadable(
      path,
      `is of version ${version}; this Strayflow knows versions up to ${migrations.length}`,
    );
  }
  for (let next = version; next < migrations.length; next++) {
    const { name, sql } = migrations[next]!;
    inTransaction(database, () => {
      if (next === 0) {
        database.exec(`PRAGMA application_id = ${applicationId}`);
        database.exec('CREATE TABLE migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL)');
      }
      database.exec(sql);
      database.prepare('INSERT INTO migrations (version, name) VALUES (?, ?)').run(next + 1, name);
      database.exec(`PRAGMA user_version = ${next + 1}`);
    });
  }
}
