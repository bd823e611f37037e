/** Rows of the ledger about notices that wait for their time, and messages that wait to be delivered. */
import type Database from 'libsql';
import type { Message, Notice } from '../../model/notifier.js';

export interface WaitingNotice {
  readonly sequence: number;
  readonly isHeld: boolean;
  readonly notice: Notice;
}

export interface OutgoingMessage {
  readonly sequence: number;
  readonly message: Message;
}

export function queueNotice(
  database: Database.Database,
  notifier: string,
  notice: Notice,
  due: number,
  isHeld: boolean,
): void {
  database
    .prepare('INSERT INTO notices (notifier, due, held, json) VALUES (?, ?, ?, ?)')
    .run(notifier, due, isHeld ? 1 : 0, JSON.stringify(notice));
}

/** In the order in which they were queued. */
export function dueNotices(
  database: Database.Database,
  notifier: string,
  now: number,
  most: number,
): readonly WaitingNotice[] {
  const rows = database
    .prepare(
      'SELECT sequence, held, json FROM notices WHERE notifier = ? AND due <= ? ORDER BY sequence LIMIT ?',
    )
    .all(notifier, now, most) as { sequence: number; held: number; json: string }[];
  return rows.map(({ sequence, held, json }) => ({
    sequence,
    isHeld: held === 1,
    notice: JSON.parse(json) as Notice,
  }));
}

/** Those that are due wait together until `due`. */
export function holdNotices(database: Database.Database, notifier: string, now: number, due: number): void {
  database
    .prepare('UPDATE notices SET due = ?, held = 1 WHERE notifier = ? AND due <= ?')
    .run(due, notifier, now);
}

/** A message takes the place of the notices that it carries. */
export function queueMessage(
  database: Database.Database,
  notifier: string,
  message: Message,
  carried: readonly number[],
): void {
  database
    .prepare('INSERT INTO outbox (notifier, id, written, json) VALUES (?, ?, ?, ?)')
    .run(notifier, message.id, message.time, JSON.stringify(message));
  const drop = database.prepare('DELETE FROM notices WHERE sequence = ?');
  for (const sequence of carried) drop.run(sequence);
}

/** The one that waits longest; null when none does. */
export function nextMessage(database: Database.Database, notifier: string): OutgoingMessage | null {
  const row = database
    .prepare(
      'SELECT sequence, json FROM outbox WHERE notifier = ? AND sent IS NULL ORDER BY sequence LIMIT 1',
    )
    .get(notifier) as { sequence: number; json: string } | undefined;
  return row === undefined ? null : { sequence: row.sequence, message: JSON.parse(row.json) as Message };
}

export function markSent(database: Database.Database, sequence: number, now: number): void {
  database.prepare("UPDATE outbox SET sent = ?, json = '' WHERE sequence = ?").run(now, sequence);
}

/** When messages were written since `since`, oldest first. */
export function writtenSince(
  database: Database.Database,
  notifier: string,
  since: number,
): readonly number[] {
  const rows = database
    .prepare('SELECT written FROM outbox WHERE notifier = ? AND written > ? ORDER BY written')
    .all(notifier, since) as { written: number }[];
  return rows.map(({ written }) => written);
}

export function forgetSent(database: Database.Database, before: number): void {
  database.prepare('DELETE FROM outbox WHERE sent < ?').run(before);
}

export function countWaiting(
  database: Database.Database,
  notifier: string,
): { readonly notices: number; readonly messages: number } {
  const count = (sql: string) => (database.prepare(sql).get(notifier) as { n: number }).n;
  return {
    notices: count('SELECT count(*) AS n FROM notices WHERE notifier = ?'),
    messages: count('SELECT count(*) AS n FROM outbox WHERE notifier = ? AND sent IS NULL'),
  };
}
