/** Solves the one-class problem over the features of landmarks, in time and memory linear in the rows. */
import { kernelCache } from './kernel-cache.js';
import { type Matrix, takeRows } from './matrix.js';
import { featureKernel, innerProducts } from './one-class-features.js';
import { type Landmarks, landmarkFeatures, landmarkWeights, solveLower } from './one-class-landmarks.js';
import { offset, solveOneClass } from './one-class-solver.js';
import { firstRows, leastRows } from './one-class-start.js';
import { kernelSums } from './radial-kernel.js';
import { random, sampleAscending } from './random.js';

export interface NystroemSolution {
  /** Multiplier of each row, 0..1, adding up to nu x rows (rows). */
  readonly alpha: Float64Array;
  /** Weight of each landmark's kernel in the decision function, of either sign (landmarks). */
  readonly weights: Float64Array;
  readonly rho: number;
  /** 1/2 alpha' K~ alpha. */
  readonly objective: number;
  readonly iterations: number;
  readonly converged: boolean;
}

export interface NystroemProblem {
  readonly nu: number;
  readonly tolerance: number;
  readonly seed: number;
}

/** Rows that are solved for at once; at least two for each landmark, more than can lie on the boundary. */
const LEAST_WORKING_ROWS = 1000;
/** More rows than this start from the solution of a tenth of them. */
const LEAST_ROWS_TO_SAMPLE = 1000;
const SAMPLED_SHARE = 0.1;
/** In units of rho: what sums of kernels in 32 bits can tell. */
const LEAST_TOLERANCE = 1e-4;
/** Each pass computes the decision values of all rows; 3 to 8 are usual. */
const MOST_PASSES = 100;

/**
 * Minimises 1/2 |w|^2 with w = sum of alpha x features, over 0 <= alpha <= 1, sum alpha = nu x rows: the dual of the
 * one-class SVM with the kernel k~, by decomposition (Joachims, "Making Large-Scale SVM Learning Practical",
 * 1999). Each pass streams the rows, takes those that violate the optimality conditions most, and solves for them
 * while the others stand still. Ends when no row violates them by more than `tolerance`, or a ten-thousandth of
 * rho where that is more.
 */
export function solveNystroem(
  matrix: Matrix,
  landmarks: Landmarks,
  problem: NystroemProblem,
): NystroemSolution {
  const alpha = startOf(matrix, landmarks, problem);
  const direction = directionOf(alpha, matrix, landmarks);
  const working = Math.max(LEAST_WORKING_ROWS, 2 * landmarks.rows.rows);
  let iterations = 0;
  for (let pass = 1; ; pass++) {
    const weights = landmarkWeights(landmarks, direction);
    const values = kernelSums(landmarks.rows, weights, landmarks.gamma, matrix);
    const rho = offset(alpha, values);
    const tolerance = Math.max(problem.tolerance, LEAST_TOLERANCE * Math.abs(rho));
    const converged = violation(alpha, values) < tolerance;
    if (converged || pass === MOST_PASSES) {
      const objective = direction.reduce((sum, value) => sum + value * value, 0) / 2;
      return { alpha, weights, rho, objective, iterations, converged };
    }
    const chosen = mostViolating(alpha, values, working);
    const features = landmarkFeatures(landmarks, takeRows(matrix, chosen));
    iterations += improve(alpha, direction, chosen, features, tolerance / 4);
  }
}

/** Many rows start where the solution of a part of them places them. */
function startOf(matrix: Matrix, landmarks: Landmarks, problem: NystroemProblem): Float64Array {
  const { rows } = matrix;
  if (rows <= LEAST_ROWS_TO_SAMPLE) return firstRows(rows, problem.nu);
  const drawn = sampleAscending(rows, Math.ceil(rows * SAMPLED_SHARE), random(problem.seed, rows));
  const part = solveNystroem(takeRows(matrix, drawn), landmarks, problem);
  return leastRows(kernelSums(landmarks.rows, part.weights, landmarks.gamma, matrix), problem.nu);
}

/**
 * Solves for the chosen rows, the others standing still; changes alpha and direction.
 * @param features of the chosen rows
 * @returns iterations
 */
function improve(
  alpha: Float64Array,
  direction: Float64Array,
  chosen: Uint32Array,
  features: Float64Array,
  tolerance: number,
): number {
  const size = direction.length;
  const start = Float64Array.from(chosen, (row) => alpha[row]!);
  const kernel = kernelCache(featureKernel(features, size), Number.MAX_SAFE_INTEGER);
  const solution = solveOneClass(start, innerProducts(features, direction), tolerance, kernel);
  for (let i = 0; i < chosen.length; i++) {
    const change = solution.alpha[i]! - start[i]!;
    if (change === 0) continue;
    alpha[chosen[i]!] = solution.alpha[i]!;
    for (let f = 0, at = i * size; f < size; f++, at++) direction[f]! += change * features[at]!;
  }
  return solution.iterations;
}

/** Sum of alpha x features (landmarks). */
function directionOf(alpha: Float64Array, matrix: Matrix, landmarks: Landmarks): Float64Array {
  const support = Uint32Array.from(alpha.keys()).filter((row) => alpha[row]! > 0);
  const own = Float64Array.from(support, (row) => alpha[row]!);
  const direction = kernelSums(takeRows(matrix, support), own, landmarks.gamma, landmarks.rows);
  solveLower(landmarks.factor, direction);
  return direction;
}

/** How far the optimality conditions are missed: greatest value that should shrink less least that should grow. */
function violation(alpha: Float64Array, values: Float64Array): number {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (let r = 0; r < alpha.length; r++) {
    if (alpha[r]! < 1) least = Math.min(least, values[r]!);
    if (alpha[r]! > 0) greatest = Math.max(greatest, values[r]!);
  }
  return greatest - least;
}

/** Half of `count` with the least values among those that can grow, half with the greatest of those that can shrink. */
function mostViolating(alpha: Float64Array, values: Float64Array, count: number): Uint32Array {
  const half = Math.floor(count / 2);
  const growing = leastOf(values, half, (row) => alpha[row]! < 1);
  const shrinking = leastOf(
    values.map((value) => -value),
    half,
    (row) => alpha[row]! > 0,
  );
  return Uint32Array.from(new Set([...growing, ...shrinking])).sort();
}

/** The rows with the `count` least values among those that are meant; of equals the first. */
function leastOf(values: Float64Array, count: number, isMeant: (row: number) => boolean): number[] {
  const meant = values.filter((_, row) => isMeant(row)).sort();
  const last = meant[Math.min(count, meant.length) - 1]!;
  const chosen: number[] = [];
  const equal: number[] = [];
  for (let row = 0; row < values.length; row++) {
    if (!(values[row]! <= last) || !isMeant(row)) continue;
    (values[row]! < last ? chosen : equal).push(row);
  }
  return chosen.concat(equal.slice(0, count - chosen.length));
}
