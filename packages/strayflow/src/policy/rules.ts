/** Rules of the policy: conditions that are read aloud, and what to do where they all hold. */
import { z } from 'zod';
import { parsePrefix } from '../model/address.js';
import { type Evidence, FAMILIES } from '../model/evidence.js';
import type { HostRisk } from '../model/host-risk.js';
import { weeklyTimesSchema } from '../model/weekly-times.js';
import type { PartialRisk } from './partial-risk.js';

const MINUTE_MS = 60_000;
/** Least first. */
export const IMPORTANCE = ['low', 'normal', 'high', 'critical'] as const;

const prefix = z
  .string()
  .max(50)
  .refine(
    (text) => parsePrefix(text) !== null,
    'expected an address or prefix such as 10.0.0.0/8 or 2001:db8::/32',
  );
const place = z
  .string()
  .max(50)
  .refine(
    (text) => text === 'internal' || text === 'external' || parsePrefix(text) !== null,
    'expected internal, external, or a prefix such as 10.0.0.0/8',
  );

export const assetSchema = z.strictObject({
  prefix: prefix.describe('address or prefix'),
  importance: z.enum(IMPORTANCE).describe('what its loss would mean'),
  name: z.string().max(200).default('').describe('what it is, for those who read'),
});
export type Asset = z.infer<typeof assetSchema>;

/** How long a block lasts the first time, the second, and from then on. */
export const ESCALATION_MS = [5 * MINUTE_MS, 60 * MINUTE_MS, 1_440 * MINUTE_MS];
export const durationsMs = z.array(z.number().positive()).min(1).max(10);

export const policyRuleSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'expected lower-case letters, digits and "-"')
      .describe('stands in decisions and in the audit log'),
    when: z
      .strictObject({
        risk: z.number().min(0).max(1).default(0.5).describe('risk from which it holds (0..1)'),
        families: z
          .array(z.enum(FAMILIES))
          .min(1)
          .optional()
          .describe('evidence of one of these; absent: of any'),
        leastFamilies: z.int().min(1).max(10).default(1).describe('so many families, context apart'),
        role: z
          .enum(['actor', 'victim'])
          .default('actor')
          .describe('what the host did, or what was done to it'),
        hosts: z.array(place).min(1).max(1_000).optional().describe('internal, external, or prefixes'),
        notHosts: z.array(place).min(1).max(1_000).optional().describe('but none of these'),
        importance: z
          .enum(IMPORTANCE)
          .optional()
          .describe('the host, or one that it acted on, is an asset of at least this importance'),
        times: weeklyTimesSchema.optional().describe('only then'),
      })
      .prefault({})
      .describe('all that is named must hold'),
    do: z
      .enum(['ignore', 'alert', 'block', 'quarantine'])
      .describe('quarantine: cut an internal host off; a person must approve it'),
    mode: z
      .enum(['observe', 'alert', 'approve', 'enforce'])
      .default('enforce')
      .describe(
        'observe: simulated; alert: a block is only alerted; approve: it waits for a person; enforce: it is done. Never more than policy.mode allows',
      ),
    durationsMs: durationsMs
      .default(ESCALATION_MS)
      .describe('how long a block lasts the first time, the second, and so on (ms)'),
  })
  .refine((rule) => rule.do !== 'quarantine' || rule.mode !== 'enforce', {
    message: 'a quarantine waits for a person: give mode approve, alert or observe',
    path: ['mode'],
  });
export type PolicyRule = z.infer<typeof policyRuleSchema>;

/** Who is judged, and by what. */
export interface Subject {
  readonly host: HostRisk;
  readonly evidence: readonly Evidence[];
  /** Unix ms, event time. */
  readonly now: number;
  readonly partial: PartialRisk;
}
