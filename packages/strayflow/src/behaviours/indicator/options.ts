/** The numbers of the indicator behaviour, and how files of indicators are named. */
import { z } from 'zod';

export const CONFIDENCES = ['low', 'medium', 'high'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

const date = z
  .string()
  .max(40)
  .refine((text) => !Number.isNaN(Date.parse(text)), 'expected a date such as 2025-03-31');

export const indicatorEntry = z.strictObject({
  kind: z
    .enum(['address', 'domain', 'fingerprint'])
    .describe('address or prefix; domain; JA3, JA3S, JA4 or hash of a certificate'),
  value: z.string().min(1).max(253).describe('as written; a domain stands for all names below it, too'),
  source: z.string().min(1).max(100).describe('who says so'),
  added: date.optional().describe('since when it is listed (date); absent: unknown'),
  expires: date.optional().describe('until when it is valid (date); absent: not said'),
  confidence: z.enum(CONFIDENCES).default('medium').describe('how sure the source is'),
  context: z
    .boolean()
    .optional()
    .describe(
      'it says what an address is (a host for rent, a way out of Tor), not that it is bad: context, no indicator',
    ),
});
export type IndicatorEntry = z.infer<typeof indicatorEntry>;

export const indicatorFile = z.strictObject({
  file: z.string().min(1).max(4_000).describe('the file'),
  format: z
    .enum(['plain', 'misp', 'stix'])
    .optional()
    .describe('plain: one a line; misp: CSV export; stix: STIX 2 bundle; absent: by what the file holds'),
  source: z.string().min(1).max(100).optional().describe("who says so; absent: the file's name"),
  added: date
    .optional()
    .describe('date of the list, for entries that name none; absent: when the file was changed'),
  confidence: z
    .enum(CONFIDENCES)
    .default('medium')
    .describe('how sure the source is, where an entry does not say'),
  context: z
    .boolean()
    .default(false)
    .describe(
      'the list says what addresses are (hosts for rent, ways out of Tor), not that they are bad: context, which never alerts by itself',
    ),
});
export type IndicatorFile = z.infer<typeof indicatorFile>;

const decades = (value: number, what: string) =>
  z.number().min(0).max(6).default(value).describe(`surprise (-log10) ${what}`);

export const indicatorOptions = z.strictObject({
  entries: z
    .array(indicatorEntry)
    .max(500_000)
    .default([])
    .describe('indicators given right here; those of files under `indicators` come to them'),
  lowSurprise: decades(2.5, 'of a fresh indicator of low confidence'),
  mediumSurprise: decades(3.5, 'of a fresh one of medium confidence'),
  highSurprise: decades(4.5, 'of a fresh one of high confidence'),
  addressDecadeMs: z
    .number()
    .positive()
    .default(90 * 86_400_000)
    .describe('age (ms) of an address on a list that takes 1 from its surprise: addresses change hands'),
  otherDecadeMs: z
    .number()
    .positive()
    .default(365 * 86_400_000)
    .describe('age (ms) of a domain or fingerprint that takes 1 from its surprise'),
  unknownAgeLess: decades(0.5, 'taken away where no age is known'),
  expiredLess: decades(1.5, 'taken away when the indicator had expired'),
  fingerprintLess: decades(1, 'taken away from JA3, JA3S and JA4, which ordinary programs can share'),
  incomingLess: decades(
    1,
    'taken away where a listed address came to the network: every open port is knocked at by such',
  ),
  resolverLess: decades(1.5, 'taken away where a host asks for names that resolves names for others'),
  leastSurprise: decades(1, 'below which nothing is told'),
  maxFindings: z.int().min(16).default(8_192).describe('pairs of host and indicator kept'),
  maxResolvers: z.int().min(16).default(1_024).describe('hosts kept that resolve names for others'),
});
export type IndicatorOptions = z.infer<typeof indicatorOptions>;
