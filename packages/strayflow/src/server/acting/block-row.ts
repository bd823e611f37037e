/** A block as the API shows it. */
import { z } from 'zod';
import type { NamesOf } from '../../model/known-names.js';
import type { LedgerBlock } from '../../store/ledger/blocks.js';

export const blockSchema = z
  .strictObject({
    id: z.string(),
    site: z.string(),
    prefix: z.string(),
    names: z.array(z.string()).describe('That traffic gave it: anybody can forge them'),
    status: z.enum(['waiting', 'standing', 'ended']),
    ending: z.enum(['expired', 'undone', 'excepted', 'denied']).nullable(),
    rule: z.string(),
    reason: z.string(),
    evidenceIds: z.array(z.string()),
    decided: z.number().describe('Event time (Unix ms)'),
    expires: z.number().describe('Unix ms'),
    ended: z.number().nullable().describe('Unix ms'),
    refused: z.number().describe('Flows that it kept out'),
    passed: z.number().describe('Flows that were answered all the same'),
    missed: z.number().describe('Flows of other hosts that went in vain'),
    losers: z.number().describe('These other hosts'),
  })
  .meta({ id: 'Block' });
type BlockRow = z.infer<typeof blockSchema>;

/** One whose time is over is shown as ended, also before the watch has noted so. */
export function blockRow(block: LedgerBlock, namesOf: NamesOf, now: number): BlockRow {
  const { id, site, prefix, rule, reason, decided, expires, refused, passed, missed, losers } = block;
  const isOver = block.status !== 'ended' && expires <= now;
  return {
    id,
    site,
    prefix,
    names: namesOf(prefix, null).map(({ name }) => name),
    status: isOver ? 'ended' : block.status,
    ending: isOver ? 'expired' : block.ending,
    rule,
    reason,
    evidenceIds: [...block.evidenceIds],
    decided,
    expires,
    ended: isOver ? expires : block.ended,
    refused,
    passed,
    missed,
    losers,
  };
}
