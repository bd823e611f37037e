/** The radial basis function kernel exp(-gamma |x - y|^2). */
import { decay } from './exponential.js';
import type { KernelSource } from './kernel-cache.js';
import { frameOf, isWithinReach, RadialKernel } from './kernels/radial.js';
import type { Matrix } from './matrix.js';

/** 'scale' is 1 / (columns x variance of all values), 'auto' is 1 / columns, as in scikit-learn. */
export type Gamma = 'scale' | 'auto' | number;

/** 1 / variance can overflow; twice this cannot. */
const GREATEST_SCALE = Number.MAX_VALUE / 4;

/** The number that `gamma` stands for on this matrix, above 0; 'scale' is 1 where all values are equal. */
export function resolveGamma(gamma: Gamma, { columns, values }: Matrix): number {
  if (typeof gamma === 'number') return gamma;
  if (gamma === 'auto') return 1 / columns;
  // Their mean may be off by a rounding, and the variance then not 0.
  if (values.every((value) => value === values[0])) return 1;
  let mean = 0;
  for (const value of values) mean += value / values.length;
  let variance = 0;
  for (const value of values) variance += ((value - mean) / values.length) * (value - mean);
  return variance > 0 ? Math.min(Math.max(1 / (columns * variance), Number.MIN_VALUE), GREATEST_SCALE) : 1;
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

/** Kernels of the rows of one matrix. */
export interface KernelRows extends KernelSource {
  /** Weighted sum of the kernels of the sources with each row (rows). */
  weightedSums(sources: Matrix, weights: Float64Array): Float64Array;
}

/** In 32 bits and wasm where that can run and all values are near enough to their mean, else in 64 bits. */
export function kernelRows(matrix: Matrix, gamma: number): KernelRows {
  return fastKernelRows(matrix, gamma) ?? plainKernelRows(matrix, gamma);
}

function fastKernelRows(matrix: Matrix, gamma: number): KernelRows | undefined {
  const { rows, columns, values } = matrix;
  const frame = frameOf(matrix, gamma);
  for (let r = 0; r < rows; r++) if (!isWithinReach(frame, values, r * columns)) return undefined;
  const kernel = RadialKernel.of(frame, rows);
  if (!kernel) return undefined;
  kernel.setPoints(values, 0, rows);
  return {
    rows,
    diagonal: new Float32Array(rows).fill(1),
    row: (index, into) => kernel.row(values, index * columns, into),
    weightedSums(sources, weights) {
      const sums = new Float64Array(rows);
      kernel.weightedSums(sources, weights, sums);
      return sums;
    },
  };
}

function plainKernelRows(matrix: Matrix, gamma: number): KernelRows {
  const { rows, columns, values } = matrix;
  return {
    rows,
    diagonal: new Float32Array(rows).fill(1),
    row: (index, into) => kernelRow(matrix, values, index * columns, gamma, into),
    weightedSums(sources, weights) {
      const sums = new Float64Array(rows);
      const kernel = new Float64Array(rows);
      for (let s = 0; s < sources.rows; s++) {
        kernelRow(matrix, sources.values, s * columns, gamma, kernel);
        for (let r = 0; r < rows; r++) sums[r]! += weights[s]! * kernel[r]!;
      }
      return sums;
    },
  };
}

const BLOCK_ROWS = 1024;

/**
 * Weighted sum of the kernels of the sources with each row of `matrix` (rows). What is computed for a row depends
 * on nothing but the row and the sources.
 */
export function kernelSums(
  sources: Matrix,
  weights: Float64Array,
  gamma: number,
  matrix: Matrix,
): Float64Array {
  const { rows, columns, values } = matrix;
  const sums = new Float64Array(rows);
  const frame = frameOf(sources, gamma);
  let near = sources.rows > 0 && rows > 0;
  for (let s = 0; near && s < sources.rows; s++) near = isWithinReach(frame, sources.values, s * columns);
  const fast = near ? RadialKernel.of(frame, Math.min(BLOCK_ROWS, rows)) : undefined;
  for (let from = 0; fast && from < rows; from += BLOCK_ROWS) {
    const count = Math.min(BLOCK_ROWS, rows - from);
    fast.setPoints(values, from, count);
    fast.weightedSums(sources, weights, sums.subarray(from, from + count));
  }
  const kernel = new Float64Array(sources.rows);
  for (let r = 0; r < rows; r++) {
    if (fast && isWithinReach(frame, values, r * columns)) continue;
    kernelRow(sources, values, r * columns, gamma, kernel);
    let sum = 0;
    for (let s = 0; s < kernel.length; s++) sum += weights[s]! * kernel[s]!;
    sums[r] = sum;
  }
  return sums;
}
