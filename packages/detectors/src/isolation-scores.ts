/** What both isolation forests make of path lengths: scores, and a threshold for them. */
import { exp2 } from './elementary.js';
import type { Matrix } from './matrix.js';
import { averagePathLength } from './path-length.js';
import { quantileOfSorted } from './quantile.js';

/** Of a forest that was not asked for a threshold: the score of an average row. */
export const AVERAGE_SCORE = 0.5;

/**
 * 2^(-mean path length / c(subsample)) of each row (rows) (Liu, Ting and Zhou, "Isolation Forest", ICDM 2008,
 * equation 2), written over the sums of path lengths over the trees.
 */
export function scoresOfPathLengths(lengths: Float64Array, trees: number, subsample: number): Float64Array {
  const average = averagePathLength(subsample);
  if (average === 0) return lengths.fill(AVERAGE_SCORE);
  for (let r = 0; r < lengths.length; r++) lengths[r] = exp2(-lengths[r]! / (trees * average));
  return lengths;
}

/**
 * The forest with the threshold that this share of the rows' scores exceeds, or with the other threshold where no
 * share is asked for.
 */
export function withThreshold<Forest extends { score(matrix: Matrix): Float64Array }>(
  build: (threshold: number) => Forest,
  matrix: Matrix,
  contamination: number | undefined,
  otherwise: number,
): Forest {
  const forest = build(otherwise);
  if (contamination === undefined) return forest;
  return build(quantileOfSorted(forest.score(matrix).sort(), 1 - contamination));
}
