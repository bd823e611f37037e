/** Isolation forest: rows that few random splits set apart are strange. */
import type { Detector } from './detector.js';
import { FittedIsolationForest } from './isolation-forest-fitted.js';
import { growSampled } from './isolation-growth.js';
import { checkForestOptions, type IsolationForestOptions } from './isolation-options.js';
import { AVERAGE_SCORE, withThreshold } from './isolation-scores.js';
import { checkFitMatrix, type Matrix } from './matrix.js';

/**
 * Isolation forest (Liu, Ting and Zhou, "Isolation Forest", ICDM 2008) with scikit-learn's semantics: rows
 * are rounded to 32-bit floats, trees end at height ceil(log2(subsample)), scores are its `-score_samples`,
 * in (0, 1]. Costs trees x subsample x log2(subsample) to fit, whatever the number of rows, and rows x trees
 * x height to score.
 * @throws RangeError on options out of range; `fit` on a matrix that is empty, ragged or not finite
 */
export function isolationForest(options: IsolationForestOptions = {}): Detector<FittedIsolationForest> {
  const { trees, subsample, seed, contamination } = checkForestOptions(options);
  return {
    kind: 'isolation-forest',
    fit(matrix: Matrix): FittedIsolationForest {
      checkFitMatrix(matrix);
      const sampleRows = Math.min(subsample, matrix.rows);
      const grown = Array.from({ length: trees }, (_, tree) => growSampled(matrix, sampleRows, seed, tree));
      const build = (threshold: number) =>
        new FittedIsolationForest(matrix.columns, sampleRows, grown, threshold);
      return withThreshold(build, matrix, contamination, AVERAGE_SCORE);
    },
  };
}
