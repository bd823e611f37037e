/** Where the solver of the one-class SVM starts. */
import { type Matrix, takeRows } from './matrix.js';
import type { KernelRows } from './radial-kernel.js';

/** The first nu x rows multipliers at their bound, one in between: libsvm's starting point (rows). */
export function firstRows(rows: number, nu: number): Float64Array {
  const alpha = new Float64Array(rows);
  const full = Math.min(rows, Math.floor(nu * rows));
  alpha.fill(1, 0, full);
  if (full < rows) alpha[full] = nu * rows - full;
  return alpha;
}

/** The same, but the rows with the least values come first; of equals the first (rows). */
export function leastRows(values: Float64Array, nu: number): Float64Array {
  const rows = values.length;
  const full = Math.min(rows, Math.floor(nu * rows));
  const least = values.slice().sort()[Math.min(full, rows - 1)]!;
  const alpha = new Float64Array(rows);
  let left = full;
  for (let i = 0; i < rows; i++) {
    if (values[i]! < least) {
      alpha[i] = 1;
      left--;
    }
  }
  let rest = nu * rows - full;
  for (let i = 0; i < rows; i++) {
    if (values[i] !== least) continue;
    if (left > 0) {
      alpha[i] = 1;
      left--;
    } else {
      alpha[i] = rest;
      rest = 0;
    }
  }
  return alpha;
}

/** Sum over rows of multiplier x kernel, for each row (rows). */
export function gradientOf(alpha: Float64Array, matrix: Matrix, kernel: KernelRows): Float64Array {
  const support = Array.from(alpha.keys()).filter((row) => alpha[row]! > 0);
  const weights = Float64Array.from(support, (row) => alpha[row]!);
  return kernel.weightedSums(takeRows(matrix, support), weights);
}
