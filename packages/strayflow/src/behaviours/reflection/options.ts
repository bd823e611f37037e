/** The numbers of the reflection behaviour. */
import { z } from 'zod';

export const reflectionOptions = z.strictObject({
  usualAnswers: z
    .number()
    .positive()
    .default(20)
    .describe('answers of one kind to one host that it did not ask for, in packets in 5 minutes, mean'),
  usualResets: z
    .number()
    .positive()
    .default(200)
    .describe('TCP resets to one host outside of any connection, in packets in 5 minutes, mean'),
  minReflectors: z.int().min(1).default(5).describe('hosts that unrequested answers must come from'),
  fireSurprise: z.number().min(0).default(2.5).describe('surprise (-log10) from which evidence is told'),
  maxSurprise: z.number().positive().default(20).describe('surprise (-log10) that is never exceeded'),
  quietMs: z.number().positive().default(60_000).describe('time (ms) without news after which it is over'),
  maxMeters: z.int().min(16).default(8_192).describe('pairs of host and kind of answer that are counted'),
});
export type ReflectionOptions = z.infer<typeof reflectionOptions>;
