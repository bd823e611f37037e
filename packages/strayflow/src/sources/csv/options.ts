/** Options of the CSV source. */
import { z } from 'zod';
import { DATE_ORDERS, TIME_UNITS } from '../text/time.js';
import { CSV_FIELDS } from './fields.js';

export const LINE_LIMIT = z
  .int()
  .min(1024)
  .max(64 * 1024 * 1024)
  .default(1024 * 1024)
  .describe('Longest line in bytes; a longer one is rejected');

export const csvOptions = z.strictObject({
  map: z
    .partialRecord(z.enum(CSV_FIELDS), z.string().min(1))
    .default({})
    .describe('Field to column: its name in the header, or its number from 1'),
  units: z
    .strictObject({
      time: z.enum(TIME_UNITS).optional().describe('Unit of epoch times; found by magnitude when not given'),
      duration: z
        .enum(TIME_UNITS)
        .optional()
        .describe('Unit of durations; by the name of the column when not given'),
    })
    .prefault({})
    .describe('Units that the column names do not tell'),
  dateOrder: z
    .enum(DATE_ORDERS)
    .optional()
    .describe('Order of calendar dates; found by the first values when not given'),
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
