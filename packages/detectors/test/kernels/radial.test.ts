/** The kernel of radial basis functions beside 64-bit arithmetic. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Matrix, oneClassSvm, takeRows } from '../../src/index.js';
import { frameOf, RadialKernel } from '../../src/kernels/radial.js';
import { firstRows, leastRows } from '../../src/one-class-start.js';
import { kernelRows, kernelSums } from '../../src/radial-kernel.js';
import { clusteredRows, sum, uniformRows } from '../rows.js';

function exactKernel(a: Matrix, r: number, b: Matrix, s: number, gamma: number): number {
  let distance = 0;
  for (let c = 0; c < a.columns; c++) {
    distance += (a.values[r * a.columns + c]! - b.values[s * a.columns + c]!) ** 2;
  }
  return Math.exp(-gamma * distance);
}

describe('radial kernel', () => {
  it('runs here', () => {
    expect(RadialKernel.of(frameOf(uniformRows(3, 2), 1), 3)).toBeDefined();
  });

  it('is within 2e-6 of the exponential, wherever the rows are', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 70 }),
        fc.integer({ min: 1, max: 9 }),
        fc.double({ min: 0.01, max: 30, noNaN: true }),
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        (rows, columns, gamma, offset) => {
          const near = uniformRows(rows, columns, rows);
          const matrix = { ...near, values: near.values.map((value) => value + offset) };
          const kernel = kernelRows(matrix, gamma);
          const row = new Float32Array(rows);
          for (let r = 0; r < rows; r += 7) {
            kernel.row(r, row);
            expect(row[r]).toBe(1);
            for (let s = 0; s < rows; s++) {
              expect(Math.abs(row[s]! - exactKernel(matrix, r, matrix, s, gamma))).toBeLessThan(2e-6);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('sums over many sources to 7 digits', () => {
    const points = clusteredRows(1100, 5);
    const sources = clusteredRows(700, 5, 2);
    const weights = Float64Array.from({ length: 700 }, (_, s) => (s % 10) / 10 + 0.05);
    const sums = kernelSums(sources, weights, 3, points);
    for (let r = 0; r < 1100; r += 97) {
      const exact = sum(weights.map((weight, s) => weight * exactKernel(points, r, sources, s, 3)));
      expect(Math.abs(sums[r]! / exact - 1)).toBeLessThan(1e-6);
    }
  });

  it('leaves rows that 32 bits cannot place to 64-bit arithmetic', () => {
    const sources = uniformRows(40, 2);
    const far = { rows: 3, columns: 2, values: Float64Array.of(1e5, 1e5, 0.4, 0.6, 1e300, -1e300) };
    const sums = kernelSums(sources, new Float64Array(40).fill(1), 1, far);
    expect(sums[0]).toBe(0);
    expect(sums[2]).toBe(0);
    expect(sums[1]!).toBeGreaterThan(20);
    const wide = { rows: 3, columns: 1, values: Float64Array.of(0, 1e9, 1e9 + 1) };
    const row = new Float32Array(3);
    kernelRows(wide, 1).row(1, row);
    expect([...row]).toEqual([0, 1, Math.fround(Math.exp(-1))]);
  });
});

describe('start of the one-class SVM', () => {
  it('keeps the constraints of the dual problem, on equal rows too', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 60 }),
        fc.double({ min: 1e-6, max: 1, noNaN: true }),
        (values, nu) => {
          for (const alpha of [leastRows(Float64Array.from(values), nu), firstRows(values.length, nu)]) {
            expect(sum(alpha)).toBeCloseTo(nu * values.length, 9);
            expect(alpha.every((a) => a >= 0 && a <= 1)).toBe(true);
          }
        },
      ),
    );
  });

  it('does not decide where the solver ends', () => {
    // From 5000 rows on, a part is solved first; tolerance decides how near both come to the one solution.
    const matrix = clusteredRows(5000, 4);
    const fitted = oneClassSvm({ gamma: 8, tolerance: 1e-4 }).fit(matrix);
    const fewer = oneClassSvm({ gamma: 8, tolerance: 1e-4, seed: 5 }).fit(matrix);
    expect(fitted.converged).toBe(true);
    expect(fitted.iterations).toBeLessThan(1000);
    expect(fewer.objective / fitted.objective).toBeCloseTo(1, 6);
    expect(sum(fitted.coefficients)).toBeCloseTo(250, 6);
    const scores = fitted.score(takeRows(matrix, [19, 0, 39]));
    expect(scores[1]!).toBeLessThan(0);
  });
});
