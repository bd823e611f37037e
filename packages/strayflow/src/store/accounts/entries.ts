/**
 * Rows of what the audit log is still to be told. The accounts and the log are two databases: an entry is written with the change
 * that it is about, in one transaction, and carried over afterwards, at the latest by the next start.
 */
import type Database from 'libsql';
import type { AuditKind } from '../ledger/audit.js';

export interface AccountEntry {
  readonly kind: AuditKind;
  readonly by: string;
  readonly about: Readonly<Record<string, unknown>>;
  /** Unix ms. */
  readonly time: number;
}

export interface WaitingEntry extends AccountEntry {
  /** Of this entry and no other one. */
  readonly id: string;
}

interface Row {
  readonly id: string;
  readonly json: string;
}

export function addEntry(database: Database.Database, { id, ...entry }: WaitingEntry): void {
  database.prepare('INSERT INTO entries (id, json) VALUES (?, ?)').run(id, JSON.stringify(entry));
}

/** Null where none waits. */
export function firstEntry(database: Database.Database): WaitingEntry | null {
  const [row] = database.prepare('SELECT id, json FROM entries ORDER BY sequence LIMIT 1').all() as Row[];
  return row === undefined ? null : { id: row.id, ...(JSON.parse(row.json) as AccountEntry) };
}

export function dropEntry(database: Database.Database, id: string): void {
  database.prepare('DELETE FROM entries WHERE id = ?').run(id);
}
