/** Rows of the ledger about addresses that were excepted by hand, beside the allow list of the configuration. */
import type Database from 'libsql';
import { parsePrefix } from '../../model/address.js';
import {
  type BlockGrounds,
  type ExceptionScope,
  isScoped,
  standsWithout,
} from '../../model/exception-scope.js';
import { concerns, withEmbedded } from '../../model/prefix-overlap.js';

/** Scope by behaviour, port, direction and site; what is absent does not limit it. */
export interface LedgerException extends ExceptionScope {
  readonly id: number;
  readonly prefix: string;
  readonly reason: string;
  readonly site?: string | undefined;
  /** On the wall's clock (Unix ms). */
  readonly added: number;
  /** Null: until it is taken back. */
  readonly expires: number | null;
}

interface ExceptionRow extends Pick<LedgerException, 'id' | 'prefix' | 'reason' | 'added' | 'expires'> {
  readonly scope: string;
}

/** What limits an exception, as plain data. */
export function scopeOf({
  families,
  ports,
  direction,
  site,
}: ExceptionScope & Pick<LedgerException, 'site'>): ExceptionScope & Pick<LedgerException, 'site'> {
  return {
    ...(families === undefined ? {} : { families }),
    ...(ports === undefined ? {} : { ports }),
    ...(direction === undefined ? {} : { direction }),
    ...(site === undefined ? {} : { site }),
  };
}

export function addException(database: Database.Database, exception: Omit<LedgerException, 'id'>): number {
  const { prefix, reason, added, expires } = exception;
  const { lastInsertRowid } = database
    .prepare('INSERT INTO exceptions (prefix, reason, added, expires, scope) VALUES (?, ?, ?, ?, ?)')
    .run(prefix, reason, added, expires, JSON.stringify(scopeOf(exception)));
  return Number(lastInsertRowid);
}

export function removeException(database: Database.Database, id: number, now: number): boolean {
  return (
    database.prepare('UPDATE exceptions SET removed = ? WHERE id = ? AND removed IS NULL').run(now, id)
      .changes > 0
  );
}

/** Those that hold at `now`, in order of adding, behind number `after`. */
export function readExceptions(
  database: Database.Database,
  now: number,
  after = 0,
  most = Number.MAX_SAFE_INTEGER,
): readonly LedgerException[] {
  const rows = database
    .prepare(
      `SELECT id, prefix, reason, added, expires, scope FROM exceptions
      WHERE removed IS NULL AND (expires IS NULL OR expires > ?) AND id > ? ORDER BY id LIMIT ?`,
    )
    .all(now, after, most) as ExceptionRow[];
  return rows.map(({ scope, ...row }) => ({ ...row, ...(JSON.parse(scope) as ExceptionScope) }));
}

/** A block, as far as exceptions ask about it. */
export interface Sparable {
  readonly site: string;
  readonly prefix: string;
  /** Null where nobody knows any more: then no limited exception covers it. */
  readonly grounds: BlockGrounds | null;
}

/**
 * Asks which exception spares a block: one for whatever the host does, or limited ones that together cover so much that
 * the rest would not be blocked.
 */
export function sparing(
  exceptions: readonly LedgerException[],
): (block: Sparable) => LedgerException | undefined {
  const spared = exceptions.map((exception) => ({
    exception,
    forms: withEmbedded(parsePrefix(exception.prefix)!),
  }));
  return ({ site, prefix, grounds }) => {
    if (spared.length === 0) return undefined;
    const blocked = parsePrefix(prefix);
    const forms = blocked === null ? [] : withEmbedded(blocked);
    const meant = spared
      .filter(({ exception }) => exception.site === undefined || exception.site === site)
      .filter((each) => blocked === null || concerns(each.forms, forms))
      .map(({ exception }) => exception);
    const whole = meant.find((exception) => !isScoped(exception));
    if (whole !== undefined || meant.length === 0 || grounds === null) return whole;
    return standsWithout(grounds, meant) ? undefined : meant[0];
  };
}
