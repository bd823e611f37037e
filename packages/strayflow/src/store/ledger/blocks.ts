/** Rows of the ledger about blocks. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type Database from 'libsql';
import { formatPrefix, parsePrefix } from '../../model/address.js';
import type { BlockEffect } from '../../model/block-effect.js';
import type { Block } from '../../model/enforcer.js';
import type { BlockGrounds } from '../../model/exception-scope.js';

/** waiting: a person must approve it; standing: to be held; ended: not any more. */
export type BlockStatus = 'waiting' | 'standing' | 'ended';
export type BlockEnding = 'expired' | 'undone' | 'excepted' | 'denied';

export interface BlockOrder {
  readonly site: string;
  /** Canonical, as `Block` has it. */
  readonly prefix: string;
  readonly rule: string;
  readonly reason: string;
  readonly evidenceIds: readonly string[];
  /** Event time of the decision (Unix ms). */
  readonly decided: number;
  /** Unix ms. */
  readonly expires: number;
  /** A person must agree before it is done. */
  readonly approval: boolean;
  /** What it rests on, for exceptions that are limited to some of it; absent: not known. */
  readonly grounds?: BlockGrounds;
}

export interface LedgerBlock extends Block, Pick<BlockEffect, 'refused' | 'passed' | 'missed' | 'losers'> {
  readonly rule: string;
  readonly evidenceIds: readonly string[];
  readonly decided: number;
  readonly status: BlockStatus;
  /** On the wall's clock (Unix ms); null before its end. */
  readonly ended: number | null;
  readonly ending: BlockEnding | null;
  readonly grounds: BlockGrounds | null;
}

export interface BlockRow extends Omit<LedgerBlock, 'evidenceIds' | 'grounds'> {
  readonly evidence: string;
  readonly grounds: string | null;
}

export function blockId({ site, prefix, decided }: Pick<BlockOrder, 'site' | 'prefix' | 'decided'>): string {
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify([site, prefix, decided])))).slice(0, 16);
}

/** False when it is there already. */
export function addBlock(database: Database.Database, order: BlockOrder): boolean {
  const { site, prefix, rule, reason, decided, expires } = order;
  const { changes } = database
    .prepare(
      `INSERT INTO blocks (id, site, prefix, rule, reason, evidence, decided, expires, status, grounds)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
    )
    .run(
      blockId(order),
      site,
      prefix,
      rule,
      reason,
      JSON.stringify(order.evidenceIds),
      decided,
      expires,
      order.approval ? 'waiting' : 'standing',
      order.grounds === undefined ? null : JSON.stringify(order.grounds),
    );
  return changes > 0;
}

export function setStatus(
  database: Database.Database,
  id: string,
  status: BlockStatus,
  ended: number | null,
  ending: BlockEnding | null,
): void {
  database
    .prepare('UPDATE blocks SET status = ?, ended = ?, ending = ? WHERE id = ?')
    .run(status, ended, ending, id);
}

/** Keeps with each block of its time what traffic showed of it. */
export function setEffect(database: Database.Database, effect: BlockEffect): void {
  const prefix = parsePrefix(effect.host);
  if (prefix === null) return;
  const { site, since, until, refused, passed, missed, losers } = effect;
  database
    .prepare(
      `UPDATE blocks SET refused = ?, passed = ?, missed = ?, losers = ?
      WHERE site = ? AND prefix = ? AND decided >= ? AND decided < ?`,
    )
    .run(refused, passed, missed, losers, site, formatPrefix(prefix), since, until);
}

/** Newest decision first. */
export function readBlocks(
  database: Database.Database,
  status: readonly BlockStatus[],
): readonly LedgerBlock[] {
  const marks = status.map(() => '?').join(', ');
  const rows = database
    .prepare(`SELECT * FROM blocks WHERE status IN (${marks}) ORDER BY decided DESC, id`)
    .all(...status) as BlockRow[];
  return rows.map(blockOfRow);
}

export function blockOfRow({ evidence, grounds, ...row }: BlockRow): LedgerBlock {
  return {
    ...row,
    evidenceIds: JSON.parse(evidence) as string[],
    grounds: grounds === null ? null : (JSON.parse(grounds) as BlockGrounds),
  };
}

/** Ended blocks are remembered so long; the audit log tells of them for ever. */
export function forgetBlocks(database: Database.Database, before: number): void {
  database.prepare("DELETE FROM blocks WHERE status = 'ended' AND ended < ?").run(before);
}
