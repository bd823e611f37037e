/** Ends blocks and spares prefixes, each with its entry in the audit log; all within a transaction of the caller. */
import type Database from 'libsql';
import { parsePrefix } from '../../model/address.js';
import type { ExceptionScope } from '../../model/exception-scope.js';
import { isoTime } from '../../model/format.js';
import { addAudit } from './audit.js';
import { type BlockEnding, type BlockStatus, type LedgerBlock, readBlocks, setStatus } from './blocks.js';
import { addException, readExceptions, scopeOf, sparing } from './exceptions.js';

export const LIVE: readonly BlockStatus[] = ['waiting', 'standing'];

export interface ExceptionOrder extends ExceptionScope {
  readonly prefix: string;
  readonly reason: string;
  /** Absent: at all sites. */
  readonly site?: string | undefined;
  /** Unix ms; null: until it is taken back. */
  readonly expires: number | null;
}

export interface Spared {
  /** Of the exception. */
  readonly id: number;
  readonly ended: readonly LedgerBlock[];
}

export function endBlocks(
  database: Database.Database,
  status: readonly BlockStatus[],
  isMeant: (block: LedgerBlock) => boolean,
  ending: BlockEnding,
  by: string,
  reason: string,
  now: number,
): readonly LedgerBlock[] {
  const ended = readBlocks(database, status).filter(isMeant);
  for (const { id, site, prefix } of ended) {
    setStatus(database, id, 'ended', now, ending);
    addAudit(database, now, 'ended', by, { id, site, prefix, ending, reason });
  }
  return ended;
}

export function noteException(
  database: Database.Database,
  order: ExceptionOrder,
  by: string,
  now: number,
): number {
  const id = addException(database, { ...order, added: now });
  const { prefix, reason, expires } = order;
  addAudit(database, now, 'excepted', by, {
    exception: id,
    prefix,
    reason,
    expires: expires === null ? null : isoTime(expires),
    ...scopeOf(order),
  });
  return id;
}

/** Spares a prefix from now on, and ends every block that it covers. */
export function spare(database: Database.Database, order: ExceptionOrder, by: string, now: number): Spared {
  if (parsePrefix(order.prefix) === null) {
    throw new RangeError(`expected an address or prefix, received ${order.prefix}`);
  }
  const id = noteException(database, order, by, now);
  const sparedBy = sparing(readExceptions(database, now));
  const isCovered = (block: LedgerBlock) => sparedBy(block) !== undefined;
  return { id, ended: endBlocks(database, LIVE, isCovered, 'excepted', by, order.reason, now) };
}
