/** Rows of the ledger about what nobody wants to be told of for a while. */
import type Database from 'libsql';

export interface Mute {
  readonly id: number;
  /** Null: any host. */
  readonly prefix: string | null;
  /** Names of families, joined by ","; null: whatever it does. */
  readonly family: string | null;
  readonly reason: string;
  /** On the wall's clock (Unix ms). */
  readonly added: number;
  /** Null: until it is taken back. */
  readonly expires: number | null;
  /** Notices that it kept from being sent. */
  readonly kept: number;
}

/** That hold at a time. */
const MOST_MUTES = 10_000;
const COLUMNS = 'id, prefix, family, reason, added, expires, kept';
const HOLDS = 'removed IS NULL AND (expires IS NULL OR expires > ?)';

/** Whether there is room for one more. */
export function hasRoomForMute(database: Database.Database, now: number): boolean {
  const row = database.prepare(`SELECT count(*) AS n FROM mutes WHERE ${HOLDS}`).get(now) as { n: number };
  return row.n < MOST_MUTES;
}

export function muteOf(database: Database.Database, id: number): Mute | null {
  // Not `get`, which adds a column of its own.
  const [mute] = database.prepare(`SELECT ${COLUMNS} FROM mutes WHERE id = ?`).all(id) as Mute[];
  return mute ?? null;
}

export function addMute(database: Database.Database, mute: Omit<Mute, 'id' | 'kept'>): number {
  const { prefix, family, reason, added, expires } = mute;
  const { lastInsertRowid } = database
    .prepare('INSERT INTO mutes (prefix, family, reason, added, expires) VALUES (?, ?, ?, ?, ?)')
    .run(prefix, family, reason, added, expires);
  return Number(lastInsertRowid);
}

export function removeMute(database: Database.Database, id: number, now: number): boolean {
  const { changes } = database
    .prepare('UPDATE mutes SET removed = ? WHERE id = ? AND removed IS NULL')
    .run(now, id);
  return changes > 0;
}

/** Those that hold at `now`, in order of adding, behind number `after`. */
export function readMutes(
  database: Database.Database,
  now: number,
  after = 0,
  most = Number.MAX_SAFE_INTEGER,
): readonly Mute[] {
  return database
    .prepare(`SELECT ${COLUMNS} FROM mutes WHERE ${HOLDS} AND id > ? ORDER BY id LIMIT ?`)
    .all(now, after, most) as Mute[];
}

export function countMute(database: Database.Database, id: number): void {
  database.prepare('UPDATE mutes SET kept = kept + 1 WHERE id = ?').run(id);
}
