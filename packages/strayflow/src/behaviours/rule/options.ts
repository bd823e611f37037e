/** What a rule of the user may say. */
import { z } from 'zod';
import { parsePrefix } from '../../model/address.js';
import { ConnectionState } from '../../model/flow-batch.js';
import { weeklyTimesSchema } from '../../model/weekly-times.js';

const place = z
  .string()
  .max(50)
  .refine(
    (text) => text === 'internal' || text === 'external' || parsePrefix(text) !== null,
    'expected internal, external, or a prefix such as 10.0.0.0/8',
  );
const ports = z.union([
  z.int().min(0).max(65_535),
  z
    .string()
    .regex(/^\d{1,5}-\d{1,5}$/, 'expected a port, or ports such as 6000-6063')
    .refine((text) => {
      const [low, high] = text.split('-').map(Number);
      return low! <= high! && high! <= 65_535;
    }, 'expected the lower port first, and none above 65535'),
]);
const PROTOCOLS = { icmp: 1, tcp: 6, udp: 17, gre: 47, esp: 50, icmpv6: 58, sctp: 132 } as const;
const protocol = z.union([
  z.enum(Object.keys(PROTOCOLS) as [keyof typeof PROTOCOLS]),
  z.int().min(0).max(255),
]);
const whole = z.number().min(0);
const pattern = z.string().min(1).max(253);
const match = z
  .strictObject({
    source: z.array(place).min(1).max(1_000).optional().describe('who begins: internal, external, prefixes'),
    destination: z.array(place).min(1).max(1_000).optional().describe('to whom'),
    ports: z.array(ports).min(1).max(1_000).optional().describe("the destination's ports (flows)"),
    protocols: z.array(protocol).min(1).max(256).optional().describe('names or IANA numbers (flows)'),
    services: z
      .array(z.string().max(32))
      .min(1)
      .max(100)
      .optional()
      .describe('as the source names them (flows)'),
    states: z
      .array(z.enum(Object.keys(ConnectionState) as [keyof typeof ConnectionState]))
      .min(1)
      .optional()
      .describe("Zeek's connection states (flows)"),
    minBytes: whole.optional().describe('sent and received (bytes)'),
    maxBytes: whole.optional().describe('sent and received (bytes)'),
    minPackets: whole.optional().describe('sent and received (packets)'),
    maxPackets: whole.optional().describe('sent and received (packets)'),
    minDurationMs: whole.optional().describe('length of the flow (ms)'),
    maxDurationMs: whole.optional().describe('length of the flow (ms)'),
    names: z
      .array(pattern)
      .min(1)
      .max(1_000)
      .optional()
      .describe('name asked for, server name, host or signature; * stands for any text (facts)'),
    times: weeklyTimesSchema.optional().describe('only then'),
  })
  .describe('all that is named must hold');

const FLOW_KEYS = [
  'ports',
  'protocols',
  'services',
  'states',
  'minBytes',
  'maxBytes',
  'minPackets',
  'maxPackets',
  'minDurationMs',
  'maxDurationMs',
] as const;

/** What may stand in braces in a summary. */
export const PLACEHOLDERS = ['count', 'distinct', 'host', 'peer', 'name', 'window'] as const;
export const placeholder = /\{([^{}]*)\}/g;

export const ruleSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'expected lower-case letters, digits and "-"')
      .describe('tells rules apart'),
    on: z.enum(['flow', 'dns', 'tls', 'http', 'alert']).describe('what is looked at'),
    match: match.prefault({}),
    by: z.enum(['source', 'destination', 'pair']).default('source').describe('whose matches are counted'),
    count: z.int().min(1).max(10_000).default(1).describe('matches within the window from which it fires'),
    distinct: z
      .enum(['source', 'destination', 'port', 'name'])
      .optional()
      .describe('count each of these once'),
    windowMs: z.int().min(1_000).max(86_400_000).default(300_000).describe('window (ms)'),
    surprise: z.enum(['low', 'medium', 'high']).default('low').describe('2.5, 3.5 or 4.5 (-log10)'),
    role: z
      .enum(['actor', 'victim'])
      .default('actor')
      .describe('actor: the source is named; victim: the destination'),
    summary: z
      .string()
      .min(1)
      .max(300)
      .describe(`one sentence; may hold ${PLACEHOLDERS.map((each) => `{${each}}`).join(', ')}`),
    technique: z
      .string()
      .regex(/^T\d{4}(?:\.\d{3})?$/, 'expected a technique such as T1046')
      .optional()
      .describe('MITRE ATT&CK'),
    expires: z
      .string()
      .max(40)
      .refine((text) => !Number.isNaN(Date.parse(text)), 'expected a date such as 2025-03-31')
      .optional()
      .describe('traffic from then on is not looked at (date)'),
  })
  .superRefine((rule, context) => {
    const fault = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    for (const [, name] of rule.summary.matchAll(placeholder)) {
      if (!PLACEHOLDERS.includes(name as (typeof PLACEHOLDERS)[number]))
        fault(['summary'], `{${name}} is not known; there are ${PLACEHOLDERS.join(', ')}`);
    }
    if (rule.summary.includes('{distinct}') && rule.distinct === undefined)
      fault(['summary'], '{distinct} needs the key distinct');
    if (rule.on !== 'flow') {
      for (const key of FLOW_KEYS)
        if (rule.match[key] !== undefined)
          fault(['match', key], `holds of flows, and this rule is on ${rule.on}`);
      if (rule.distinct === 'port') fault(['distinct'], 'ports are counted of flows only');
    } else {
      if (rule.match.names !== undefined)
        fault(['match', 'names'], 'flows have no names; use dns, tls or http');
      if (rule.distinct === 'name') fault(['distinct'], 'flows have no names');
    }
    // Whoever is named must be the one whose matches are counted: others may have done one of many.
    if (rule.by === 'destination' && rule.role === 'actor')
      fault(['role'], 'matches counted by destination have many sources: role victim');
    if (rule.by === 'source' && rule.role === 'victim')
      fault(['role'], 'matches counted by source have many destinations: role actor');
  });
export type Rule = z.infer<typeof ruleSchema>;

export const PROTOCOL_NUMBERS: Readonly<Record<string, number>> = PROTOCOLS;

/** A file of rules. */
export const ruleFileSchema = z.strictObject({ rules: z.array(ruleSchema).max(500) });

export const ruleOptions = z.strictObject({
  rules: z
    .array(ruleSchema)
    .max(500)
    .default([])
    .describe('rules given right here; those of files under `rules` come to them'),
  maxSeries: z.int().min(16).default(16_384).describe('hosts or pairs with matches of a rule that are kept'),
});
export type RuleOptions = z.infer<typeof ruleOptions>;
