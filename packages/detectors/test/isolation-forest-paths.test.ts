/** Every way of scoring a forest against scikit-learn, on thousands of rows with ties of values and of scores. */
import { describe, expect, it } from 'vitest';
import { exp2 } from '../src/elementary.js';
import { flatten } from '../src/isolation-forest-paths.js';
import { withinFloats } from '../src/isolation-tree.js';
import { addPerfectPathLengths, perfectTrees } from '../src/kernels/forest.js';
import { RankedForest } from '../src/kernels/forest-ranks.js';
import { averagePathLength } from '../src/path-length.js';
import { forestRows } from './golden/forest-rows.js';
import { golden } from './golden/read.js';
import { forestOfScikitTrees, type ScikitTree } from './golden/sklearn-forest.js';
import { inOrder } from './rows.js';

const { columns, subsample, trees } = golden<{
  readonly columns: number;
  readonly subsample: number;
  readonly trees: readonly ScikitTree[];
}>('isolation-forest');
const { scores: expected } = golden<{ readonly scores: readonly number[] }>('isolation-forest-rows');
const forest = forestOfScikitTrees(columns, subsample, trees);
const nodes = flatten(forest.trees);
const rows = forestRows(columns, expected.length, trees);

function scoresOf(add: (lengths: Float64Array) => void): Float64Array {
  const lengths = new Float64Array(rows.rows);
  add(lengths);
  return lengths.map((length) => exp2(-length / (trees.length * averagePathLength(subsample))));
}

const paths: [string, () => Float64Array][] = [
  ['the fastest path', () => forest.score(rows)],
  ['the reference path', () => forest.score(rows, 'reference')],
  [
    'ranks of 16 bits',
    () => scoresOf((lengths) => RankedForest.of(nodes, columns)!.addPathLengths(rows.values, lengths)),
  ],
  [
    'perfect trees of 32-bit floats',
    () =>
      scoresOf((lengths) =>
        addPerfectPathLengths(perfectTrees(nodes)!, rows.values, columns, lengths, withinFloats),
      ),
  ],
  [
    'plain steps, a row at a time',
    () => Float64Array.from({ length: rows.rows }, (_, r) => forest.score(inOrder(rows, [r]))[0]!),
  ],
];

describe.each(paths)("scikit-learn's trees scored by %s", (_, run) => {
  const scores = run();

  it('score 6000 rows as scikit-learn does', () => {
    expect(rows.rows).toBe(6000);
    // Far below the errors that 32-bit sums would have, some 2e-7.
    expect(Math.max(...scores.map((score, r) => Math.abs(score - expected[r]!)))).toBeLessThan(1e-14);
  });

  it("keep scikit-learn's order of rows, ties included", () => {
    const order = Array.from(expected.keys()).sort((a, b) => expected[a]! - expected[b]!);
    let ties = 0;
    for (let i = 1; i < order.length; i++) {
      const [before, after] = [order[i - 1]!, order[i]!];
      const step = scores[after]! - scores[before]!;
      if (expected[after]! - expected[before]! > 1e-13) expect(step).toBeGreaterThan(0);
      else {
        expect(Math.abs(step)).toBeLessThan(1e-13);
        ties++;
      }
    }
    expect(ties).toBeGreaterThan(800);
  });
});

it('has the same bits on every path', () => {
  const [first, ...others] = paths.map(([, run]) => run());
  for (const other of others) expect(other).toEqual(first);
});
