/** Isolation forest against scikit-learn's trees and scores, and its own promises. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isolationForest } from '../src/index.js';
import { floatBelow } from '../src/isolation-tree.js';
import { averagePathLength } from '../src/path-length.js';
import { golden, matrixOf } from './golden/read.js';
import { forestOfScikitTrees, type ScikitTree } from './golden/sklearn-forest.js';
import { clusteredRows, correlation, sum, uniformRows } from './rows.js';

interface Golden {
  readonly columns: number;
  readonly subsample: number;
  readonly train: readonly number[];
  readonly test: readonly number[];
  readonly trees: readonly ScikitTree[];
  readonly scores: readonly number[];
  readonly means: readonly number[];
  readonly spread: readonly number[];
  readonly threshold: number;
}

describe('isolation forest beside scikit-learn', () => {
  const values = golden<Golden>('isolation-forest');
  const train = matrixOf(values.train, values.columns);
  const test = matrixOf(values.test, values.columns);

  it("scores scikit-learn's own trees as scikit-learn does", () => {
    const forest = forestOfScikitTrees(values.columns, values.subsample, values.trees);
    const scores = forest.score(test);
    const worst = Math.max(...scores.map((score, r) => Math.abs(score - values.scores[r]!)));
    expect(worst).toBeLessThan(1e-14);
  });

  it("grows forests whose scores are as scikit-learn's, up to their spread from seed to seed", () => {
    const seeds = Array.from({ length: 10 }, (_, seed) =>
      isolationForest({ trees: 200, seed }).fit(train).score(test),
    );
    const means = Array.from(values.means, (_, r) => sum(seeds.map((scores) => scores[r]!)) / seeds.length);
    expect(correlation(means, values.means)).toBeGreaterThan(0.998);
    const offBy = means.map((mean, r) => (mean - values.means[r]!) / (values.spread[r]! * Math.sqrt(2 / 10)));
    expect(Math.abs(sum(offBy) / offBy.length)).toBeLessThan(1);
    expect(Math.sqrt(sum(offBy.map((z) => z * z)) / offBy.length)).toBeLessThan(1.8);
  });

  it('puts the threshold where contamination asks for it', () => {
    const forest = isolationForest({ trees: 200, contamination: 0.05 }).fit(train);
    const above = forest.score(train).filter((score) => score > forest.threshold).length;
    expect(above / train.rows).toBeCloseTo(0.05, 2);
    expect(forest.threshold).toBeCloseTo(values.threshold, 1);
    expect(isolationForest().fit(train).threshold).toBe(0.5);
  });
});

describe('isolation forest', () => {
  it('explains a score completely: contributions add up to 1 + log2(score)', () => {
    const matrix = clusteredRows(600, 5);
    const forest = isolationForest({ seed: 2 }).fit(matrix);
    const scores = forest.score(matrix);
    for (let r = 0; r < 100; r++) {
      const explanation = forest.explain(matrix.values.slice(r * 5, r * 5 + 5));
      expect(sum(explanation)).toBeCloseTo(1 + Math.log2(scores[r]!), 12);
    }
  });

  it('credits the column that sets a row apart', () => {
    const matrix = clusteredRows(600, 5);
    const row = matrix.values.slice(0, 5);
    row[3] = 9;
    const explanation = isolationForest().fit(matrix).explain(row);
    expect(explanation.indexOf(Math.max(...explanation))).toBe(3);
    expect(explanation[3]!).toBeGreaterThan(2 * Math.max(...explanation.filter((_, c) => c !== 3)));
  });

  it('keeps every tree within its height and its rows', () => {
    const forest = isolationForest({ trees: 10, subsample: 64 }).fit(uniformRows(500, 3));
    for (const tree of forest.trees) {
      const depth = new Int32Array(tree.feature.length);
      let next = 1;
      tree.feature.forEach((column, node) => {
        if (column < 0) return;
        depth[next] = depth[next + 1] = depth[node]! + 1;
        expect(tree.rows[next]! + tree.rows[next + 1]!).toBe(tree.rows[node]);
        next += 2;
      });
      expect(Math.max(...depth)).toBeLessThanOrEqual(6);
      expect(tree.rows[0]).toBe(64);
    }
  });

  it('grows a tree the same whatever the number of trees', () => {
    const matrix = uniformRows(400, 3);
    const few = isolationForest({ trees: 3, seed: 8 }).fit(matrix).trees;
    const many = isolationForest({ trees: 9, seed: 8 }).fit(matrix).trees;
    expect(many.slice(0, 3)).toEqual(few);
  });

  it('differs from seed to seed', () => {
    const matrix = uniformRows(400, 3);
    const first = isolationForest({ seed: 1 }).fit(matrix).score(matrix);
    expect(isolationForest({ seed: 2 }).fit(matrix).score(matrix)).not.toEqual(first);
  });

  it('gives the average path lengths of the paper', () => {
    expect([0, 1, 2].map(averagePathLength)).toEqual([0, 0, 1]);
    expect(averagePathLength(256)).toBeCloseTo(10.244770920119917, 12);
  });

  it('rounds thresholds down to 32-bit floats', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e30, max: 1e30, noNaN: true }),
        fc.float({ noNaN: true }),
        (value, float) => {
          expect(float <= floatBelow(value)).toBe(float <= value);
          expect(Math.fround(floatBelow(value))).toBe(floatBelow(value));
        },
      ),
    );
    expect(floatBelow(-1e-60)).toBeLessThan(0);
  });

  it.each([
    [{ trees: 0 }, /trees .*from 1 .*received 0/],
    [{ subsample: 2.5 }, /subsample .*received 2.5/],
    [{ contamination: 0.6 }, /contamination .*at most 0.5, received 0.6/],
    [{ seed: NaN }, /finite seed, received NaN/],
  ])('rejects %j', (options, message) => {
    expect(() => isolationForest(options)).toThrow(message);
  });
});
