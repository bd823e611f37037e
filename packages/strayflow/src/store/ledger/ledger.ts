/** What is wanted of the world, why, and all that came of it: blocks, exceptions by hand, and the audit log. */
import { join } from 'node:path';
import type Database from 'libsql';
import type { BlockEffect } from '../../model/block-effect.js';
import type { Block } from '../../model/enforcer.js';
import { isoTime } from '../../model/format.js';
import { inTransaction, openDatabase } from '../database.js';
import { unwritable } from '../disk.js';
import {
  type AuditCheck,
  type AuditEntry,
  type AuditKind,
  type AuditWanted,
  addAudit,
  auditAbout,
  checkAudit,
  latestAudit,
  readAudit,
} from './audit.js';
import { type BlockPages, type BlockPlace, blockOf, blocksOfPrefix, pageOfBlocks } from './block-pages.js';
import {
  addBlock,
  type BlockOrder,
  type BlockStatus,
  blockId,
  forgetBlocks,
  type LedgerBlock,
  readBlocks,
  setEffect,
  setStatus,
} from './blocks.js';
import { type LedgerException, readExceptions, removeException, sparing } from './exceptions.js';
import { LEDGER_SCHEMA } from './schema.js';
import { type ExceptionOrder, endBlocks, LIVE, noteException, type Spared, spare } from './sparing.js';

const DAY_MS = 86_400_000;
/** The setting that says what an enforcer was asked for. */
const begunBy = (enforcer: string) => `begun ${enforcer}`;

/** The part of the audit that says what an enforcer did. */
export interface Enforced {
  readonly enforcer: string;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Several processes may have it open: the service and the command line. Times are Unix ms on the wall's clock unless
 * said otherwise. Every method that changes it does so in one transaction that is on the disk when it returns, audit
 * entries included; they throw StrayflowError 'state-unwritable'.
 */
export class Ledger {
  private readonly database: Database.Database;
  private readonly path: string;

  /** Throws StrayflowError: 'state-unreadable', 'state-unwritable'. */
  constructor(folder: string) {
    this.path = join(folder, 'ledger.db');
    this.database = openDatabase(this.path, LEDGER_SCHEMA);
  }

  /** Changes whenever another process has changed the ledger. */
  get version(): number {
    const { data_version: version } = this.database.prepare('PRAGMA data_version').get() as {
      data_version: number;
    };
    return version;
  }

  /** Reads and writes of `work` are one transaction. */
  private write<Result>(work: (database: Database.Database) => Result): Result {
    let result: Result;
    try {
      inTransaction(this.database, () => {
        result = work(this.database);
      });
    } catch (cause) {
      throw unwritable(this.path, cause);
    }
    return result!;
  }

  private setting(name: string): string | undefined {
    const row = this.database.prepare('SELECT value FROM settings WHERE name = ?').get(name) as
      | { value: string }
      | undefined;
    return row?.value;
  }

  private set(name: string, value: string): void {
    this.database
      .prepare('INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = ?')
      .run(name, value, value);
  }

  /** Number of the last decision that was taken in; 0 before the first. */
  get decided(): number {
    return Number(this.setting('decided') ?? 0);
  }

  /**
   * Takes decisions in, up to number `decided`. Those that an exception or `guard` holds back are told of in the audit
   * log and do nothing.
   *
   * @param guard why a block must not be, in plain words, or null
   */
  take(
    orders: readonly BlockOrder[],
    decided: number,
    now: number,
    guard: (order: BlockOrder) => string | null = () => null,
  ): void {
    this.write((database) => {
      const sparedBy = sparing(this.exceptions(now));
      for (const order of orders) {
        const { site, prefix, rule, reason, evidenceIds, expires } = order;
        const about = {
          id: blockId(order),
          site,
          prefix,
          rule,
          reason,
          evidenceIds,
          expires: isoTime(expires),
        };
        const exception = sparedBy({ ...order, grounds: order.grounds ?? null });
        const held = exception === undefined ? guard(order) : `excepted: ${exception.reason}`;
        if (held !== null) addAudit(database, now, 'held', 'policy', { ...about, held });
        else if (addBlock(database, order)) {
          addAudit(database, now, order.approval ? 'approval-asked' : 'block', 'policy', about);
        }
      }
      this.set('decided', String(decided));
    });
  }

