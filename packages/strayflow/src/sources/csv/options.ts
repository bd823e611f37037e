/** Options of the CSV source. */
import { z } from 'zod';
import { TABLE_OPTIONS } from '../table/options.js';

export const LINE_LIMIT = z
  .int()
  .min(1024)
  .max(64 * 1024 * 1024)
  .default(1024 * 1024)
  .describe('Longest line in bytes; a longer one is rejected');

export const csvOptions = z.strictObject({
  ...TABLE_OPTIONS,
  delimiter: z
    .string()
    .length(1)
    .optional()
    .describe('One character; found among comma, semicolon, tab and bar when not given'),
  header: z
    .enum(['auto', 'present', 'absent'])
    .default('auto')
    .describe('Whether the first line names the columns'),
  lineLimit: LINE_LIMIT,
});
export type CsvOptions = z.infer<typeof csvOptions>;
