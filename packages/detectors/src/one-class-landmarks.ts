/** Landmarks of the Nystroem approximation: rows whose kernels stand in for those of all rows. */
import { square } from './elementary.js';
import { type Matrix, takeRows } from './matrix.js';
import { kernelRow } from './radial-kernel.js';
import { type Random, sampleAscending } from './random.js';

/**
 * k~(x, y) = features(x) . features(y), where features(x) = L^-1 k(landmarks, x) and L L' = k(landmarks, landmarks)
 * (Williams and Seeger, "Using the Nystroem Method to Speed Up Kernel Machines", NIPS 13, 2001).
 */
export interface Landmarks {
  /** (landmarks x columns) */
  readonly rows: Matrix;
  readonly gamma: number;
  /** L, row-major, 0 above the diagonal (landmarks x landmarks). */
  readonly factor: Float64Array;
}

/** Rows that landmarks are chosen from, for each landmark that may be chosen. */
const CANDIDATES_PER_LANDMARK = 8;
/** A row whose own kernel is met to this needs no landmark: kernels in 32 bits could not tell it from its neighbours. */
const LEAST_RESIDUAL = 1e-6;

/**
 * Chooses landmarks by randomly pivoted Cholesky decomposition (Chen, Epperly, Tropp and Webber, "Randomly Pivoted
 * Cholesky: Practical Approximation of a Kernel Matrix with Few Entry Evaluations", arXiv 2207.06503): each is
 * drawn among the candidates in proportion to what is still missing of their own kernels, k(x, x) - k~(x, x). Ends
 * early when nothing is missing.
 * @param most landmarks at most
 */
export function chooseLandmarks(matrix: Matrix, gamma: number, most: number, generator: Random): Landmarks {
  const candidates = takeRows(
    matrix,
    sampleAscending(matrix.rows, most * CANDIDATES_PER_LANDMARK, generator),
  );
  const residual = new Float64Array(candidates.rows).fill(1);
  const pivots: number[] = [];
  /** Columns of the decomposition, each of all candidates. */
  const decomposed: Float64Array[] = [];
  while (pivots.length < most) {
    const pivot = drawnInProportion(residual, generator);
    if (pivot < 0) break;
    const column = new Float64Array(candidates.rows);
    kernelRow(candidates, candidates.values, pivot * candidates.columns, gamma, column);
    subtractProjections(column, decomposed, pivot);
    const scale = 1 / Math.sqrt(residual[pivot]!);
    for (let i = 0; i < column.length; i++) {
      column[i]! *= scale;
      const left = residual[i]! - column[i]! * column[i]!;
      residual[i] = left > LEAST_RESIDUAL ? left : 0;
    }
    residual[pivot] = 0;
    decomposed.push(column);
    pivots.push(pivot);
  }
  const size = pivots.length;
  const factor = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) factor[i * size + j] = decomposed[j]![pivots[i]!]!;
  }
  return { rows: takeRows(candidates, pivots), gamma, factor };
}

/** Index drawn with these weights; -1 when all are 0. */
function drawnInProportion(weights: Float64Array, generator: Random): number {
  let total = 0;
  for (const weight of weights) total += weight;
  let left = generator.uniform() * total;
  let last = -1;
  for (let i = 0; i < weights.length && left >= 0; i++) {
    if (weights[i] === 0) continue;
    last = i;
    left -= weights[i]!;
  }
  return last;
}

/** column -= sum over the earlier columns of their value at the pivot x the column, four at a time. */
function subtractProjections(column: Float64Array, earlier: readonly Float64Array[], pivot: number): void {
  const fours = earlier.length & ~3;
  for (let p = 0; p < fours; p += 4) {
    const a = earlier[p]!;
    const b = earlier[p + 1]!;
    const c = earlier[p + 2]!;
    const d = earlier[p + 3]!;
    const w = a[pivot]!;
    const x = b[pivot]!;
    const y = c[pivot]!;
    const z = d[pivot]!;
    for (let i = 0; i < column.length; i++) {
      column[i]! -= w * a[i]! + x * b[i]! + y * c[i]! + z * d[i]!;
    }
  }
  for (let p = fours; p < earlier.length; p++) {
    const a = earlier[p]!;
    const w = a[pivot]!;
    for (let i = 0; i < column.length; i++) column[i]! -= w * a[i]!;
  }
}

/** Features of each row of `matrix`, row-major (rows x landmarks). */
export function landmarkFeatures(
  { rows: landmarks, gamma, factor }: Landmarks,
  matrix: Matrix,
): Float64Array {
  const size = landmarks.rows;
  const features = new Float64Array(matrix.rows * size);
  for (let r = 0; r < matrix.rows; r++) {
    const kernels = features.subarray(r * size, (r + 1) * size);
    kernelRow(landmarks, matrix.values, r * matrix.columns, gamma, kernels);
    solveLower(factor, kernels);
  }
  return features;
}

/** Weights of the landmarks' kernels whose sum at any x is features(x) . direction (landmarks). */
export function landmarkWeights({ factor }: Landmarks, direction: Float64Array): Float64Array {
  const size = direction.length;
  const weights = direction.slice();
  for (let i = size - 1; i >= 0; i--) {
    const value = weights[i]! / factor[i * size + i]!;
    weights[i] = value;
    for (let j = 0; j < i; j++) weights[j]! -= factor[i * size + j]! * value;
  }
  return weights;
}

/** Sum of the weights of the rows that each landmark is nearest to; of equally near ones the first (landmarks). */
export function landmarkMasses(landmarks: Landmarks, matrix: Matrix, weights: Float64Array): Float64Array {
  const { rows: count, columns, values } = landmarks.rows;
  const masses = new Float64Array(count);
  for (let r = 0; r < matrix.rows; r++) {
    if (weights[r] === 0) continue;
    let least = Number.POSITIVE_INFINITY;
    let nearest = 0;
    for (let l = 0; l < count; l++) {
      let distance = 0;
      for (let c = 0; c < columns; c++)
        distance += square(matrix.values[r * columns + c]! - values[l * columns + c]!);
      if (distance < least) {
        least = distance;
        nearest = l;
      }
    }
    masses[nearest]! += weights[r]!;
  }
  return masses;
}

/** Replaces `values` by L^-1 values: sums of kernels become sums of features (landmarks). */
export function solveLower(factor: Float64Array, values: Float64Array): void {
  const size = values.length;
  for (let i = 0; i < size; i++) {
    const at = i * size;
    const fours = i & ~3;
    // Four sums side by side: one alone would wait for its own last addition.
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let j = 0; j < fours; j += 4) {
      a += factor[at + j]! * values[j]!;
      b += factor[at + j + 1]! * values[j + 1]!;
      c += factor[at + j + 2]! * values[j + 2]!;
      d += factor[at + j + 3]! * values[j + 3]!;
    }
    for (let j = fours; j < i; j++) a += factor[at + j]! * values[j]!;
    values[i] = (values[i]! - (a + b + (c + d))) / factor[at + i]!;
  }
}