  /** False while the kill switch is thrown. */
  get isBlocking(): boolean {
    return this.setting('blocking') !== 'off';
  }

  /** Throws the kill switch, or takes it back. Blocks keep their ends meanwhile. */
  switchBlocking(on: boolean, by: string, reason: string, now: number): void {
    this.write((database) => {
      if (on === this.isBlocking) return;
      this.set('blocking', on ? 'on' : 'off');
      addAudit(database, now, on ? 'blocking-on' : 'blocking-off', by, { reason });
    });
  }

  /** What an enforcer of `site` is to hold: for each prefix the block that lasts longest. */
  wanted(site: string, now: number): readonly Block[] {
    if (!this.isBlocking) return [];
    const byPrefix = new Map<string, Block>();
    const sparedBy = sparing(this.exceptions(now));
    for (const block of readBlocks(this.database, ['standing'])) {
      if (block.site !== site || block.expires <= now) continue;
      // Ended with the exception, but for one that was taken in at the same moment.
      if (sparedBy(block) !== undefined) continue;
      const other = byPrefix.get(block.prefix);
      if (other === undefined || other.expires < block.expires) byPrefix.set(block.prefix, block);
    }
    return [...byPrefix.values()];
  }

  blocks(status: readonly BlockStatus[]): readonly LedgerBlock[] {
    return readBlocks(this.database, status);
  }

  block(id: string): LedgerBlock | null {
    return blockOf(this.database, id);
  }

  /** Newest decision first, behind `after`. */
  blockPage(which: BlockPages, after: BlockPlace | null, now: number, most: number): readonly LedgerBlock[] {
    return pageOfBlocks(this.database, which, after, now, most);
  }

  /** Those decided for a prefix from `since` to `until` (event time, Unix ms), newest first. */
  blocksOf(site: string, prefix: string, since: number, until: number, most: number): readonly LedgerBlock[] {
    return blocksOfPrefix(this.database, site, prefix, since, until, most);
  }

  /** What traffic showed of blocks. */
  observe(effects: readonly BlockEffect[]): void {
    this.write((database) => {
      for (const effect of effects) setEffect(database, effect);
    });
  }

  /** Marks blocks whose time is over, and forgets what ended long ago. */
  expire(now: number, keepDays: number): void {
    const isOver = ({ expires }: LedgerBlock) => expires <= now;
    if (!readBlocks(this.database, LIVE).some(isOver)) return;
    this.write((database) => {
      endBlocks(database, LIVE, isOver, 'expired', 'policy', 'its time is over', now);
      forgetBlocks(database, now - keepDays * DAY_MS);
    });
  }

  /**
   * Ends these blocks, and excepts their prefixes so that they do not come back at once.
   *
   * @param until Unix ms; null: no exception
   */
  undo(
    isMeant: (block: LedgerBlock) => boolean,
    by: string,
    reason: string,
    until: number | null,
    now: number,
  ): readonly LedgerBlock[] {
    return this.write((database) => {
      const ended = endBlocks(database, LIVE, isMeant, 'undone', by, reason, now);
      if (until !== null) {
        const spared = new Map(ended.map(({ site, prefix }) => [`${site} ${prefix}`, { site, prefix }]));
        for (const { site, prefix } of spared.values()) {
          noteException(database, { prefix, site, reason, expires: until }, by, now);
        }
      }
      return ended;
    });
  }

