/** Distances to the nearest point by the kernel beside all distances, bit for bit. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FittedDbscan, type Matrix } from '../../src/index.js';
import { NearestPoints } from '../../src/kernels/nearest.js';
import { clusteredRows, uniformRows } from '../rows.js';

function bruteForce(points: Matrix, matrix: Matrix): Float64Array {
  const { columns } = points;
  return Float64Array.from({ length: matrix.rows }, (_, r) => {
    let least = Number.POSITIVE_INFINITY;
    for (let p = 0; p < points.rows; p++) {
      let square = 0;
      for (let c = 0; c < columns; c++) {
        square += (matrix.values[r * columns + c]! - points.values[p * columns + c]!) ** 2;
      }
      least = Math.min(least, square);
    }
    return least;
  });
}

function mapped(matrix: Matrix, change: (value: number, i: number) => number): Matrix {
  return { ...matrix, values: matrix.values.map(change) };
}

function squaresOf(points: Matrix, matrix: Matrix): Float64Array {
  return NearestPoints.of(points)!.squares(matrix)!;
}

function fittedOn(references: Matrix, epsilon: number): FittedDbscan {
  const { rows } = references;
  const labels = new Int32Array(rows);
  return new FittedDbscan({
    epsilon,
    minSamples: 2,
    clusters: 1,
    fittedRows: rows,
    coreRows: rows,
    references,
    labels,
  });
}

describe('kernel of nearest points', () => {
  it.each([
    ['1 column', uniformRows(500, 1), uniformRows(300, 1, 2)],
    ['one point more than whole blocks', uniformRows(65, 3), uniformRows(300, 3, 2)],
    ['8 columns', uniformRows(700, 8), uniformRows(300, 8, 2)],
    ['21 columns', clusteredRows(700, 21), clusteredRows(300, 21, 2)],
    ['64 columns', clusteredRows(300, 64), clusteredRows(100, 64, 2)],
    ['points themselves', clusteredRows(400, 5), clusteredRows(400, 5)],
    [
      'repeated points',
      mapped(uniformRows(900, 2), (x) => Math.round(x * 5)),
      mapped(uniformRows(300, 2, 2), (x) => x * 5),
    ],
    ...Array.from({ length: 12 }, (_, i): [string, Matrix, Matrix] => {
      // Not whole in 32 bits, and many distances nearly the same.
      const step = (x: number) => (Math.floor(x * 40) / 16) * 1.000001;
      const columns = 1 + (i % 6);
      return [
        `steps that 32 bits round, ${i}`,
        mapped(uniformRows(200, columns, i), step),
        mapped(uniformRows(200, columns, i + 99), step),
      ];
    }),
    [
      'a far point among them',
      mapped(uniformRows(300, 3), (x, i) => (i === 7 ? 1e9 : x)),
      uniformRows(200, 3, 2),
    ],
    [
      'points far from 0',
      mapped(uniformRows(300, 3), (x) => x + 1e7),
      mapped(uniformRows(200, 3, 2), (x) => x + 1e7),
    ],
    [
      'tiny values',
      mapped(uniformRows(300, 3), (x) => x * 1e-90),
      mapped(uniformRows(200, 3, 2), (x) => x * 1e-90),
    ],
    [
      'very large values',
      mapped(uniformRows(300, 3), (x) => x * 1e90),
      mapped(uniformRows(200, 3, 2), (x) => x * 1e90),
    ],
    [
      'differences of every size',
      mapped(uniformRows(300, 3), (x, i) => x * 10 ** -(i % 40)),
      mapped(uniformRows(300, 3, 2), (x, i) => x * 10 ** -(i % 40)),
    ],
  ])('gives the least of all distances: %s', (_, points, matrix) => {
    expect(squaresOf(points, matrix)).toEqual(bruteForce(points, matrix));
  });

  it('gives the least of all distances on lattices, where most are equal', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 32, max: 200 }),
        fc.integer({ min: 1, max: 12 }),
        (seed, columns, rows, levels) => {
          const lattice = (count: number, from: number) =>
            mapped(uniformRows(count, columns, from), (x) => Math.floor(x * levels) / 16);
          const points = mapped(lattice(rows, seed), (x, i) => (i === 0 ? x + 1 : x));
          const matrix = lattice(40, seed ^ 1);
          expect(squaresOf(points, matrix)).toEqual(bruteForce(points, matrix));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('leaves rows that are far outside to others', () => {
    const squares = squaresOf(uniformRows(100, 2), {
      rows: 3,
      columns: 2,
      values: Float64Array.of(0.5, 0.5, 1e5, 0, 1e300, -1e300),
    });
    expect([...squares].map(Number.isNaN)).toEqual([false, true, true]);
  });

  it('is not for few, equal or immense points', () => {
    const squares = (points: Matrix) => NearestPoints.of(points)?.squares(uniformRows(3, points.columns));
    expect(squares(uniformRows(20, 2))).toBeUndefined();
    expect(squares(mapped(uniformRows(100, 2), () => 7))).toBeUndefined();
    expect(squares(mapped(uniformRows(100, 2), (x) => x * 1e300))).toBeUndefined();
    expect(squares(uniformRows(100, 2))).toHaveLength(3);
  });
});

describe('scores of DBSCAN', () => {
  it('are distances to the nearest core row over epsilon, in whatever batch a row stands', () => {
    const points = clusteredRows(600, 6);
    const matrix = mapped(clusteredRows(700, 6, 2), (x, i) => (i % 997 === 5 ? x * 1e7 : x));
    const expected = bruteForce(points, matrix).map((square) => Math.sqrt(square) / 0.3);
    expect(fittedOn(points, 0.3).score(matrix)).toEqual(expected);
    const other = fittedOn(clusteredRows(300, 6, 3), 0.3);
    const fitted = fittedOn(points, 0.3);
    for (let from = 0; from < 700; from += 100) {
      const part = { rows: 100, columns: 6, values: matrix.values.slice(from * 6, from * 6 + 600) };
      expect(fitted.score(part)).toEqual(expected.slice(from, from + 100));
      other.score(matrix);
    }
    expect(fitted.score(matrix)).toEqual(expected);
    expect(fitted.score({ rows: 1, columns: 6, values: matrix.values.slice(0, 6) })[0]).toBe(expected[0]);
  });
});
