/** The radial basis function kernel exp(-gamma |x - y|^2). */
import { decay } from './exponential.js';
import type { Matrix } from './matrix.js';

/** 'scale' is 1 / (columns x variance of all values), 'auto' is 1 / columns, as in scikit-learn. */
export type Gamma = 'scale' | 'auto' | number;

/** The number that `gamma` stands for on this matrix, above 0. */
export function resolveGamma(gamma: Gamma, { columns, values }: Matrix): number {
  if (typeof gamma === 'number') return gamma;
  if (gamma === 'auto') return 1 / columns;
  let mean = 0;
  for (const value of values) mean += value / values.length;
  let variance = 0;
  for (const value of values) variance += ((value - mean) / values.length) * (value - mean);
  return variance > 0 ? Math.max(1 / (columns * variance), Number.MIN_VALUE) : 1;
}

/**
 * Writes the kernel of one row with every row of `matrix` into `into` (rows). Distances are sums of squared
 * differences, not |x|^2 + |y|^2 - 2xy, which loses the digits of rows far from the origin.
 */
export function kernelRow(
  matrix: Matrix,
  row: Float64Array,
  at: number,
  gamma: number,
  into: Float32Array | Float64Array,
): void {
  const { rows, columns, values } = matrix;
  const fours = rows & ~3;
  let i = 0;
  for (let r = 0; r < fours; r += 4) {
    // Four rows at a time: one sum alone would wait for its own last addition.
    let d0 = 0;
    let d1 = 0;
    let d2 = 0;
    let d3 = 0;
    for (let c = 0; c < columns; c++, i++) {
      const x = row[at + c]!;
      const e0 = x - values[i]!;
      const e1 = x - values[i + columns]!;
      const e2 = x - values[i + 2 * columns]!;
      const e3 = x - values[i + 3 * columns]!;
      d0 += e0 * e0;
      d1 += e1 * e1;
      d2 += e2 * e2;
      d3 += e3 * e3;
    }
    i += 3 * columns;
    into[r] = decay(gamma * d0);
    into[r + 1] = decay(gamma * d1);
    into[r + 2] = decay(gamma * d2);
    into[r + 3] = decay(gamma * d3);
  }
  for (let r = fours; r < rows; r++) {
    let distance = 0;
    for (let c = 0; c < columns; c++, i++) {
      const difference = row[at + c]! - values[i]!;
      distance += difference * difference;
    }
    into[r] = decay(gamma * distance);
  }
}
