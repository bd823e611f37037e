/** What a file of saved models must hold beside the detectors: it may come from anybody, so every value is checked. */
import { z } from 'zod';
import { MOST_PEAKS } from '../model/alarm-history.js';
import { MEMBERS } from './models.js';

const count = z.int().min(0);
const text = z.string().max(10_000);
export const numbersSchema = z
  .array(z.number())
  .max(10_000)
  .transform((values) => Float64Array.from(values));
const bits = z
  .array(z.union([z.literal(0), z.literal(1)]))
  .max(10_000)
  .transform((values) => Uint8Array.from(values));
const memberName = z.enum(MEMBERS.map((member) => member.name));

export const columnsSchema = z
  .array(
    z.strictObject({
      name: text,
      title: text,
      unit: text,
      scale: z.enum(['log1p-robust', 'robust', 'none']),
      why: text,
    }),
  )
  .min(1)
  .max(1_000);

const input = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('as-is') }),
  z.strictObject({ kind: z.literal('limited'), at: z.number() }),
  z.strictObject({ kind: z.literal('softened'), at: z.number() }),
  z.strictObject({ kind: z.literal('unit'), low: numbersSchema, high: numbersSchema }),
  z.strictObject({ kind: z.literal('restored'), centre: numbersSchema, scale: numbersSchema, kept: bits }),
]);

export const tailSchema = z.strictObject({
  kind: z.literal('tail-calibration'),
  version: z.literal(1),
  count,
  values: z.array(z.number()),
  atLeast: z.array(z.number()),
  shape: z.number(),
  scale: z.number(),
});

const fold = z.strictObject({
  scaling: z.strictObject({ logarithm: bits, centre: numbersSchema, scale: numbersSchema }),
  members: z
    .array(
      z.strictObject({
        name: memberName,
        input,
        tail: tailSchema,
        weight: z.number().min(0).max(1),
        fittedRows: count,
        notes: z.array(text).max(100),
      }),
    )
    .min(1)
    .max(MEMBERS.length),
  combined: tailSchema,
  localShare: z.number().min(0).max(1),
  fittedRows: count,
  calibrationRows: count,
  usualLow: numbersSchema,
  usualHigh: numbersSchema,
});

const rowKind = z.enum(['flow', 'host-window']);

const rowModels = z.strictObject({
  kind: rowKind,
  columns: columnsSchema,
  folds: z.strictObject({
    seed: z.number(),
    blockMs: z.number().positive(),
    foldOfGroup: z
      .array(z.tuple([z.number(), z.union([z.literal(0), z.literal(1)])]))
      .transform((pairs) => new Map(pairs)),
  }),
  byFold: z.tuple([fold, fold]),
  axes: z.array(
    z.strictObject({ name: memberName, low: z.number(), high: z.number(), threshold: z.number() }),
  ),
  unused: z.array(z.strictObject({ name: memberName, why: text })),
});

const kindModels = z.strictObject({
  kind: rowKind,
  models: rowModels.nullable(),
  tooLittle: text.nullable(),
  seen: count,
  entered: count,
  collapsed: count,
  crowded: count,
  excluded: count,
  kept: count,
  spread: numbersSchema,
  strangeToBaseline: z.number().min(0).max(1).nullable().default(null),
  drift: z.array(text).max(100),
});

export const savedModelsSchema = z.strictObject({
  seed: count,
  tooLittle: z.boolean(),
  flow: kindModels,
  host: kindModels,
  trap: z.strictObject({
    trapped: z.boolean(),
    warnings: z.array(text).max(100),
    surpriseCeiling: z.union([z.number(), z.literal('Infinity').transform(() => Number.POSITIVE_INFINITY)]),
  }),
  alarms: z
    .strictObject({
      days: z.number().positive(),
      hosts: count,
      peaks: z.array(z.number().min(0).max(1)).max(MOST_PEAKS),
    })
    .optional(),
});
