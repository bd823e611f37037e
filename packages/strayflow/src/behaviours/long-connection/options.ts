/** The numbers of the long connection behaviour. */
import { z } from 'zod';
import { destinationOptions } from '../destination/options.js';

export const longConnectionOptions = z.strictObject({
  ...destinationOptions(2.6, 2, 3.6),
  internalSurprise: z
    .number()
    .min(0)
    .default(2.1)
    .describe(
      'surprise (-log10) of a long connection between hosts of the site on a port of no known service',
    ),
  minDurationMs: z
    .number()
    .positive()
    .default(600_000)
    .describe('duration (ms) from which a connection is judged'),
  webMs: z
    .number()
    .positive()
    .default(60_000)
    .describe('a tenth of web connections is ten times as long as this (ms), a hundredth a hundred times'),
  standingMs: z.number().positive().default(3_600_000).describe('the same of services that stay open (ms)'),
  otherMs: z.number().positive().default(10_000).describe('the same of all others (ms)'),
  priorConnections: z
    .number()
    .positive()
    .default(10)
    .describe('how many connections of a service on the site weigh as much as the three values before'),
  fireSurprise: z.number().min(0).default(0.8).describe('surprise (-log10) from which evidence is told'),
  maxSurprise: z.number().positive().default(5).describe('surprise (-log10) that is never exceeded'),
  maxOpen: z.int().min(16).default(32_768).describe('long connections kept'),
  maxServices: z
    .int()
    .min(16)
    .default(4_096)
    .describe('services (protocol and port) whose durations are kept'),
  maxDestinations: z.int().min(16).default(65_536).describe('destinations whose hosts are counted'),
});
export type LongConnectionOptions = z.infer<typeof longConnectionOptions>;
