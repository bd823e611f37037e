/** Where a block list is written, and for whom, as configuration. */
import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { BLOCK_LIST_FORMATS } from './formats.js';

export const blockListOptionsSchema = z.strictObject({
  path: z
    .string()
    .max(1_000)
    .regex(/^[^\p{Cc}]+[^\p{Cc}/]$/u, 'must name a file, without control characters')
    .refine(isAbsolute, 'expected an absolute path')
    .describe(
      'File that is replaced as a whole; others beside it begin with its name (.json, .heartbeat, .lock, .new)',
    ),
  format: z
    .enum(BLOCK_LIST_FORMATS)
    .default('plain')
    .describe(
      'plain: an address or prefix a line, comments begin with #; nginx: deny lines; apache: Require not ip lines; edl: external dynamic list of firewalls, addresses and nothing else',
    ),
  mode: z
    .string()
    .regex(/^06[04][04]$/, 'expected 0600, 0640 or 0644')
    .default('0644')
    .describe('Permissions of the file'),
  maxBlocks: z
    .int()
    .min(1)
    .max(500_000)
    .default(50_000)
    .describe('Most that the file may hold (blocks); what reads it has limits of its own'),
  expirerWithinSeconds: z
    .int()
    .min(10)
    .max(86_400)
    .default(180)
    .describe('Nothing is blocked unless strayflow expire ran on the file within so long (s)'),
  timeoutMs: z
    .int()
    .min(100)
    .max(600_000)
    .default(10_000)
    .describe('Longest wait for another process that changes the file (ms)'),
});

export type BlockListOptions = z.infer<typeof blockListOptionsSchema>;
