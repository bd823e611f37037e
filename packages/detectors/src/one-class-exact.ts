/** Solves the one-class problem with the exact kernel. */
import { kernelCache } from './kernel-cache.js';
import { type Matrix, takeRows } from './matrix.js';
import { type OneClassSolution, solveOneClass } from './one-class-solver.js';
import { firstRows, gradientOf, leastRows } from './one-class-start.js';
import { kernelRows } from './radial-kernel.js';
import { random, sampleAscending } from './random.js';

export interface ExactProblem {
  readonly nu: number;
  readonly gamma: number;
  readonly tolerance: number;
  readonly cacheBytes: number;
  readonly seed: number;
}

/** With fewer rows, a start from a part of them is not worth its time. */
const LEAST_ROWS_TO_SAMPLE = 5000;
const SAMPLED_SHARE = 0.1;

/**
 * Many rows start from the solution of a tenth of them, drawn at random: the rows that it places furthest out
 * begin as support vectors, and nearly all of them stay.
 */
export function solveExact(matrix: Matrix, problem: ExactProblem): OneClassSolution {
  const { rows } = matrix;
  const { nu, gamma, tolerance, cacheBytes, seed } = problem;
  let part: { readonly matrix: Matrix; readonly alpha: Float64Array } | undefined;
  if (rows >= LEAST_ROWS_TO_SAMPLE) {
    const sample = takeRows(
      matrix,
      sampleAscending(rows, Math.ceil(rows * SAMPLED_SHARE), random(seed, rows)),
    );
    part = { matrix: sample, alpha: solveExact(sample, problem).alpha };
  }
  const kernel = kernelRows(matrix, gamma);
  const start = part ? leastRows(gradientOf(part.alpha, part.matrix, kernel), nu) : firstRows(rows, nu);
  return solveOneClass(start, gradientOf(start, matrix, kernel), tolerance, kernelCache(kernel, cacheBytes));
}
