/** What people decide about blocks, the same from the command line and the dashboard; the ledger writes the audit log. */
import type { LedgerBlock } from '../../store/ledger/blocks.js';
import type { Ledger } from '../../store/ledger/ledger.js';
import type { Doer } from './incident-deeds.js';

/** none: there is no such block; over: it ended; not-waiting: it stands, and nobody is asked. */
export type BlockRefusal = 'none' | 'over' | 'not-waiting';

export function isRefused<Result extends object, Refusal extends string>(
  result: Result | Refusal,
): result is Refusal {
  return typeof result === 'string';
}

function after(ledger: Ledger, id: string, isDone: boolean, now: number): LedgerBlock | BlockRefusal {
  const block = ledger.block(id);
  if (block === null) return 'none';
  if (isDone) return block;
  return block.status === 'ended' || block.expires <= now ? 'over' : 'not-waiting';
}

/** All of these throw StrayflowError 'state-unwritable'. */
export function approve(ledger: Ledger, id: string, { by, now }: Doer): LedgerBlock | BlockRefusal {
  return after(ledger, id, ledger.approve(id, by, now), now);
}

export function deny(
  ledger: Ledger,
  id: string,
  reason: string,
  { by, now }: Doer,
): LedgerBlock | BlockRefusal {
  return after(ledger, id, ledger.deny(id, by, reason, now), now);
}

/**
 * Ends what is meant, of blocks that stand or wait.
 *
 * @param spareMs their addresses are spared for so long (ms); 0: they may be blocked again at once
 */
export function undo(
  ledger: Ledger,
  isMeant: (block: LedgerBlock) => boolean,
  reason: string,
  spareMs: number,
  { by, now }: Doer,
): readonly LedgerBlock[] {
  return ledger.undo(isMeant, by, reason, spareMs === 0 ? null : now + spareMs, now);
}

export function undoOne(
  ledger: Ledger,
  id: string,
  reason: string,
  spareMs: number,
  doer: Doer,
): LedgerBlock | BlockRefusal {
  const ended = undo(ledger, (block) => block.id === id, reason, spareMs, doer);
  return after(ledger, id, ended.length > 0, doer.now);
}
