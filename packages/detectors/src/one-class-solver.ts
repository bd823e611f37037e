/** Solves the dual problem of the one-class SVM by sequential minimal optimisation. */

/** Kernels between the rows that are solved for. */
export interface SolverKernel {
  /** Each row's kernel with itself (rows). */
  readonly diagonal: Float32Array | Float64Array;
  /** The kernel of row `index` with all rows (rows); valid until two further rows have been asked for. */
  row(index: number): Float32Array;
}

export interface OneClassSolution {
  /** Multiplier of each training row, 0..1, adding up to nu x rows (rows). */
  readonly alpha: Float64Array;
  readonly rho: number;
  /** 1/2 alpha' K alpha, as libsvm's. */
  readonly objective: number;
  readonly iterations: number;
  /** False when the limit of iterations came before the tolerance. */
  readonly converged: boolean;
}

/** Curvature that stands in for one that is not positive (two equal rows), as in libsvm. */
const LEAST_CURVATURE = 1e-12;

/**
 * Minimises 1/2 alpha' K alpha over 0 <= alpha <= 1, sum alpha = nu x rows (Schoelkopf et al., "Estimating
 * the Support of a High-Dimensional Distribution", 2001), with libsvm's pair selection by second-order information (Fan, Chen and Lin, JMLR 6, 2005, WSS 2) and its stopping rule:
 * greatest violation below `tolerance`. No shrinking.
 * @param start multipliers that keep the constraints (rows)
 * @param startGradient K start (rows)
 */
export function solveOneClass(
  start: Float64Array,
  startGradient: Float64Array,
  tolerance: number,
  kernel: SolverKernel,
): OneClassSolution {
  const rows = start.length;
  const alpha = start.slice();
  const gradient = startGradient.slice();
  const limit = Math.max(10_000_000, 100 * rows);
  let iterations = 0;
  let converged = false;
  while (iterations < limit) {
    const i = mostViolatingIncrease(alpha, gradient);
    const row = i < 0 ? undefined : kernel.row(i);
    const j = row ? bestPartner(alpha, gradient, row, i, kernel.diagonal, tolerance) : -1;
    if (!row || j < 0) {
      converged = true;
      break;
    }
    iterations++;
    const curvature = Math.max(kernel.diagonal[i]! + kernel.diagonal[j]! - 2 * row[j]!, LEAST_CURVATURE);
    const wanted = (gradient[j]! - gradient[i]!) / curvature;
    const step = Math.min(wanted, 1 - alpha[i]!, alpha[j]!);
    // Assign the bound itself when it is reached: a sum could miss it by a rounding.
    const up = step === 1 - alpha[i]! ? 1 : alpha[i]! + step;
    const down = step === alpha[j]! ? 0 : alpha[j]! - step;
    const changeUp = up - alpha[i]!;
    const changeDown = down - alpha[j]!;
    alpha[i] = up;
    alpha[j] = down;
    const other = kernel.row(j);
    for (let k = 0; k < rows; k++) gradient[k]! += changeUp * row[k]! + changeDown * other[k]!;
  }
  let objective = 0;
  for (let i = 0; i < rows; i++) objective += (alpha[i]! * gradient[i]!) / 2;
  return { alpha, rho: offset(alpha, gradient), objective, iterations, converged };
}

/** Index i of the least gradient among the multipliers that can grow; of equals the last, as libsvm's. */
function mostViolatingIncrease(alpha: Float64Array, gradient: Float64Array): number {
  let least = Number.POSITIVE_INFINITY;
  let index = -1;
  for (let t = 0; t < alpha.length; t++) {
    if (alpha[t]! < 1 && gradient[t]! <= least) {
      least = gradient[t]!;
      index = t;
    }
  }
  return index;
}

/**
 * Index j of the multiplier that can shrink and, paired with i, lowers the objective most; -1 when within
 * tolerance.
 */
function bestPartner(
  alpha: Float64Array,
  gradient: Float64Array,
  row: Float32Array,
  partner: number,
  diagonal: Float32Array | Float64Array,
  tolerance: number,
): number {
  const least = gradient[partner]!;
  const own = diagonal[partner]!;
  let greatest = Number.NEGATIVE_INFINITY;
  let gain = 0;
  let index = -1;
  for (let t = 0; t < alpha.length; t++) {
    if (!(alpha[t]! > 0)) continue;
    const value = gradient[t]!;
    if (value > greatest) greatest = value;
    const difference = value - least;
    if (difference <= 0) continue;
    const curvature = own + diagonal[t]! - 2 * row[t]!;
    const lowered = (difference * difference) / (curvature > 0 ? curvature : LEAST_CURVATURE);
    if (lowered >= gain) {
      gain = lowered;
      index = t;
    }
  }
  return greatest - least < tolerance ? -1 : index;
}

/** rho: the mean gradient of the multipliers strictly inside, or the middle of what the others allow. */
export function offset(alpha: Float64Array, gradient: Float64Array): number {
  let upper = Number.POSITIVE_INFINITY;
  let lower = Number.NEGATIVE_INFINITY;
  let sum = 0;
  let free = 0;
  for (let t = 0; t < alpha.length; t++) {
    const value = gradient[t]!;
    if (alpha[t]! >= 1) lower = Math.max(lower, value);
    else if (alpha[t]! <= 0) upper = Math.min(upper, value);
    else {
      sum += value;
      free++;
    }
  }
  if (free > 0) return sum / free;
  if (!Number.isFinite(upper)) return lower;
  return Number.isFinite(lower) ? (upper + lower) / 2 : upper;
}
