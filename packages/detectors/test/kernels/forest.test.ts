/** The forest kernels give the bits of the plain path, which scores few rows. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FittedIsolationForest, isolationForest, type Matrix, takeRows } from '../../src/index.js';
import { clusteredRows, uniformRows } from '../rows.js';

/** Rows by fives are too few for a kernel. */
function plainScores(forest: FittedIsolationForest, matrix: Matrix): Float64Array {
  const scores = new Float64Array(matrix.rows);
  for (let from = 0; from < matrix.rows; from += 5) {
    const indices = Array.from({ length: Math.min(5, matrix.rows - from) }, (_, i) => from + i);
    scores.set(forest.score(takeRows(matrix, indices)), from);
  }
  return scores;
}

/** Values on thresholds and beyond 32-bit floats, too. */
function hardRows(forest: FittedIsolationForest, rows: number): Matrix {
  const { columns } = forest;
  const matrix = uniformRows(rows, columns, 77);
  const thresholds = forest.trees.flatMap((tree) => [...tree.threshold]);
  const values = matrix.values.map((value, i) =>
    i % 3 === 0 ? thresholds[i % thresholds.length]! : i % 1001 === 0 ? (value - 0.5) * 1e300 : value,
  );
  return { rows, columns, values };
}

describe.each([
  ['usual trees', 6, 256, 40],
  ['trees of one leaf', 3, 1, 5],
  ['trees of two leaves', 3, 2, 9],
  ['one column', 1, 256, 20],
  ['trees of many words', 4, 3000, 7],
  ['too many columns for ranks', 40, 128, 20],
])('forest kernels on %s', (_, columns, subsample, trees) => {
  const forest = isolationForest({ trees, subsample, seed: 3 }).fit(uniformRows(3000, columns));

  it.each([[16], [21], [255], [1027], [4099], [300]])('score %i rows as the plain path does', (rows) => {
    const matrix = hardRows(forest, rows);
    expect(forest.score(matrix)).toEqual(plainScores(forest, matrix));
  });
});

it('keeps two forests apart that are scored in turn', () => {
  const matrix = clusteredRows(4200, 5);
  const forests = [1, 2].map((seed) => isolationForest({ trees: 10, seed }).fit(matrix));
  const expected = forests.map((forest) => plainScores(forest, matrix));
  for (const turn of [0, 1, 1, 0, 1]) expect(forests[turn]!.score(matrix)).toEqual(expected[turn]);
});

it('scores forests of any shape as the plain path does', () => {
  fc.assert(
    fc.property(
      fc.record({
        trees: fc.integer({ min: 1, max: 30 }),
        subsample: fc.integer({ min: 1, max: 600 }),
        seed: fc.integer(),
        columns: fc.integer({ min: 1, max: 12 }),
      }),
      ({ trees, subsample, seed, columns }) => {
        const matrix = clusteredRows(700, columns, seed);
        const forest = isolationForest({ trees, subsample, seed }).fit(matrix);
        const expected = plainScores(forest, matrix);
        expect(forest.score(matrix)).toEqual(expected);
        const many = takeRows(
          matrix,
          Uint32Array.from({ length: 4100 }, (_, i) => i % 700),
        );
        expect(forest.score(many).subarray(0, 700)).toEqual(expected);
      },
    ),
    { numRuns: 25 },
  );
});

it('loads thin, deep trees without padding them', () => {
  const depth = 60;
  const nodes = 2 * depth + 1;
  const feature = Array.from({ length: nodes }, (_, node) =>
    node < 2 * depth - 1 && (node === 0 || node % 2 === 0) ? 0 : -1,
  );
  feature[2 * depth - 2] = 0;
  const split = feature.map((column, node) => (column < 0 ? 0 : node));
  const rows = Array.from({ length: nodes }, (_, node) =>
    node === 0 ? depth + 1 : node % 2 === 1 ? 1 : depth + 1 - node / 2,
  );
  const forest = FittedIsolationForest.fromJSON({
    kind: 'isolation-forest',
    version: 1,
    columns: 1,
    subsample: depth + 1,
    threshold: 0.5,
    nodes: [nodes],
    feature,
    split,
    rows,
  });
  const matrix = uniformRows(5000, 1);
  const wide = { ...matrix, values: matrix.values.map((value) => value * 130) };
  expect(forest.score(wide)).toEqual(plainScores(forest, wide));
});
