/** The format of fixtures of policies: evidence by the minute, and the decisions that must come of it. */
import { z } from 'zod';
import { type Config, configSchema } from '../../config.js';
import { parsePrefix } from '../../model/address.js';
import { FAMILIES } from '../../model/evidence.js';

const MOST_MINUTES = 60 * 24 * 366;

const host = z
  .string()
  .max(50)
  .refine((text) => parsePrefix(text) !== null, 'expected an address such as 203.0.113.7, or an IPv6 /64')
  .describe('address, or /64 of IPv6');
const minute = z.number().min(0).max(MOST_MINUTES);

const sections = configSchema.pick({ site: true, internal: true, policy: true, risk: true });
/** Only what is named is other than in the configuration that is tested. */
const changes = z
  .record(z.string(), z.unknown())
  .superRefine((value, context) => {
    for (const issue of sections.safeParse(value).error?.issues ?? []) {
      const key = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
      context.addIssue({ code: 'custom', path: [...issue.path, ...key], message: issue.message });
    }
  })
  .describe('settings of site, internal, policy and risk that are other than in --config');

const piece = z.strictObject({
  minute: minute.describe('when it is told (minutes after the start)'),
  host,
  role: z.enum(['actor', 'victim']).default('actor').describe('what the host did, or what was done to it'),
  family: z.enum(FAMILIES).describe('what it is evidence of'),
  key: z
    .string()
    .max(200)
    .default('')
    .describe(
      'told again with the same host, role, family and key, it stands in place of what was told before',
    ),
  surprise: z.number().min(0).max(1_000).describe('-log10 of how likely an ordinary host does this'),
  attributable: z.boolean().default(false).describe('whether it binds the address to its sender'),
  since: minute.optional().describe('its first record (minutes after the start); absent: when it is told'),
  peer: z.string().max(50).nullable().default(null).describe('the other side'),
  summary: z.string().max(1_000).optional().describe('as decisions quote it'),
});

const expectation = z.strictObject({
  host,
  action: z.enum(['ignore', 'alert', 'block', 'quarantine']).describe('ignore: nothing is decided at all'),
  rule: z.string().max(100).optional().describe('rule that decides, such as block-line, or guard:gateway'),
  guard: z.string().max(100).optional().describe('guard that holds a block back'),
  reason: z.string().max(1_000).optional().describe('part of the reason'),
  minute: minute.optional().describe('when, within a tick of 5 s (minutes after the start)'),
  lastsMinutes: z.number().positive().optional().describe('how long the block lasts (minutes)'),
  simulated: z.boolean().optional().describe('whether nothing is done'),
  approval: z.boolean().optional().describe('whether a person must agree first'),
});
export type Expectation = z.infer<typeof expectation>;

const fixtureCase = z.strictObject({
  name: z.string().min(1).max(200).describe('what must be so'),
  configuration: changes.optional(),
  start: z.iso
    .datetime({ offset: true })
    .default('2026-01-05T12:00:00Z')
    .describe('minute 0 (ISO 8601); unless given, a Monday at noon, UTC'),
  evidence: z.array(piece).min(1).max(10_000).describe('what is told, in any order'),
  expect: z
    .array(expectation)
    .max(10_000)
    .describe('every decision about each host, in order of time; hosts that are not named have none'),
});
export type FixtureCase = z.infer<typeof fixtureCase>;

export const fixtureSchema = z.strictObject({
  configuration: changes.optional().describe('for all cases'),
  cases: z.array(fixtureCase).min(1).max(1_000),
});
export type Fixture = z.infer<typeof fixtureSchema>;

/** What judging takes of a configuration. */
export type JudgedBy = Pick<Config, 'site' | 'internal' | 'policy' | 'risk'>;

/** The settings with changes, later ones over earlier ones. */
export function changed(
  base: JudgedBy,
  ...all: readonly (Readonly<Record<string, unknown>> | undefined)[]
): JudgedBy {
  return all.reduce<JudgedBy>((before, now) => {
    if (now === undefined) return before;
    const policy = { ...before.policy, ...(now['policy'] as object | undefined) };
    const risk = { ...before.risk, ...(now['risk'] as object | undefined) };
    const { site, internal } = before;
    return sections.parse({ site, internal, ...now, policy, risk });
  }, base);
}
