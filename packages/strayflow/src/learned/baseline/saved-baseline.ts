/** A baseline in one file: forests in the library's model file, everything around them beside it as JSON. */
import {
  type AnyFittedDetector,
  type DetectorJson,
  fromJSON,
  readModelFile,
  tailCalibrationFromJSON,
  writeModelFile,
} from '@strayflow/detectors';
import { z } from 'zod';
import { columnsSchema, numbersSchema, tailSchema } from '../saved-models-schema.js';
import { SPREAD_POINTS } from '../spread.js';
import type { Baseline } from './baseline.js';
import { PROFILES } from './profiles.js';

/** Raised when the layout changes. */
const LAYOUT = 'baseline 1';
const MAX_BYTES = 64 * 2 ** 20;

const text = z.string().max(1_000);
const count = z.int().min(0);

const schema = z.strictObject({
  version: text,
  seed: count,
  sources: z
    .array(
      z.strictObject({
        name: text,
        origin: text,
        licence: text,
        inputs: z
          .array(z.strictObject({ name: text, sha256: z.string().regex(/^[0-9a-f]{64}$/) }))
          .max(10_000),
        leftOut: z.array(text).max(10_000),
        flows: count,
        rows: count,
      }),
    )
    .max(1_000),
  columns: columnsSchema,
  models: z
    .array(
      z.strictObject({
        profile: z.enum(PROFILES.map((profile) => profile.name)),
        tail: tailSchema,
        axis: z.strictObject({
          name: z.literal('baseline'),
          low: z.number(),
          high: z.number(),
          threshold: z.number(),
        }),
      }),
    )
    .length(PROFILES.length),
  fittedRows: count,
  calibrationRows: count,
  usualLow: numbersSchema,
  usualHigh: numbersSchema,
  spread: numbersSchema,
});

/** The same baseline gives the same bytes. */
export function saveBaseline(baseline: Baseline): Uint8Array {
  const forests: Record<string, AnyFittedDetector> = {};
  const beside = {
    ...baseline,
    models: baseline.models.map(({ detector, ...model }) => {
      forests[model.profile] = fromJSON(detector);
      return model;
    }),
    usualLow: [...baseline.usualLow],
    usualHigh: [...baseline.usualHigh],
    spread: [...baseline.spread],
  };
  return writeModelFile(forests, { layout: LAYOUT, baseline: JSON.stringify(beside) });
}

/** @throws RangeError on any other bytes than those of `saveBaseline` */
export function loadBaseline(bytes: Uint8Array): Baseline {
  const { models: forests, metadata } = readModelFile(bytes, { maxBytes: MAX_BYTES });
  const { layout, baseline } = metadata;
  if (layout !== LAYOUT || baseline === undefined) {
    throw new RangeError(`expected a ${LAYOUT}, received ${layout ?? 'other detectors'}`);
  }
  const parsed = schema.safeParse(jsonOf(baseline));
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw new RangeError(`expected a baseline: ${path.join('.')}: ${message}`);
  }
  const { columns, models, usualLow, usualHigh, spread } = parsed.data;
  const width = columns.length;
  if (usualLow.length !== width || usualHigh.length !== width || spread.length !== width * SPREAD_POINTS) {
    throw new RangeError(`expected values of ${width} columns, received ${usualLow.length}`);
  }
  return {
    ...parsed.data,
    models: models.map((model, m) => {
      const profile = PROFILES[m]!.name;
      const forest = forests[profile];
      if (model.profile !== profile || forest === undefined || forest.columns !== width) {
        throw new RangeError(`expected a forest of ${width} columns for ${profile}`);
      }
      tailCalibrationFromJSON(model.tail);
      return { ...model, detector: forest.toJSON() as DetectorJson };
    }),
  };
}

function jsonOf(note: string): unknown {
  try {
    return JSON.parse(note);
  } catch (cause) {
    throw new RangeError('expected JSON beside the forests', { cause });
  }
}
