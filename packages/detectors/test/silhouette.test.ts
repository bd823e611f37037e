/** Silhouettes against scikit-learn's, and their sampling. */
import { describe, expect, it } from 'vitest';
import { type MeasuredSilhouette, silhouette } from '../src/index.js';
import { golden, matrixOf } from './golden/read.js';
import { clusteredRows, uniformRows } from './rows.js';

interface Golden {
  readonly cases: readonly {
    readonly columns: number;
    readonly values: readonly number[];
    readonly labels: readonly number[];
    readonly silhouette?: number;
    readonly samples?: readonly number[];
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

  it('covers the exact mean with its interval in about 95 of 100 samples', () => {
    const matrix = clusteredRows(400, 2);
    const labels = Int32Array.from({ length: 400 }, (_, row) => (row % 20 === 19 ? -1 : row % 2));
    const exact = silhouette(matrix, labels).mean!;
    let covered = 0;
    for (let seed = 0; seed < 200; seed++) {
      const part = silhouette(matrix, labels, { maxRows: 200, seed }) as MeasuredSilhouette;
      expect(part.samples).toHaveLength(100);
      if (part.interval!.low <= exact && exact <= part.interval!.high) covered++;
    }
    expect(covered).toBeGreaterThan(174);
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
