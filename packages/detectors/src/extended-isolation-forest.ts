/** Extended isolation forest: rows that few random hyperplanes set apart are strange. */
import type { Detector } from './detector.js';
import { FittedExtendedIsolationForest } from './extended-isolation-forest-fitted.js';
import { growExtendedSampled } from './extended-isolation-growth.js';
import { thresholdOf } from './isolation-refresh.js';
import { checkFitMatrix, type Matrix } from './matrix.js';
import { checkShare, checkWhole } from './options.js';
import { random } from './random.js';

/** How many trees are grown, on how many rows, and across how many columns they split. */
export interface ExtendedIsolationForestOptions {
  /** Number of trees; default 100. */
  readonly trees?: number;
  /**
   * Rows that each tree is grown on, drawn without replacement; default 256, all rows when there are fewer.
   */
  readonly subsample?: number;
  /**
   * One less than the columns that a hyperplane cuts across: 0 splits one column at a time, as the plain form
   * does, columns - 1 all of them, which is the default.
   */
  readonly extension?: number;
  /** Default 0. */
  readonly seed?: number;
  /**
   * Share of the fitted rows above `threshold`, 0 < share <= .5; without it the threshold is .5, the average
   * row.
   */
  readonly contamination?: number;
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
  const trees = checkWhole('trees', options.trees ?? 100, 1, 100_000);
  const subsample = checkWhole('subsample', options.subsample ?? 256, 1);
  const { seed = 0, contamination } = options;
  if (options.extension !== undefined) checkWhole('extension', options.extension, 0);
  if (contamination !== undefined) checkShare('contamination', contamination, 0, 0.5);
  random(seed);
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
      const forest = build(0.5);
      if (contamination === undefined) return forest;
      return build(thresholdOf(forest.score(matrix), contamination));
    },
  };
}
