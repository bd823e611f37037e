/** A preview of the command line as the API tells it: times as numbers. */
import { z } from 'zod';

const time = z.number().nullable().describe('Event time (Unix ms)');

const outcome = z.looseObject({ firstAlert: time, firstBlock: time, blockedMs: z.number() });
const change = z.strictObject({
  site: z.string(),
  host: z.string(),
  role: z.enum(['actor', 'victim']),
  before: outcome.nullable(),
  after: outcome.nullable(),
  known: z.strictObject({ wrong: z.boolean(), says: z.string() }).nullable(),
});
const changes = z.array(change);
const count = z.number().min(0);
const totals = z.strictObject({
  alertedHosts: count,
  blockedHosts: count,
  doneHosts: count,
  waitingHosts: count,
  blockedMs: count,
});
const held = z.record(z.string(), z.array(z.string()));

export const policyPreviewSchema = z
  .strictObject({
    evidence: count,
    from: time,
    to: time,
    before: totals,
    after: totals,
    newlyBlocked: changes,
    noLongerBlocked: changes,
    newlyAlerted: changes,
    noLongerAlerted: changes,
    blockedLonger: changes,
    blockedShorter: changes,
    heldBack: held.describe('By guard: hosts that it holds back after and did not before'),
    letPass: held,
    days: z.array(
      z.strictObject({
        day: z.string(),
        alertedBefore: count,
        alertedAfter: count,
        blockedBefore: count,
        blockedAfter: count,
      }),
    ),
    notes: z.array(z.string()),
  })
  .meta({ id: 'PolicyPreview' });

const printedSchema = policyPreviewSchema.extend({
  stored: z.strictObject({ blockedHosts: count, alsoByReplay: count }).nullable(),
});

/** @param printed what `strayflow policy preview --json` gave */
export function shownPreview(printed: string): z.output<typeof policyPreviewSchema> {
  const { stored, notes, ...found } = printedSchema.parse(JSON.parse(printed, inNumbers));
  if (stored === null) return { ...found, notes };
  const { blockedHosts, alsoByReplay } = stored;
  const then = `What was decided then: ${blockedHosts} hosts blocked, of which this replay of the policy before blocks ${alsoByReplay}.`;
  return { ...found, notes: [then, ...notes] };
}

const TIMES: readonly string[] = ['from', 'to', 'firstAlert', 'firstBlock'];

function inNumbers(key: string, value: unknown): unknown {
  return TIMES.includes(key) && typeof value === 'string' ? Date.parse(value) : value;
}
