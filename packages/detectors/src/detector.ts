/** The contract that every detector keeps. */
import type { Matrix } from './matrix.js';

/** An unfitted detector: options only. `fit` does not change its input. */
export interface Detector<Fitted extends FittedDetector = FittedDetector> {
  readonly kind: string;
  /**
   * Throws RangeError on a matrix that is empty, ragged or not finite. Same matrix, options and seed: same
   * result.
   */
  fit(matrix: Matrix): Fitted;
}

/** What every fitted detector can do. Nothing of it changes the detector or what it is given. */
export interface FittedDetector {
  readonly kind: string;
  /** Number of columns that it was fitted on. */
  readonly columns: number;
  /** One score per row (rows), higher = stranger, finite. */
  score(matrix: Matrix): Float64Array;
  /** What moved the score of one row: one number per column (columns), higher = made it stranger. */
  explain(row: Float64Array): Float64Array;
  /**
   * Plain JSON data; the `fromJSON` of the same kind gives back a detector with the same scores, bit for bit.
   */
  toJSON(): DetectorJson;
}

/** What `toJSON` gives: plain data, with the kind of detector and the version of its format. */
export interface DetectorJson {
  readonly kind: string;
  readonly version: 1;
  readonly [field: string]: unknown;
}