  /** False when no such block waits. */
  approve(id: string, by: string, now: number): boolean {
    return this.write((database) => {
      const block = blockOf(database, id);
      if (block?.status !== 'waiting' || block.expires <= now) return false;
      setStatus(database, id, 'standing', null, null);
      addAudit(database, now, 'approved', by, { id, site: block.site, prefix: block.prefix });
      return true;
    });
  }

  /** False when no such block waits. */
  deny(id: string, by: string, reason: string, now: number): boolean {
    return this.write(
      (database) =>
        endBlocks(database, ['waiting'], (block) => block.id === id, 'denied', by, reason, now).length > 0,
    );
  }

  /** Spares a prefix from now on, and ends every block that it covers. */
  except(order: ExceptionOrder, by: string, now: number): Spared {
    return this.write((database) => spare(database, order, by, now));
  }

  /** False when there is none of this number. */
  endException(id: number, by: string, now: number): boolean {
    return this.write((database) => {
      const found = removeException(database, id, now);
      if (found) addAudit(database, now, 'exception-ended', by, { exception: id });
      return found;
    });
  }

  /** Those that hold at `now`, in order of their numbers, behind `after`. */
  exceptions(now: number, after?: number, most?: number): readonly LedgerException[] {
    return readExceptions(this.database, now, after, most);
  }

  /** What an enforcer is asked for now: should it never be noted as done, the enforcer itself shows how far it came. */
  begin({ enforcer, ...change }: Enforced): void {
    this.write(() => this.set(begunBy(enforcer), JSON.stringify(change)));
  }

  /** What the enforcer was asked for and nobody noted as done; null where nothing is left. */
  begun(enforcer: string): Enforced | null {
    const change = this.setting(begunBy(enforcer));
    return change === undefined ? null : { enforcer, ...(JSON.parse(change) as Omit<Enforced, 'enforcer'>) };
  }

  /** What an enforcer has done; `found`: nobody saw it do so. */
  enforced({ enforcer, added, removed }: Enforced, now: number, found = false): void {
    const about = { added, removed, ...(found ? { found } : {}) };
    this.write((database) => {
      if (added.length + removed.length > 0) addAudit(database, now, 'enforced', enforcer, about);
      database.prepare('DELETE FROM settings WHERE name = ?').run(begunBy(enforcer));
    });
  }

  /** Any other entry, such as a failure. */
  note(kind: AuditKind, by: string, about: Readonly<Record<string, unknown>>, now: number): void {
    this.write((database) => addAudit(database, now, kind, by, about));
  }

  /** An entry that may be told again, by the same `id`, before the next one of its kind is: it stands there once. */
  noteOnce(id: string, kind: AuditKind, by: string, about: AuditEntry['about'], now: number): void {
    this.write((database) => {
      if (this.setting('account entry') === id) return;
      addAudit(database, now, kind, by, about);
      this.set('account entry', id);
    });
  }

  audit(after = 0): Generator<AuditEntry> {
    return readAudit(this.database, after);
  }

  /** Newest first, before entry `before`; null: from the last. */
  latestAudit(before: number | null, most: number, wanted?: AuditWanted): readonly AuditEntry[] {
    return latestAudit(this.database, before, most, wanted);
  }

  /** The latest `most` about an incident or one of these blocks, newest first. */
  auditAbout(incident: string, blocks: readonly string[], most: number): readonly AuditEntry[] {
    return auditAbout(this.database, incident, blocks, most);
  }

  /** Checks the chain, and that no block stands without the entry that announced it. */
  checkAudit(): AuditCheck & { readonly unannounced: readonly string[] } {
    const announced = new Set<unknown>();
    for (const { kind, about } of this.audit()) {
      if (kind === 'block' || kind === 'approval-asked') announced.add(about['id']);
    }
    const unannounced = this.blocks(['waiting', 'standing', 'ended'])
      .map(({ id }) => id)
      .filter((id) => !announced.has(id));
    return { ...checkAudit(this.database), unannounced };
  }

  close(): void {
    this.database.close();
  }
}
