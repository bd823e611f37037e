/** Models of ordinary traffic that several tests share: fitted once per test file. */
import { collector } from '../../src/learned/collector.js';
import { fitModels } from '../../src/learned/fit.js';
import type { LearnedModels } from '../../src/learned/models.js';
import { type LearnedOptions, learnedOptionsSchema } from '../../src/learned/options.js';
import { runHere, type TaskRunner } from '../../src/learned/tasks.js';
import type { FeatureRows } from '../../src/model/feature-rows.js';
import { flowRows, ordinaryFlows, ordinaryHostRows } from './synthetic-rows.js';

/** Small models: the arithmetic is the same. */
export const OPTIONS: LearnedOptions = learnedOptionsSchema.parse({
  isolationForest: { trees: 60 },
  oneClassSvm: { rows: 800 },
  autoencoder: { rows: 800, epochs: 12 },
  dbscan: { rows: 800 },
  evidenceSurprise: 2,
});

export function fitted(
  rows: readonly FeatureRows[],
  excludedHosts: ReadonlySet<string> = new Set(),
  options = OPTIONS,
  run: TaskRunner = runHere,
): Promise<LearnedModels> {
  const stage = collector(options, 3);
  const state = stage.open();
  for (const piece of rows) stage.add(state, piece);
  return fitModels(state, options, { seed: 3, excludedHosts, run });
}

export const ordinary = (): Promise<LearnedModels> =>
  fitted([flowRows(ordinaryFlows(6000, 11)), ordinaryHostRows(200, 12)]);
