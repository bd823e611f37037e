/** The kernel of extended isolation forests gives the bits of the plain path, which scores few rows. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  extendedIsolationForest,
  type FittedExtendedIsolationForest,
  type Matrix,
  takeRows,
} from '../../src/index.js';
import { clusteredRows, uniformRows } from '../rows.js';

/** Rows by fives are too few for a kernel. */
function plainScores(forest: FittedExtendedIsolationForest, matrix: Matrix): Float64Array {
  const scores = new Float64Array(matrix.rows);
  for (let from = 0; from < matrix.rows; from += 5) {
    const indices = Array.from({ length: Math.min(5, matrix.rows - from) }, (_, i) => from + i);
    scores.set(forest.score(takeRows(matrix, indices)), from);
  }
  return scores;
}

it('scores forests of any shape, and rows of any size, as the plain path does', () => {
  fc.assert(
    fc.property(
      fc.record({
        trees: fc.integer({ min: 1, max: 12 }),
        subsample: fc.integer({ min: 1, max: 400 }),
        seed: fc.integer(),
        columns: fc.integer({ min: 1, max: 19 }),
        pick: fc.nat(),
        rows: fc.integer({ min: 64, max: 600 }),
      }),
      ({ trees, subsample, seed, columns, pick, rows }) => {
        const extension = pick % columns;
        const fitted = clusteredRows(500, columns, seed);
        const forest = extendedIsolationForest({ trees, subsample, seed, extension }).fit(fitted);
        const matrix = uniformRows(rows, columns, seed + 1);
        const wild = matrix.values.map((value, i) => (i % 101 === 0 ? (value - 0.5) * 1e300 : value));
        for (const some of [
          matrix,
          { ...matrix, values: wild },
          takeRows(
            fitted,
            Array.from({ length: 64 }, (_, i) => i),
          ),
        ]) {
          expect(forest.score(some)).toEqual(plainScores(forest, some));
        }
      },
    ),
    { numRuns: 40 },
  );
});

it('keeps two forests apart that are scored in turn', () => {
  const matrix = clusteredRows(300, 5);
  const forests = [1, 2].map((seed) => extendedIsolationForest({ trees: 10, seed }).fit(matrix));
  const expected = forests.map((forest) => plainScores(forest, matrix));
  for (const turn of [0, 1, 1, 0, 1]) expect(forests[turn]!.score(matrix)).toEqual(expected[turn]);
});

it('scores more columns than the kernel has room for', () => {
  const matrix = uniformRows(80, 20_000);
  const forest = extendedIsolationForest({ trees: 2, extension: 3 }).fit(matrix);
  expect(forest.score(matrix)).toEqual(plainScores(forest, matrix));
});
