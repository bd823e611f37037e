/** The learned stage's configuration. */
import { z } from 'zod';

const rows = (what: string, least: number, most: number, standard: number) =>
  z.int().min(least).max(most).default(standard).describe(`${what} (rows)`);

export const learnedOptionsSchema = z.strictObject({
  flowRows: rows('Flows that the training sample holds at most', 100, 1_000_000, 20_000),
  hostRows: rows('Hosts and windows that the training sample holds at most', 100, 1_000_000, 10_000),
  rowsPerKey: rows(
    'Flows that the sample keeps of one pair, port, protocol, state and volumes by octave, so that repeats do not become normal',
    1,
    10_000,
    4,
  ),
  shareOfSource: z
    .number()
    .min(0.01)
    .max(1)
    .default(0.25)
    .describe('Part of the sample that the flows of one source fill at most (0..1)'),
  blockMinutes: z
    .int()
    .min(5)
    .max(1440)
    .nullable()
    .default(null)
    .describe(
      'Rows of one host within this time are held out together; null chooses 5 to 60 by the length of the input (minutes)',
    ),
  calibrationShare: z
    .number()
    .min(0.1)
    .max(0.6)
    .default(0.3)
    .describe('Part of the training rows that calibrates the scores and is not fitted on (0..1)'),
  minimumCalibrationRows: rows(
    'With fewer calibration rows a model is too little informed and gives no evidence',
    20,
    100_000,
    200,
  ),
  fullHistoryRows: rows(
    'With so many calibration rows the models of this input judge flows alone; with fewer, the baseline has its part as far as it calls strange what they learned from',
    20,
    1_000_000,
    2_000,
  ),
  baseline: z
    .string()
    .min(1)
    .default('shipped')
    .describe(
      "Baseline of ordinary traffic for inputs with too little history: 'shipped', a file that `npm run baseline` wrote, or 'none' (file)",
    ),
  trim: z
    .number()
    .min(0)
    .max(0.5)
    .default(0.05)
    .describe(
      'Strangest part of the training rows, by the isolation forest, that the other models do not see (0..1)',
    ),
  surpriseFloor: z
    .number()
    .min(0)
    .max(10)
    .default(2)
    .describe('Surprise from which a flow counts as strange: 2 is one in a hundred ordinary flows (-log10)'),
  evidenceSurprise: z
    .number()
    .min(0)
    .max(10)
    .default(2.5)
    .describe(
      'Least surprise of a host and window that becomes evidence: 2.5 is one in 300 ordinary windows (-log10)',
    ),
  hostsPerWindow: z
    .int()
    .min(100)
    .max(10_000_000)
    .default(50_000)
    .describe('Hosts that are followed at a time; more are counted as dropped (hosts)'),
  isolationForest: z
    .strictObject({
      trees: z.int().min(10).max(2_000).default(100).describe('Trees of the isolation forest (trees)'),
      subsample: rows('Rows that each tree is grown on', 16, 65_536, 256),
    })
    .prefault({}),
  oneClassSvm: z
    .strictObject({
      nu: z
        .number()
        .min(0.001)
        .max(0.5)
        .default(0.05)
        .describe('Bound on the part of training rows outside the boundary (0..1)'),
      rows: rows('Rows that the one-class SVM is fitted on at most', 100, 100_000, 2_000),
    })
    .prefault({}),
  autoencoder: z
    .strictObject({
      epochs: z
        .int()
        .min(1)
        .max(10_000)
        .default(30)
        .describe('Passes over the training rows at most (epochs)'),
      batch: rows('Rows of one gradient step', 1, 65_536, 32),
      patience: z
        .int()
        .min(1)
        .max(1_000)
        .default(3)
        .describe('Training stops after this long without gain on held-out rows (epochs)'),
      rows: rows('Rows that the autoencoder is fitted on at most', 100, 1_000_000, 4_000),
      clip: z
        .number()
        .min(0)
        .max(0.2)
        .default(0.001)
        .describe('Part of the training rows at each end that inputs are clipped to (0..1)'),
    })
    .prefault({}),
  dbscan: z
    .strictObject({
      epsilon: z
        .number()
        .positive()
        .nullable()
        .default(null)
        .describe('Radius of a neighbourhood; null reads it off the k-distance curve (scaled units)'),
      minSamples: rows('Rows in a neighbourhood that make a core', 2, 1_000, 10),
      rows: rows('Rows that DBSCAN is fitted on at most', 100, 20_000, 4_000),
      corePoints: rows('Core rows that new rows are measured against at most', 10, 20_000, 300),
    })
    .prefault({}),
});

export type LearnedOptions = z.infer<typeof learnedOptionsSchema>;
