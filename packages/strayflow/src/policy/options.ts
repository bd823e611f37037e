/** The numbers and lists of the policy. */
import { z } from 'zod';
import { parsePrefix } from '../model/address.js';
import { FAMILIES } from '../model/evidence.js';
import { DIRECTIONS } from '../model/exception-scope.js';
import { assetSchema, durationsMs, ESCALATION_MS, policyRuleSchema } from './rules.js';

const prefix = z
  .string()
  .max(50)
  .refine(
    (text) => parsePrefix(text) !== null,
    'expected an address or prefix such as 10.0.0.0/8 or 2001:db8::/32',
  );
const prefixes = (what: string) => z.array(prefix).max(1_000).default([]).describe(what);
const minutes = 60_000;

const allowEntry = z.strictObject({
  prefix: prefix.describe('address or prefix'),
  scope: z
    .enum(['block', 'alert'])
    .default('block')
    .describe('block: never blocked, still alerted; alert: neither blocked nor alerted'),
  reason: z.string().min(1).max(200).describe('why, for those who come after'),
  expires: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('when the entry ends (ISO 8601, event time); absent: never'),
  families: z
    .array(z.enum(FAMILIES))
    .min(1)
    .optional()
    .describe('only for evidence of these; absent: whatever the host does'),
  ports: z
    .array(z.int().min(0).max(65_535))
    .min(1)
    .max(100)
    .optional()
    .describe('only for evidence about these destination ports alone; absent: any'),
  direction: z
    .enum(DIRECTIONS)
    .optional()
    .describe('only for traffic into the observed network, out of it, or within it; absent: any'),
  site: z.string().min(1).max(100).optional().describe('only at this site; absent: at all of them'),
});
export type AllowEntry = z.infer<typeof allowEntry>;

export const policyOptionsSchema = z.strictObject({
  mode: z
    .enum(['observe', 'alert', 'enforce'])
    .default('observe')
    .describe(
      'observe: every decision is simulated; alert: alerts are sent, blocks stay simulated; enforce: strayflow watch blocks, too',
    ),
  alertLine: z.number().min(0).max(1).default(0.5).describe('risk (0..1) from which a host is alerted'),
  alertBudget: z
    .number()
    .positive()
    .nullable()
    .default(null)
    .describe(
      'hosts that may be alerted a day though nothing is wrong: the alert line is raised, at most to the block line, until ordinary traffic keeps to it; null: the line stays',
    ),
  blockLine: z.number().min(0).max(1).default(0.8).describe('risk (0..1) from which a host would be blocked'),
  minFamilies: z.int().min(1).default(2).describe('families of evidence, context apart, that a block needs'),
  minAttributable: z
    .int()
    .min(0)
    .default(1)
    .describe('of them, families whose records bind the address to its sender'),
  attributableLine: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('risk (0..1) that these must make by themselves, without all that may be forged'),
  durationsMs: durationsMs
    .default(ESCALATION_MS)
    .describe(
      'how long a block lasts the first time, the second, and so on (ms), unless its rule says otherwise',
    ),
  repeatWithinMs: z
    .number()
    .positive()
    .default(7 * 1_440 * minutes)
    .describe('a block within so long of the end of the one before is a repetition (ms)'),
  rules: z
    .array(policyRuleSchema)
    .max(1_000)
    .default([])
    .describe('tried in order, the first that holds decides; where none does, the two lines do'),
  assets: z
    .array(assetSchema)
    .max(10_000)
    .default([])
    .describe('what is important, for rules that ask for it'),
  allow: z.array(allowEntry).max(10_000).default([]).describe('addresses that are spared'),
  own: prefixes('addresses of this system'),
  gateways: prefixes('routers that traffic of others comes through'),
  nameServers: prefixes('DNS servers that the network asks'),
  timeServers: prefixes('NTP servers that the network asks'),
  spareMuchUsed: z
    .boolean()
    .default(true)
    .describe(
      'never block an outside peer that many own hosts used before its incident began (addresses.checks.much-used-peer)',
    ),
  maxBlocksPerMinute: z.int().min(0).default(10).describe('new blocks in a minute of event time'),
  maxBlocks: z.int().min(0).default(1_000).describe('blocks at once'),
  maxBlocksPerNetwork: z
    .int()
    .min(0)
    .default(64)
    .describe('blocks at once within one /24 of IPv4 or one /48 of IPv6'),
  shortestPrefixIpv4: z
    .int()
    .min(0)
    .max(32)
    .default(32)
    .describe('largest IPv4 network blocked (prefix length)'),
  shortestPrefixIpv6: z
    .int()
    .min(0)
    .max(128)
    .default(64)
    .describe('largest IPv6 network blocked (prefix length)'),
  maxHosts: z.int().min(1).default(50_000).describe('hosts whose last decision is remembered'),
  maxDecisions: z
    .int()
    .min(1)
    .default(100_000)
    .describe(
      'decisions kept until they are told or reported; alerts beyond it are counted and left out, blocks have as much room again',
    ),
});
export type PolicyOptions = z.infer<typeof policyOptionsSchema>;
