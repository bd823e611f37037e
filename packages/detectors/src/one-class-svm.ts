/** One-class SVM: rows outside the smooth boundary around most of the fitted rows are strange. */
import type { Detector } from './detector.js';
import { checkFitMatrix, type Matrix, takeRows } from './matrix.js';
import { approximationError } from './one-class-approximation-error.js';
import { type ExactProblem, solveExact } from './one-class-exact.js';
import { chooseLandmarks, landmarkMasses } from './one-class-landmarks.js';
import { solveNystroem } from './one-class-nystroem.js';
import { FittedOneClassSvm, type OneClassSvmMethod } from './one-class-svm-fitted.js';
import { checkPositive, checkShare, checkWhole } from './options.js';
import { type Gamma, resolveGamma } from './radial-kernel.js';
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
  /**
   * 'exact' costs about rows^2, 'nystroem' rows x landmarks; default 'auto': exact up to `exactRows`, then
   * 'nystroem'. The fitted detector's `method` says which it was.
   */
  readonly method?: 'auto' | OneClassSvmMethod;
  /** Rows up to which 'auto' is exact; default 100 000. */
  readonly exactRows?: number;
  /** Landmarks of 'nystroem' at most, up to 4096; default 512. */
  readonly landmarks?: number;
  /** Rows that are fitted at most, drawn evenly at random when there are more; default all. */
  readonly maxRows?: number;
  /** For all that is drawn; default 0. */
  readonly seed?: number;
}

/**
 * One-class SVM with the kernel exp(-gamma |x - y|^2) (Schoelkopf, Platt, Shawe-Taylor, Smola and Williamson,
 * "Estimating the Support of a High-Dimensional Distribution", Neural Computation 13, 2001): libsvm's dual
 * problem, solved to its tolerance. Fitting costs about rows^2, scoring rows x support vectors. Beyond `exactRows`
 * the kernel is approximated over landmarks (see `solveNystroem`), which costs rows x landmarks, and the error is
 * measured and said: `approximationError`. Columns should be scaled to comparable ranges.
 * @throws RangeError on options out of range; `fit` on a matrix that is empty, ragged or not finite
 */
export function oneClassSvm(options: OneClassSvmOptions = {}): Detector<FittedOneClassSvm> {
  const nu = checkShare('nu', options.nu ?? 0.05, 0, 1);
  const gamma = checkGamma(options.gamma ?? 'scale');
  const tolerance = checkPositive('tolerance', options.tolerance ?? 1e-3);
  const cacheMegabytes = checkPositive('cacheMegabytes', options.cacheMegabytes ?? 100);
  const method = checkMethod(options.method ?? 'auto');
  const exactRows = checkWhole('exactRows', options.exactRows ?? 100_000, 1);
  const landmarks = checkWhole('landmarks', options.landmarks ?? 512, 1, 4096);
  const maxRows = checkWhole('maxRows', options.maxRows ?? MOST_ROWS, 1);
  const { seed = 0 } = options;
  random(seed);
  return {
    kind: 'one-class-svm',
    fit(matrix: Matrix): FittedOneClassSvm {
      checkFitMatrix(matrix);
      const sampled = matrix.rows > maxRows;
      const used = sampled ? takeRows(matrix, sampleAscending(matrix.rows, maxRows, random(seed))) : matrix;
      const cacheBytes = cacheMegabytes * 2 ** 20;
      const problem = { nu, gamma: resolveGamma(gamma, used), tolerance, cacheBytes, seed };
      const isExact = method === 'exact' || (method === 'auto' && used.rows <= exactRows);
      return isExact ? fitExact(used, problem) : fitNystroem(used, problem, landmarks);
    },
  };
}

const MOST_ROWS = 2 ** 31 - 1;

function fitExact(matrix: Matrix, problem: ExactProblem): FittedOneClassSvm {
  const { alpha, ...solution } = solveExact(matrix, problem);
  const support = Array.from(alpha.keys()).filter((row) => alpha[row]! > 0);
  const coefficients = Float64Array.from(support, (row) => alpha[row]!);
  return new FittedOneClassSvm({
    ...solution,
    method: 'exact',
    gamma: problem.gamma,
    supportVectors: takeRows(matrix, support),
    coefficients,
    masses: coefficients,
    fittedRows: matrix.rows,
    approximationError: undefined,
  });
}

function fitNystroem(matrix: Matrix, problem: ExactProblem, most: number): FittedOneClassSvm {
  const { gamma, seed } = problem;
  const landmarks = chooseLandmarks(matrix, gamma, most, random(seed, 1));
  const { alpha, weights, ...solution } = solveNystroem(matrix, landmarks, problem);
  return new FittedOneClassSvm({
    ...solution,
    method: 'nystroem',
    gamma,
    supportVectors: landmarks.rows,
    coefficients: weights,
    masses: landmarkMasses(landmarks, matrix, alpha),
    fittedRows: matrix.rows,
    approximationError: approximationError(matrix, landmarks, problem),
  });
}

function checkGamma(gamma: Gamma): Gamma {
  if (gamma === 'scale' || gamma === 'auto') return gamma;
  if (typeof gamma !== 'number') {
    throw new RangeError(`expected gamma to be 'scale', 'auto' or a number, received ${String(gamma)}`);
  }
  return checkPositive('gamma', gamma);
}

function checkMethod(method: 'auto' | OneClassSvmMethod): 'auto' | OneClassSvmMethod {
  if (method === 'auto' || method === 'exact' || method === 'nystroem') return method;
  throw new RangeError(`expected method to be 'auto', 'exact' or 'nystroem', received ${String(method)}`);
}
