/** The numbers of risk. */
import { z } from 'zod';

const cap = (value: number, of: string) =>
  z.number().min(0).lt(1).default(value).describe(`most that ${of} can add to a risk (0..1)`);

export const riskOptionsSchema = z.strictObject({
  behaviourCap: cap(0.7, 'one family of behaviour, or spoofing,'),
  learnedCap: cap(0.6, 'the learned models together'),
  contextCap: cap(0.1, 'all context together'),
  surpriseFloor: z.number().min(0).default(2).describe('surprise (-log10) up to which evidence adds nothing'),
  halfLifeMs: z
    .number()
    .positive()
    .default(6 * 3_600_000)
    .describe('event time (ms) after which evidence counts half: its confidence halves, not its surprise'),
  sharedRecords: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('share of common records above which evidence of two behaviours counts once'),
  forgetAfterMs: z
    .number()
    .positive()
    .default(7 * 24 * 3_600_000)
    .describe('event time (ms) without news after which a host is forgotten'),
  maxHosts: z.int().min(1).default(50_000).describe('hosts with evidence kept; the least risky go first'),
  maxEvidence: z
    .int()
    .min(8)
    .default(5_000)
    .describe('evidence kept in all; that of the least risky hosts goes first'),
  maxEvidencePerHost: z
    .int()
    .min(8)
    .default(32)
    .describe('evidence kept of one host and role; the weakest goes first'),
});
export type RiskOptions = z.infer<typeof riskOptionsSchema>;
