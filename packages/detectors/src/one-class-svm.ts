/** One-class SVM: rows outside the smooth boundary around most of the fitted rows are strange. */
import type { Detector } from './detector.js';
import { kernelCache } from './kernel-cache.js';
import { checkFitMatrix, type Matrix, takeRows } from './matrix.js';
import { type OneClassSolution, solveOneClass } from './one-class-solver.js';
import { firstRows, gradientOf, leastRows } from './one-class-start.js';
import { FittedOneClassSvm } from './one-class-svm-fitted.js';
import { checkPositive, checkShare, checkWhole } from './options.js';
import { type Gamma, kernelRows, resolveGamma } from './radial-kernel.js';
import { random, sampleAscending } from './random.js';

/** What the boundary encloses, how smooth it is, and what fitting may cost. */
export interface OneClassSvmOptions {
  /** Upper bound of the share of fitted rows outside the boundary, 0 < nu <= 1; default .05. */
  readonly nu?: number;
  /** Width of the kernel; default 'scale', 1 / (columns x variance of all values). */
  readonly gamma?: Gamma;
  /** Greatest violation of the optimality conditions at the end; default .001. */
  readonly tolerance?: number;
  /** Memory for kernel rows while fitting, in units of 2^20 bytes; default 100. */
  readonly cacheMegabytes?: number;
  /** Rows that are fitted at most, drawn evenly at random when there are more; default 100 000. */
  readonly maxRows?: number;
  /** For that draw; default 0. */
  readonly seed?: number;
}

/**
 * One-class SVM with the kernel exp(-gamma |x - y|^2) (Schoelkopf, Platt, Shawe-Taylor, Smola and Williamson,
 * "Estimating the Support of a High-Dimensional Distribution", Neural Computation 13, 2001): libsvm's dual
 * problem, solved to its tolerance. Fitting costs about rows^2, scoring rows x support vectors. Columns
 * should be scaled to comparable ranges.
 * @throws RangeError on options out of range; `fit` on a matrix that is empty, ragged or not finite
 */
export function oneClassSvm(options: OneClassSvmOptions = {}): Detector<FittedOneClassSvm> {
  const nu = checkShare('nu', options.nu ?? 0.05, 0, 1);
  const gamma = checkGamma(options.gamma ?? 'scale');
  const tolerance = checkPositive('tolerance', options.tolerance ?? 1e-3);
  const cacheMegabytes = checkPositive('cacheMegabytes', options.cacheMegabytes ?? 100);
  const maxRows = checkWhole('maxRows', options.maxRows ?? 100_000, 1);
  const { seed = 0 } = options;
  random(seed);
  return {
    kind: 'one-class-svm',
    fit(matrix: Matrix): FittedOneClassSvm {
      checkFitMatrix(matrix);
      const sampled = matrix.rows > maxRows;
      const used = sampled ? takeRows(matrix, sampleAscending(matrix.rows, maxRows, random(seed))) : matrix;
      const width = resolveGamma(gamma, used);
      const problem = { nu, gamma: width, tolerance, cacheBytes: cacheMegabytes * 2 ** 20, seed };
      const solution = solve(used, problem);
      const support = Array.from(solution.alpha.keys()).filter((row) => solution.alpha[row]! > 0);
      return new FittedOneClassSvm({
        gamma: width,
        rho: solution.rho,
        supportVectors: takeRows(used, support),
        coefficients: Float64Array.from(support, (row) => solution.alpha[row]!),
        objective: solution.objective,
        fittedRows: used.rows,
        iterations: solution.iterations,
        converged: solution.converged,
      });
    },
  };
}

interface Problem {
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
function solve(matrix: Matrix, problem: Problem): OneClassSolution {
  const { rows } = matrix;
  const { nu, gamma, tolerance, cacheBytes, seed } = problem;
  let part: { readonly matrix: Matrix; readonly alpha: Float64Array } | undefined;
  if (rows >= LEAST_ROWS_TO_SAMPLE) {
    const sample = takeRows(
      matrix,
      sampleAscending(rows, Math.ceil(rows * SAMPLED_SHARE), random(seed, rows)),
    );
    part = { matrix: sample, alpha: solve(sample, problem).alpha };
  }
  const kernel = kernelRows(matrix, gamma);
  const start = part ? leastRows(gradientOf(part.alpha, part.matrix, kernel), nu) : firstRows(rows, nu);
  return solveOneClass(start, gradientOf(start, matrix, kernel), tolerance, kernelCache(kernel, cacheBytes));
}

function checkGamma(gamma: Gamma): Gamma {
  if (gamma === 'scale' || gamma === 'auto') return gamma;
  if (typeof gamma !== 'number') {
    throw new RangeError(`expected gamma to be 'scale', 'auto' or a number, received ${String(gamma)}`);
  }
  return checkPositive('gamma', gamma);
}
