/** Options of every source that reads a table: which column is what, and what the columns do not tell. */
import { z } from 'zod';
import { DATE_ORDERS, TIME_UNITS } from '../text/time.js';
import { FIELD_NAMES } from './fields.js';

const milliseconds = (value: number) => z.int().min(1000).max(86_400_000).default(value);

export const TABLE_OPTIONS = {
  map: z
    .partialRecord(z.enum(FIELD_NAMES), z.string().min(1))
    .default({})
    .describe('Field to column: its name, or its number from 1; "-" when no column is this field'),
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
  directions: z
    .enum(['auto', 'one', 'both'])
    .default('auto')
    .describe('Whether a row counts one direction of a flow, to be put together with the other, or both'),
  pairingMs: milliseconds(60_000).describe(
    'How long a row of one direction waits for the other one (ms of event time)',
  ),
  idleMs: milliseconds(120_000).describe(
    'A flow of one-way rows of which nothing came for this long has ended (ms of event time)',
  ),
  maxFlows: z
    .int()
    .min(1)
    .max(4_000_000)
    .default(262_144)
    .describe('Flows of one-way rows held at once; beyond it the oldest are handed on early, and counted'),
};

const tableOptions = z.strictObject(TABLE_OPTIONS);
export type TableOptions = z.infer<typeof tableOptions>;
