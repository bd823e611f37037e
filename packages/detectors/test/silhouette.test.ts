/** Silhouettes against scikit-learn's, and their sampling. */
import { describe, expect, it } from 'vitest';
import { type MeasuredSilhouette, silhouette } from '../src/index.js';
import { clusterOf, type Kind, latticeRows } from './golden/lattice-rows.js';
import { golden, matrixOf } from './golden/read.js';
import { uniformRows } from './rows.js';

interface Golden {
  readonly cases: readonly {
    readonly columns: number;
    readonly values: readonly number[];
    readonly labels: readonly number[];
    readonly silhouette?: number;
    readonly samples?: readonly number[];
  }[];
}

interface LargeGolden {
  readonly cases: readonly {
    readonly rows: number;
    readonly kind: Kind;
    readonly columns: number;
    /** So many first rows are each a cluster of their own. */
    readonly alone: number;
    readonly mean: number;
    readonly first: readonly number[];
    /** Of 50 rows at even steps. */
    readonly shown: readonly number[];
  }[];
}

const measured = golden<Golden>('dbscan').cases.filter((one) => one.silhouette !== undefined);

describe('silhouette', () => {
  it.each(measured)("is scikit-learn's on $columns columns, noise counted as a cluster", (expected) => {
    const found = silhouette(matrixOf(expected.values, expected.columns), Int32Array.from(expected.labels));
    expect(found.mean).toBeCloseTo(expected.silhouette!, 8);
    const { samples, interval } = found as MeasuredSilhouette;
    expected.samples!.forEach((sample, row) => {
      expect(samples[row]).toBeCloseTo(sample, 7);
    });
    expect(interval).toBeUndefined();
  });

  it.each(golden<LargeGolden>('silhouette').cases)(
    "is scikit-learn's to 1e-6: $rows rows, $kind, $columns columns, $alone of them alone",
    ({ rows, kind, columns, alone, mean, first, shown }) => {
      const labels = clusterOf(rows).map((label, row) => (row < alone ? 100 + row : label));
      const found = silhouette(latticeRows(kind, rows, columns), labels) as MeasuredSilhouette;
      expect(Math.abs(found.mean - mean)).toBeLessThan(1e-6);
      const near = (sample: number, expected: number) =>
        expect(Math.abs(sample - expected)).toBeLessThan(1e-6);
      first.forEach((expected, row) => {
        near(found.samples[row]!, expected);
      });
      shown.forEach((expected, i) => {
        near(found.samples[i * Math.floor(rows / 50)]!, expected);
      });
      for (let row = 0; row < alone; row++) expect(found.samples[row]).toBe(0);
    },
  );

  it('can leave noise out', () => {
    const matrix = matrixOf([0, 0.1, 5, 5.1, 90], 1);
    const labels = Int32Array.of(0, 0, 1, 1, -1);
    const without = silhouette(matrix, labels, { excludeNoise: true }) as MeasuredSilhouette;
    expect([...without.rows]).toEqual([0, 1, 2, 3]);
    expect(without.mean).toBeCloseTo(
      silhouette(matrixOf([0, 0.1, 5, 5.1], 1), Int32Array.of(0, 0, 1, 1)).mean!,
      12,
    );
    expect(silhouette(matrix, labels).mean).not.toBeCloseTo(without.mean, 3);
  });

  it('says why it is not defined', () => {
    const matrix = uniformRows(3, 2);
    expect(silhouette(matrix, Int32Array.of(1, 1, 1))).toEqual({
      mean: null,
      reason: 'silhouette needs 2 clusters or more, there is 1',
    });
    expect(silhouette(matrix, Int32Array.of(-1, -1, -1), { excludeNoise: true })).toMatchObject({
      mean: null,
    });
    expect(silhouette(matrix, Int32Array.of(0, 1, 2))).toEqual({
      mean: null,
      reason: 'silhouette needs fewer clusters than rows, there are 3 of each',
    });
  });

  it.each<{ kind: Kind; rows: number; columns: number; judged: number }>([
    // Well apart: most silhouettes are high, a few very low.
    { kind: 'clustered', rows: 900, columns: 6, judged: 100 },
    { kind: 'clustered', rows: 400, columns: 3, judged: 200 },
    { kind: 'uniform', rows: 900, columns: 3, judged: 100 },
  ])('covers the exact mean with its interval in about 95 of 100 draws: $kind, $judged of $rows', (given) => {
    const { kind, rows, columns, judged } = given;
    const matrix = latticeRows(kind, rows, columns);
    const labels = clusterOf(rows);
    const exact = silhouette(matrix, labels).mean!;
    const draws = 400;
    let covered = 0;
    for (let seed = 0; seed < draws; seed++) {
      const maxRows = Math.ceil(Math.sqrt(judged * rows));
      const part = silhouette(matrix, labels, { maxRows, seed }) as MeasuredSilhouette;
      expect(Math.abs(part.samples.length - judged)).toBeLessThan(2);
      if (part.interval!.low <= exact && exact <= part.interval!.high) covered++;
    }
    // Four standard deviations of a binomial share of .95.
    expect(Math.abs(covered / draws - 0.95)).toBeLessThan(4 * Math.sqrt((0.95 * 0.05) / draws));
  });

  it('judges at least 100 rows, however many there are', () => {
    const part = silhouette(latticeRows('clustered', 3000, 2), clusterOf(3000), { maxRows: 1 });
    expect((part as MeasuredSilhouette).samples).toHaveLength(100);
  });

  it('does not depend on the order of rows', () => {
    const matrix = matrixOf([3, 1, 2, 9, 8, 7], 1);
    const turned = matrixOf([7, 8, 9, 2, 1, 3], 1);
    const first = silhouette(matrix, Int32Array.of(0, 0, 0, 1, 1, 1)) as MeasuredSilhouette;
    const second = silhouette(turned, Int32Array.of(1, 1, 1, 0, 0, 0)) as MeasuredSilhouette;
    expect([...second.samples].reverse()).toEqual([...first.samples]);
  });

  it('wants a label for each row', () => {
    expect(() => silhouette(uniformRows(3, 2), Int32Array.of(1, 2))).toThrow(/expected 3 labels, received 2/);
  });
});
