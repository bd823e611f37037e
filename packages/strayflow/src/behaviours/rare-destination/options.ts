/** The numbers of the rare destination behaviour. */
import { z } from 'zod';
import { destinationOptions } from '../destination/options.js';

export const rareDestinationOptions = z.strictObject({
  ...destinationOptions(0.9, 0.9, 1.8),
  minFlows: z
    .int()
    .min(1)
    .default(10)
    .describe('flows to a destination from which it is worth a word, if its bytes are not'),
  minBytes: z
    .number()
    .min(0)
    .default(1_000_000)
    .describe('bytes of both sides from which a destination is worth a word, if its flows are not'),
  mostHosts: z.int().min(1).default(2).describe('hosts of the site that use a rare destination at most'),
  fireSurprise: z.number().min(0).default(0.8).describe('surprise (-log10) from which evidence is told'),
  maxSurprise: z
    .number()
    .positive()
    .default(2.5)
    .describe('surprise (-log10) that is never exceeded: .2 of risk, far below any line'),
  maxToldPerHost: z.int().min(1).default(20).describe('destinations of one host told in a day'),
  maxPairs: z.int().min(16).default(65_536).describe('pairs of host and new destination kept'),
  maxDestinations: z.int().min(16).default(131_072).describe('destinations whose hosts are counted'),
});
export type RareDestinationOptions = z.infer<typeof rareDestinationOptions>;
