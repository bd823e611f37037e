/** Rows of sessions: what a browser proves itself by after a login. */
import type Database from 'libsql';

export interface Session {
  /** SHA-256 of the secret in the cookie: who reads the database has no session. */
  readonly id: string;
  readonly account: string;
  /** Unix ms. */
  readonly begun: number;
  /** When it was last used, to about a minute (Unix ms). */
  readonly seen: number;
}

/** Of one account; beyond, the oldest end. */
const MOST_SESSIONS = 50;

export function addSession(database: Database.Database, { id, account, begun }: Omit<Session, 'seen'>): void {
  database
    .prepare('INSERT INTO sessions (id, account, begun, seen) VALUES (?, ?, ?, ?)')
    .run(id, account, begun, begun);
  database
    .prepare(
      `DELETE FROM sessions WHERE account = ? AND id NOT IN
        (SELECT id FROM sessions WHERE account = ? ORDER BY begun DESC, id LIMIT ?)`,
    )
    .run(account, account, MOST_SESSIONS);
}

export function sessionOf(database: Database.Database, id: string): Session | null {
  return (database.prepare('SELECT * FROM sessions WHERE id = ?').get(id) as Session | undefined) ?? null;
}

/** Of an account, the one begun last first. */
export function sessionsOf(database: Database.Database, account: string): readonly Session[] {
  return database
    .prepare('SELECT * FROM sessions WHERE account = ? ORDER BY begun DESC, id')
    .all(account) as Session[];
}

export function touchSession(database: Database.Database, id: string, now: number): void {
  database.prepare('UPDATE sessions SET seen = ? WHERE id = ?').run(now, id);
}
