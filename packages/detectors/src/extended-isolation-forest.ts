/** Extended isolation forest: rows that few random hyperplanes set apart are strange. */
import type { Detector } from './detector.js';
import { FittedExtendedIsolationForest } from './extended-isolation-forest-fitted.js';
import { growExtendedSampled } from './extended-isolation-growth.js';
import { checkForestOptions, type IsolationForestOptions } from './isolation-options.js';
import { AVERAGE_SCORE, withThreshold } from './isolation-scores.js';
import { checkFitMatrix, type Matrix } from './matrix.js';
import { checkWhole } from './options.js';

/** The options of `isolationForest`, and across how many columns a hyperplane cuts. */
export interface ExtendedIsolationForestOptions extends IsolationForestOptions {
  /**
   * One less than the columns that a hyperplane cuts across: 0 splits one column at a time, as the plain form
   * does, columns - 1 all of them, which is the default.
   */
  readonly extension?: number;
}

/**
 * Extended isolation forest (Hariri, Carrasco Kind and Brunner, "Extended Isolation Forest", IEEE TKDE 33(4),
 * 2021): as `isolationForest`, but a split is a hyperplane of random direction, so that the score has no bands
 * along the axes. Columns must be of like scale. Costs trees x subsample x log2(subsample) x (extension + 1) to
 * fit, and rows x trees x height x (extension + 1) to score.
 * @throws RangeError on options out of range; `fit` on a matrix that is empty, ragged or not finite, or has no
 * more columns than `extension`
 */
export function extendedIsolationForest(
  options: ExtendedIsolationForestOptions = {},
): Detector<FittedExtendedIsolationForest> {
  const { trees, subsample, seed, contamination } = checkForestOptions(options);
  if (options.extension !== undefined) checkWhole('extension', options.extension, 0);
  return {
    kind: 'extended-isolation-forest',
    fit(matrix: Matrix): FittedExtendedIsolationForest {
      checkFitMatrix(matrix);
      const { rows, columns } = matrix;
      const extension = checkWhole('extension', options.extension ?? columns - 1, 0, columns - 1);
      const sampleRows = Math.min(subsample, rows);
      const grow = growExtendedSampled(extension);
      const grown = Array.from({ length: trees }, (_, tree) => grow(matrix, sampleRows, seed, tree));
      const build = (threshold: number) =>
        new FittedExtendedIsolationForest(columns, sampleRows, extension, grown, threshold);
      return withThreshold(build, matrix, contamination, AVERAGE_SCORE);
    },
  };
}
