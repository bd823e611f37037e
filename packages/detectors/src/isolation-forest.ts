/** Isolation forest: rows that few random splits set apart are strange. */
import type { Detector } from './detector.js';
import { FittedIsolationForest } from './isolation-forest-fitted.js';
import { growSampled } from './isolation-growth.js';
import { thresholdOf } from './isolation-refresh.js';
import { checkFitMatrix, type Matrix } from './matrix.js';
import { checkShare, checkWhole } from './options.js';
import { random } from './random.js';

/** How many trees are grown, on how many rows, and how. */
export interface IsolationForestOptions {
  /** Number of trees; default 100. */
  readonly trees?: number;
  /**
   * Rows that each tree is grown on, drawn without replacement; default 256, all rows when there are fewer.
   */
  readonly subsample?: number;
  /** Default 0. */
  readonly seed?: number;
  /**
   * Share of the fitted rows above `threshold`, 0 < share <= .5; without it the threshold is .5, the average
   * row.
   */
  readonly contamination?: number;
}

/**
 * Isolation forest (Liu, Ting and Zhou, "Isolation Forest", ICDM 2008) with scikit-learn's semantics: rows
 * are rounded to 32-bit floats, trees end at height ceil(log2(subsample)), scores are its `-score_samples`,
 * in (0, 1]. Costs trees x subsample x log2(subsample) to fit, whatever the number of rows, and rows x trees
 * x height to score.
 * @throws RangeError on options out of range; `fit` on a matrix that is empty, ragged or not finite
 */
export function isolationForest(options: IsolationForestOptions = {}): Detector<FittedIsolationForest> {
  const trees = checkWhole('trees', options.trees ?? 100, 1, 100_000);
  const subsample = checkWhole('subsample', options.subsample ?? 256, 1);
  const { seed = 0, contamination } = options;
  if (contamination !== undefined) checkShare('contamination', contamination, 0, 0.5);
  random(seed);
  return {
    kind: 'isolation-forest',
    fit(matrix: Matrix): FittedIsolationForest {
      checkFitMatrix(matrix);
      const sampleRows = Math.min(subsample, matrix.rows);
      const grown = Array.from({ length: trees }, (_, tree) => growSampled(matrix, sampleRows, seed, tree));
      const forest = new FittedIsolationForest(matrix.columns, sampleRows, grown, 0.5);
      if (contamination === undefined) return forest;
      const threshold = thresholdOf(forest.score(matrix), contamination);
      return new FittedIsolationForest(matrix.columns, sampleRows, grown, threshold);
    },
  };
}
