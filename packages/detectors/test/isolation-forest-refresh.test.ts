/** Forests whose oldest trees are regrown on new rows. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FittedIsolationForest, fromJSON, isolationForest, type Matrix, takeRows } from '../src/index.js';
import { clusteredRows, normals, sum, uniformRows } from './rows.js';

const options = { trees: 20, subsample: 64 };

/** Rows around this centre in every column. */
function rowsAround(centre: number, rows: number, seed: number): Matrix {
  return { rows, columns: 3, values: normals(rows * 3, seed).map((value) => centre + value) };
}

describe('a refreshed isolation forest', () => {
  const old = clusteredRows(400, 3, 1);
  const recent = clusteredRows(300, 3, 2);

  it('has, tree for tree, what a fit would grow: on the new rows where refreshed, on the old elsewhere', () => {
    const fitted = isolationForest({ ...options, seed: 1 }).fit(old);
    const anew = isolationForest({ ...options, seed: 9 }).fit(recent);
    const half = fitted.refresh(recent, { share: 0.5, seed: 9 });
    expect(half.trees).toEqual([...anew.trees.slice(0, 10), ...fitted.trees.slice(10)]);
    const expected = new FittedIsolationForest(3, 64, half.trees, 0.5);
    expect(half.score(recent)).toEqual(expected.score(recent));
    const whole = half.refresh(recent, { share: 0.5, seed: 9 });
    expect(whole.score(old)).toEqual(anew.score(old));
    expect(JSON.stringify(whole)).toBe(JSON.stringify(anew));
  });

  it('replaces the oldest trees first, and all of them within 1 / share refreshes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 5, max: 100 }),
        fc.integer({ min: 1, max: 25 }),
        (trees, percent, refreshes) => {
          const share = percent / 100;
          let forest = isolationForest({ trees, subsample: 8 }).fit(old);
          const ages = new Array<number>(trees).fill(0);
          for (let now = 1; now <= refreshes; now++) {
            const before = forest;
            const oldest = ages[before.oldest]!;
            expect(oldest).toBe(Math.min(...ages));
            forest = before.refresh(recent, { share, seed: now });
            forest.trees.forEach((tree, place) => {
              if (tree !== before.trees[place]) ages[place] = now;
            });
            expect(ages.filter((age) => age === now)).toHaveLength(Math.ceil((percent * trees) / 100));
          }
          if (refreshes * percent >= 100) expect(Math.min(...ages)).toBeGreaterThan(0);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    [0.07, 7],
    [0.29, 29],
    [0.1, 10],
    [0.001, 1],
    [1, 100],
  ])('regrows at a share of %f of 100 trees %i', (share, regrown) => {
    const forest = isolationForest({ subsample: 4 }).fit(old);
    const after = forest.refresh(recent, { share, seed: 5 });
    expect(after.trees.filter((tree, place) => tree !== forest.trees[place])).toHaveLength(regrown);
    expect(after.oldest).toBe(regrown % 100);
  });

  it('leaves the forest and the rows as they were, and does the same again', () => {
    const forest = isolationForest(options).fit(old);
    const [before, values] = [JSON.stringify(forest), recent.values.slice()];
    const once = forest.refresh(recent, { seed: 3 });
    expect(JSON.stringify(forest.refresh(recent, { seed: 3 }))).toBe(JSON.stringify(once));
    expect(JSON.stringify(forest)).toBe(before);
    expect(recent.values).toEqual(values);
  });

  it('comes back from JSON and goes on with the tree that was its oldest', () => {
    const forest = isolationForest(options).fit(old).refresh(recent, { share: 0.35, seed: 2 });
    const loaded = fromJSON(JSON.parse(JSON.stringify(forest))) as FittedIsolationForest;
    expect(loaded.oldest).toBe(7);
    expect(JSON.stringify(loaded.refresh(old, { seed: 4 }))).toBe(
      JSON.stringify(forest.refresh(old, { seed: 4 })),
    );
  });

  it('loads a forest that was written before there was a refresh', () => {
    const forest = isolationForest(options).fit(old);
    const { oldest, ...older } = JSON.parse(JSON.stringify(forest)) as Record<string, unknown>;
    expect(oldest).toBe(0);
    const loaded = FittedIsolationForest.fromJSON(older);
    expect(loaded.oldest).toBe(0);
    expect(loaded.score(recent)).toEqual(forest.score(recent));
  });

  it.each([[-1], [20], [0.5], ['0'], [null]])('refuses %j as the oldest of 20 trees', (oldest) => {
    const data = { ...isolationForest(options).fit(old).toJSON(), oldest };
    expect(() => FittedIsolationForest.fromJSON(data)).toThrow(/expected oldest to be .*received/);
  });

  it('keeps the threshold, unless asked for a share of the new rows', () => {
    const forest = isolationForest({ ...options, contamination: 0.1 }).fit(old);
    expect(forest.refresh(recent).threshold).toBe(forest.threshold);
    const moved = forest.refresh(recent, { contamination: 0.04 });
    expect(moved.trees).toEqual(forest.refresh(recent).trees);
    expect(moved.score(recent).filter((score) => score > moved.threshold)).toHaveLength(12);
    expect(moved.oldest).toBe(2);
  });

  it('takes what is normal now for ordinary, and still isolates outliers', () => {
    const [before, after] = [rowsAround(0, 2000, 1), rowsAround(6, 2000, 2)];
    let forest = isolationForest({ contamination: 0.02 }).fit(before);
    const meanOf = (matrix: Matrix) => sum(forest.score(matrix)) / matrix.rows;
    const outliers = rowsAround(20, 50, 3);
    expect(meanOf(after)).toBeGreaterThan(forest.threshold);
    const means = [meanOf(after)];
    for (let day = 1; day <= 10; day++) {
      forest = forest.refresh(
        takeRows(
          after,
          Uint32Array.from({ length: 500 }, (_, i) => (i * day) % 2000),
        ),
        {
          seed: day,
        },
      );
      means.push(meanOf(after));
    }
    expect(means.every((mean, day) => day === 0 || mean < means[day - 1]!)).toBe(true);
    const ordinary = forest.score(after).filter((score) => score <= forest.threshold);
    expect(ordinary.length / after.rows).toBeGreaterThan(0.95);
    expect(Math.min(...forest.score(outliers))).toBeGreaterThan(forest.threshold);
    expect(meanOf(before)).toBeGreaterThan(forest.threshold);
  });

  it.each([
    [{ share: 0 }, uniformRows(64, 3), /share .*above 0 and at most 1, received 0/],
    [{ share: 1.5 }, uniformRows(64, 3), /share .*received 1.5/],
    [{ contamination: 0.7 }, uniformRows(64, 3), /contamination .*received 0.7/],
    [{ seed: Number.NaN }, uniformRows(64, 3), /finite seed, received NaN/],
    [{}, uniformRows(63, 3), /at least 64 rows \(subsample\) to refresh on, received 63/],
    [{}, uniformRows(64, 2), /expected 3 columns, received 2/],
    [{}, { rows: 1, columns: 3, values: Float64Array.of(1, Number.NaN, 2) }, /finite values, received NaN/],
  ])('refuses %j with a message', (wrong, matrix, message) => {
    const forest = isolationForest(options).fit(old);
    expect(() => forest.refresh(matrix, wrong)).toThrow(RangeError);
    expect(() => forest.refresh(matrix, wrong)).toThrow(message);
  });
});
