/** Rows of the ledger about notices that wait for their time, and messages that wait to be delivered. */
import type Database from 'libsql';
import type { Message, Notice } from '../../model/notifier.js';

export interface WaitingNotice {
  readonly sequence: number;
  readonly notice: Notice;
}

export interface OutgoingMessage {
  readonly sequence: number;
  readonly message: Message;
}

/**
 * One notice about an incident waits for a notifier: a later one takes its place and its time, and is still "opened" where
 * that one was.
 *
 * @param due when it is to be sent (Unix ms)
 * @param isHeld it waits for others, to be sent with them
 */
export function queueNotice(
  database: Database.Database,
  notifier: string,
  notice: Notice,
  due: number,
  isHeld: boolean,
): void {
  const before = database
    .prepare('SELECT json FROM notices WHERE notifier = ? AND incident = ?')
    .get(notifier, notice.incident) as { json: string } | undefined;
  const wasOpened = before !== undefined && (JSON.parse(before.json) as Notice).kind === 'opened';
  const kind = wasOpened && notice.kind === 'updated' ? 'opened' : notice.kind;
  database
    .prepare(
      `INSERT INTO notices (notifier, due, held, json, incident, risk) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (notifier, incident) DO UPDATE SET due = min(due, excluded.due), held = min(held, excluded.held),
        json = excluded.json, risk = excluded.risk`,
    )
    .run(notifier, due, isHeld ? 1 : 0, JSON.stringify({ ...notice, kind }), notice.incident, notice.risk);
}

/**
 * Within a transaction: leaves the `most` of the highest risk, and counts the others as omitted.
 *
 * @returns whether some are omitted now, and none were since the last message
 */
export function boundNotices(database: Database.Database, notifier: string, most: number): boolean {
  const { n } = database.prepare('SELECT count(*) AS n FROM notices WHERE notifier = ?').get(notifier) as {
    n: number;
  };
  if (n <= most) return false;
  database
    .prepare(
      `DELETE FROM notices WHERE sequence IN
        (SELECT sequence FROM notices WHERE notifier = ? ORDER BY risk, sequence LIMIT ?)`,
    )
    .run(notifier, n - most);
  const before = takeOmitted(database, notifier);
  database
    .prepare('INSERT INTO omitted (notifier, incidents) VALUES (?, ?)')
    .run(notifier, before + n - most);
  return before === 0;
}

export function isNoticeDue(database: Database.Database, notifier: string, now: number): boolean {
  const sql = 'SELECT 1 FROM notices WHERE notifier = ? AND due <= ? LIMIT 1';
  return database.prepare(sql).get(notifier, now) !== undefined;
}

/** Those to be sent alone, in the order in which they were queued. */
export function dueNotices(
  database: Database.Database,
  notifier: string,
  now: number,
  most: number,
): readonly WaitingNotice[] {
  return database
    .prepare(
      'SELECT sequence, json FROM notices WHERE notifier = ? AND due <= ? AND held = 0 ORDER BY sequence LIMIT ?',
    )
    .all(notifier, now, most)
    .map(waiting);
}

export interface Digest {
  /** Of the highest risk first. */
  readonly notices: readonly Notice[];
  /** Those beyond. */
  readonly omitted: number;
}

/** Within a transaction: takes those out that are to be sent together; null where there are none. */
export function takeDigest(
  database: Database.Database,
  notifier: string,
  now: number,
  most: number,
): Digest | null {
  const isDue = 'notifier = ? AND due <= ? AND held = 1';
  const listed = database
    .prepare(`SELECT sequence, json FROM notices WHERE ${isDue} ORDER BY risk DESC, incident LIMIT ?`)
    .all(notifier, now, most)
    .map(waiting);
  if (listed.length === 0) return null;
  const { changes } = database.prepare(`DELETE FROM notices WHERE ${isDue}`).run(notifier, now);
  return { notices: listed.map(({ notice }) => notice), omitted: changes - listed.length };
}

function waiting(row: unknown): WaitingNotice {
  const { sequence, json } = row as { readonly sequence: number; readonly json: string };
  return { sequence, notice: JSON.parse(json) as Notice };
}

/** Those that are due wait together until `due`; null: until there may be a message. */
export function holdNotices(
  database: Database.Database,
  notifier: string,
  now: number,
  due: number | null,
): void {
  const which = due === null ? ' AND held = 0' : '';
  database
    .prepare(`UPDATE notices SET due = coalesce(?, due), held = 1 WHERE notifier = ? AND due <= ?${which}`)
    .run(due, notifier, now);
}

/** Within a transaction: what was dropped since the last message, which the next one tells. */
export function takeOmitted(database: Database.Database, notifier: string): number {
  const row = database.prepare('SELECT incidents FROM omitted WHERE notifier = ?').get(notifier) as
    | { incidents: number }
    | undefined;
  if (row !== undefined) database.prepare('DELETE FROM omitted WHERE notifier = ?').run(notifier);
  return row?.incidents ?? 0;
}

export function queueMessage(database: Database.Database, notifier: string, message: Message): void {
  database
    .prepare('INSERT INTO outbox (notifier, id, written, json) VALUES (?, ?, ?, ?)')
    .run(notifier, message.id, message.time, JSON.stringify(message));
}

/** Within a transaction: a message has taken its place. */
export function dropNotice(database: Database.Database, sequence: number): void {
  database.prepare('DELETE FROM notices WHERE sequence = ?').run(sequence);
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

/** When the last message was taken by its receiver (Unix ms); null where none was that is still remembered. */
export function lastSent(database: Database.Database, notifier: string): number | null {
  const row = database.prepare('SELECT max(sent) AS last FROM outbox WHERE notifier = ?').get(notifier);
  return (row as { readonly last: number | null }).last;
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
