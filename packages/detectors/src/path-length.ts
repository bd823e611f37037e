/** How deep a random binary tree isolates a row on average. */
import { log } from './elementary.js';

const EULER = 0.5772156649015329;

/**
 * c(n): mean depth of an unsuccessful search in a binary search tree of n rows (Liu, Ting and Zhou,
 * "Isolation Forest", ICDM 2008, equation 1), as scikit-learn computes it.
 */
export function averagePathLength(rows: number): number {
  if (rows <= 1) return 0;
  if (rows === 2) return 1;
  return 2 * (log(rows - 1) + EULER) - (2 * (rows - 1)) / rows;
}
