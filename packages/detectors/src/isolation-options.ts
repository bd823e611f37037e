/** The options that both isolation forests have. */
import { MOST_TREES } from './isolation-shape.js';
import { checkShare, checkWhole } from './options.js';
import { random } from './random.js';

/** How many trees are grown, on how many rows, and how. */
export interface IsolationForestOptions {
  /** Number of trees, at most 100 000; default 100. */
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

export interface CheckedForestOptions {
  readonly trees: number;
  readonly subsample: number;
  readonly seed: number;
  readonly contamination: number | undefined;
}

/** The options with their defaults. @throws RangeError on options out of range */
export function checkForestOptions(options: IsolationForestOptions): CheckedForestOptions {
  const trees = checkWhole('trees', options.trees ?? 100, 1, MOST_TREES);
  const subsample = checkWhole('subsample', options.subsample ?? 256, 1);
  const { seed = 0, contamination } = options;
  random(seed);
  checkContamination(contamination);
  return { trees, subsample, seed, contamination };
}

/** Throws unless undefined, or above 0 and at most .5. */
export function checkContamination(contamination: number | undefined): void {
  if (contamination !== undefined) checkShare('contamination', contamination, 0, 0.5);
}
