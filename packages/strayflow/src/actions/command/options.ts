/** Which program is told of messages, and how long it may take, as configuration. */
import { z } from 'zod';

export const commandOptionsSchema = z.strictObject({
  program: z
    .string()
    .max(4_096)
    .regex(/^\/[^\0]+$/, 'expected an absolute path')
    .describe('Program that is told of each message; no shell, so no quoting, variables or pipes'),
  arguments: z
    .array(
      z
        .string()
        .max(4_096)
        .regex(/^[^\0]*$/, 'must not hold NUL'),
    )
    .max(100)
    .default([])
    .describe('Its arguments, as they are; every user of this machine can see them while it runs'),
  timeoutMs: z
    .int()
    .min(100)
    .max(600_000)
    .default(30_000)
    .describe('Longest that it may run (ms); then it and all that it started are killed'),
});

export type CommandOptions = z.infer<typeof commandOptionsSchema>;
