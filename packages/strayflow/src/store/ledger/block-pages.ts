/** Blocks as lists show them: one, or a page found by an index, however many there are. */
import type Database from 'libsql';
import { type BlockRow, blockOfRow, type LedgerBlock } from './blocks.js';

/** live: waiting or standing, and not over; all: both. */
export type BlockPages = 'live' | 'ended' | 'all';

/** Where a page ended: at this block. */
export type BlockPlace = Pick<LedgerBlock, 'decided' | 'id'>;

const WHICH: Readonly<Record<BlockPages, string>> = {
  live: "status <> 'ended' AND expires > ?5",
  ended: "status = 'ended'",
  all: 'true',
};

export function blockOf(database: Database.Database, id: string): LedgerBlock | null {
  const row = database.prepare('SELECT * FROM blocks WHERE id = ?').get(id) as BlockRow | undefined;
  return row === undefined ? null : blockOfRow(row);
}

export function pageOfBlocks(
  database: Database.Database,
  which: BlockPages,
  after: BlockPlace | null,
  now: number,
  most: number,
): readonly LedgerBlock[] {
  const { decided, id } = after ?? { decided: Number.MAX_VALUE, id: '' };
  return (
    database
      .prepare(
        `SELECT * FROM blocks INDEXED BY blocks_${which} WHERE ${WHICH[which]} AND decided <= ?1 AND NOT (decided = ?2 AND id <= ?3)
        ORDER BY decided DESC, id LIMIT ?4`,
      )
      .all(decided, decided, id, most, ...(which === 'live' ? [now] : [])) as BlockRow[]
  ).map(blockOfRow);
}

export function blocksOfPrefix(
  database: Database.Database,
  site: string,
  prefix: string,
  since: number,
  until: number,
  most: number,
): readonly LedgerBlock[] {
  return (
    database
      .prepare(
        `SELECT * FROM blocks WHERE prefix = ? AND site = ? AND decided BETWEEN ? AND ?
        ORDER BY decided DESC, id LIMIT ?`,
      )
      .all(prefix, site, since, until, most) as BlockRow[]
  ).map(blockOfRow);
}
