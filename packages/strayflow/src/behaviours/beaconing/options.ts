/** The numbers of the beaconing behaviour. */
import { z } from 'zod';
import { destinationOptions } from '../destination/options.js';

export const beaconingOptions = z.strictObject({
  ...destinationOptions(3.3, 2.3, 4.3),
  joinMs: z
    .number()
    .positive()
    .default(250)
    .describe('flows of a pair that start within this (ms) are one visit'),
  retryMs: z
    .number()
    .positive()
    .default(60_000)
    .describe('TCP attempts from one source port within this (ms) of each other are one visit'),
  keepGaps: z.int().min(16).max(1024).default(128).describe('latest gaps and sizes kept of a pair'),
  minGaps: z.int().min(6).default(8).describe('gaps from which a pair is judged'),
  pairsPerHost: z
    .number()
    .min(1)
    .default(100)
    .describe('pairs of an ordinary host that are judged: what the test is corrected for'),
  forgetAfterMs: z
    .number()
    .positive()
    .default(129_600_000)
    .describe('pairs without a flow for so long (ms) are forgotten; three beats of 12 h'),
  fireSurprise: z.number().min(0).default(2).describe('surprise (-log10) from which evidence is told'),
  maxSurprise: z.number().positive().default(6).describe('surprise (-log10) that is never exceeded'),
  maxPairs: z.int().min(16).default(32_768).describe('pairs with repeated flows whose gaps are kept'),
  maxCounts: z.int().min(64).default(131_072).describe('pairs whose flows are counted before that'),
  maxDestinations: z.int().min(16).default(131_072).describe('destinations whose hosts are counted'),
});
export type BeaconingOptions = z.infer<typeof beaconingOptions>;
