/** Measures how far the Nystroem approximation is from the exact one-class SVM. */
import { square } from './elementary.js';
import { type Matrix, takeRows } from './matrix.js';
import { type ExactProblem, solveExact } from './one-class-exact.js';
import { innerProducts } from './one-class-features.js';
import { type Landmarks, landmarkFeatures } from './one-class-landmarks.js';
import { solveNystroem } from './one-class-nystroem.js';
import { quantileOfSorted } from './quantile.js';
import { kernelRow, kernelSums } from './radial-kernel.js';
import { random, sampleAscending, shuffle } from './random.js';
import { readNumber, readWhole } from './untrusted.js';

/** Of an approximation beside the exact kernel, measured on rows drawn at random. */
export interface ApproximationError {
  /** Mean of |k(x, y) - k~(x, y)| over pairs of different held-out rows; kernels are 0..1. */
  readonly kernelMean: number;
  /** Its 95th percentile. */
  readonly kernelHigh: number;
  /**
   * Mean of |exact score - approximate score| over the held-out rows, in standard deviations of the exact scores.
   * Both detectors are fitted for this on the same drawn rows, with the gamma and the landmarks of all rows.
   */
  readonly scoreMean: number;
  /** Its 95th percentile. */
  readonly scoreHigh: number;
  /** Rows that both were fitted on. */
  readonly fittedRows: number;
  /** Rows, not among those, that were scored; the same ones where there is only one row. */
  readonly heldOutRows: number;
}

/** Exact fits of so many rows take tenths of a second. */
const MOST_FITTED_ROWS = 10_000;
const MOST_HELD_OUT_ROWS = 1000;

/** @param matrix the rows that the landmarks were chosen from */
export function approximationError(
  matrix: Matrix,
  landmarks: Landmarks,
  problem: ExactProblem,
): ApproximationError {
  const generator = random(problem.seed, 2);
  const drawn = sampleAscending(matrix.rows, MOST_FITTED_ROWS + MOST_HELD_OUT_ROWS, generator);
  shuffle(drawn, generator);
  const heldOutRows = Math.min(MOST_HELD_OUT_ROWS, Math.ceil(drawn.length / 2));
  const heldOut = takeRows(matrix, drawn.subarray(0, heldOutRows));
  const fitted = takeRows(matrix, drawn.length > 1 ? drawn.subarray(heldOutRows) : drawn);
  const kernels = kernelErrors(heldOut, landmarks).sort();
  const scores = scoreErrors(fitted, heldOut, landmarks, problem).sort();
  return {
    kernelMean: meanOf(kernels),
    kernelHigh: quantileOfSorted(kernels, 0.95),
    scoreMean: meanOf(scores),
    scoreHigh: quantileOfSorted(scores, 0.95),
    fittedRows: fitted.rows,
    heldOutRows,
  };
}

/** |k - k~| of each pair of different rows; of a single row with itself. */
function kernelErrors(matrix: Matrix, landmarks: Landmarks): Float64Array {
  const { rows, columns, values } = matrix;
  const size = landmarks.rows.rows;
  const features = landmarkFeatures(landmarks, matrix);
  const exact = new Float64Array(rows);
  const errors = new Float64Array(Math.max(1, (rows * (rows - 1)) / 2));
  let count = 0;
  for (let r = 0; r < rows; r++) {
    kernelRow(matrix, values, r * columns, landmarks.gamma, exact);
    const earlier = features.subarray(0, Math.max(1, r) * size);
    const approximate = innerProducts(earlier, features.subarray(r * size, (r + 1) * size));
    for (let other = 0; other < approximate.length && count < errors.length; other++) {
      if (other < r || rows === 1) errors[count++] = Math.abs(exact[other]! - approximate[other]!);
    }
  }
  return errors;
}

/** |exact score - approximate score| of each held-out row, in units of the exact scores' spread. */
function scoreErrors(
  fitted: Matrix,
  heldOut: Matrix,
  landmarks: Landmarks,
  problem: ExactProblem,
): Float64Array {
  const { gamma } = landmarks;
  const exact = solveExact(fitted, problem);
  const approximate = solveNystroem(fitted, landmarks, problem);
  const exactScores = kernelSums(fitted, exact.alpha, gamma, heldOut).map((sum) => exact.rho - sum);
  const sums = kernelSums(landmarks.rows, approximate.weights, gamma, heldOut);
  const mean = meanOf(exactScores);
  const spread = Math.sqrt(meanOf(exactScores.map((score) => square(score - mean))));
  // Scores that are all the same have no spread: rho is their natural size.
  const unit = spread > 0 ? spread : Math.max(Math.abs(exact.rho), 1);
  return exactScores.map((score, r) => Math.abs(score - (approximate.rho - sums[r]!)) / unit);
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value / values.length, 0);
}

/** The numbers of `toJSON`, checked. */
export function readApproximationError(json: unknown): ApproximationError {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new RangeError(`expected approximationError to be an object, received ${typeof json}`);
  }
  const fields = json as Readonly<Record<string, unknown>>;
  const read = (name: string) => readNumber(fields, name, 0);
  return {
    kernelMean: read('kernelMean'),
    kernelHigh: read('kernelHigh'),
    scoreMean: read('scoreMean'),
    scoreHigh: read('scoreHigh'),
    fittedRows: readWhole(fields, 'fittedRows', 1, 2 ** 31 - 1),
    heldOutRows: readWhole(fields, 'heldOutRows', 1, 2 ** 31 - 1),
  };
}
