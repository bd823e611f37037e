/** Rows of the ledger about addresses that were excepted by hand, beside the allow list of the configuration. */
import type Database from 'libsql';

export interface LedgerException {
  readonly id: number;
  readonly prefix: string;
  readonly reason: string;
  /** On the wall's clock (Unix ms). */
  readonly added: number;
  /** Null: until it is taken back. */
  readonly expires: number | null;
}

export function addException(database: Database.Database, exception: Omit<LedgerException, 'id'>): number {
  const { prefix, reason, added, expires } = exception;
  const { lastInsertRowid } = database
    .prepare('INSERT INTO exceptions (prefix, reason, added, expires) VALUES (?, ?, ?, ?)')
    .run(prefix, reason, added, expires);
  return Number(lastInsertRowid);
}

export function removeException(database: Database.Database, id: number, now: number): boolean {
  return (
    database.prepare('UPDATE exceptions SET removed = ? WHERE id = ? AND removed IS NULL').run(now, id)
      .changes > 0
  );
}

/** Those that hold at `now`, in order of adding. */
export function readExceptions(database: Database.Database, now: number): readonly LedgerException[] {
  return database
    .prepare(
      `SELECT id, prefix, reason, added, expires FROM exceptions
      WHERE removed IS NULL AND (expires IS NULL OR expires > ?) ORDER BY id`,
    )
    .all(now) as LedgerException[];
}
