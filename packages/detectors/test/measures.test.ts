/** Scalers, principal components and ranking measures beside scikit-learn's. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  auprc,
  auroc,
  chainScalers,
  log1p,
  minMaxScaler,
  precisionAtK,
  principalComponents,
  robustScaler,
  scalerFromJSON,
  standardScaler,
} from '../src/index.js';
import { golden, matrixOf } from './golden/read.js';
import { clusteredRows, sum, uniformRows } from './rows.js';

interface Golden {
  readonly columns: number;
  readonly values: readonly number[];
  readonly scaled: Readonly<Record<'standard' | 'robust' | 'minMax', readonly number[]>>;
  readonly variances: readonly number[];
  readonly shares: readonly number[];
  readonly directions: readonly number[];
  readonly rankings: readonly {
    readonly labels: readonly number[];
    readonly scores: readonly number[];
    readonly auroc: number;
    readonly auprc: number;
  }[];
}

const values = golden<Golden>('measures');
const matrix = matrixOf(values.values, values.columns);
const scalers = { standard: standardScaler, robust: robustScaler, minMax: minMaxScaler };

describe('scaling', () => {
  it.each(['standard', 'robust', 'minMax'] as const)("is scikit-learn's: %s", (name) => {
    const scaled = scalers[name]().fit(matrix).transform(matrix);
    values.scaled[name].forEach((value, i) => {
      expect(scaled.values[i]).toBeCloseTo(value, 10);
    });
  });

  it('comes back from JSON bit for bit, alone and chained', () => {
    const chain = chainScalers(log1p({ only: [2] }), robustScaler(), minMaxScaler({ only: [0, 3] }));
    for (const scaler of [standardScaler(), log1p(), chain]) {
      const fitted = scaler.fit(matrix);
      const loaded = scalerFromJSON(JSON.parse(JSON.stringify(fitted)));
      expect(loaded.transform(matrix)).toEqual(fitted.transform(matrix));
    }
  });

  it('scales each column by itself, whatever the order of rows and columns', () => {
    const cell = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -1e6, max: 1e6, noNaN: true }));
    const rowsOfThree = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(
        rowsOfThree,
        fc.constantFrom(standardScaler, robustScaler, minMaxScaler, log1p),
        (rows, make) => {
          const scaled = (list: readonly (readonly number[])[]) => {
            const given = matrixOf(list.flat(), 3);
            return make().fit(given).transform(given).values;
          };
          const values = scaled(rows);
          const turned = scaled([...rows].reverse().map((row) => [...row].reverse())).reverse();
          values.forEach((value, i) => {
            expect(turned[i]).toBeCloseTo(value, 6);
          });
        },
      ),
    );
  });

  it('leaves other columns, and its input, alone', () => {
    const before = matrix.values.slice();
    const scaled = standardScaler({ only: [2, 0] })
      .fit(matrix)
      .transform(matrix);
    expect(matrix.values).toEqual(before);
    scaled.values.forEach((value, i) => {
      if (i % 4 === 1 || i % 4 === 3) expect(value).toBe(before[i]);
    });
  });

  it('makes constant columns 0 and everything finite', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(
        fc.array(number, { minLength: 2, maxLength: 40 }),
        fc.constantFrom(standardScaler, robustScaler, minMaxScaler, log1p),
        (numbers, make) => {
          const rows = matrixOf(numbers, 1);
          expect(make().fit(rows).transform(rows).values.every(Number.isFinite)).toBe(true);
        },
      ),
    );
    for (const constant of [0.1, 7.25, -1e9, 1e-9]) {
      const rows = matrixOf(new Array<number>(33).fill(constant), 1);
      for (const make of Object.values(scalers)) {
        expect(Math.abs(Math.max(...make().fit(rows).transform(rows).values))).toBeLessThan(1e-6);
      }
    }
  });

  it('takes logarithms that keep sign and order', () => {
    const rows = matrixOf([-10, -1, 0, 1, 10], 1);
    const scaled = log1p().fit(rows).transform(rows).values;
    expect([...scaled]).toEqual([-Math.log1p(10), -Math.log1p(1), 0, Math.log1p(1), Math.log1p(10)]);
  });

  it('names what is wrong', () => {
    const fitted = JSON.parse(JSON.stringify(standardScaler().fit(matrix))) as object;
    expect(() => standardScaler({ only: [4] }).fit(matrix)).toThrow(/only .*from 0 to 3, received 4/);
    expect(() => standardScaler().fit(matrix).transform(uniformRows(2, 3))).toThrow(/4 columns, received 3/);
    expect(() => scalerFromJSON({ ...fitted, scale: [1, 0, 1, 1] })).toThrow(/scale above 0, received 0/);
    expect(() => scalerFromJSON({ ...fitted, centre: [1] })).toThrow(/4 values in centre, received 1/);
    expect(() => scalerFromJSON({ kind: 'power' })).toThrow(/expected a scaler .*received power/);
    expect(() => scalerFromJSON(null)).toThrow(RangeError);
    expect(() => chainScalers()).toThrow(/at least 1 scaler/);
  });
});

describe('principal components', () => {
  it("are scikit-learn's, up to a sign", () => {
    const found = principalComponents(matrix, 2);
    values.variances.forEach((variance, k) => {
      expect(found.variances[k]! / variance).toBeCloseTo(1, 10);
      expect(found.shares[k]).toBeCloseTo(values.shares[k]!, 10);
    });
    values.directions.forEach((value, i) => {
      expect(Math.abs(found.directions.values[i]!)).toBeCloseTo(Math.abs(value), 6);
    });
  });

  it('are orthonormal, ordered, with a fixed sign', () => {
    const rows = clusteredRows(200, 6);
    const { directions, variances } = principalComponents(rows, 6);
    for (let a = 0; a < 6; a++) {
      const first = directions.values.slice(a * 6, a * 6 + 6);
      expect(first[first.map(Math.abs).indexOf(Math.max(...first.map(Math.abs)))]!).toBeGreaterThan(0);
      for (let b = 0; b < 6; b++) {
        const second = directions.values.slice(b * 6, b * 6 + 6);
        expect(sum(first.map((x, c) => x * second[c]!))).toBeCloseTo(a === b ? 1 : 0, 10);
      }
      if (a > 0) expect(variances[a]!).toBeLessThanOrEqual(variances[a - 1]!);
    }
  });

  it('project rows to coordinates with those variances', () => {
    const rows = clusteredRows(200, 6);
    const found = principalComponents(rows, 2);
    const projected = found.project(rows);
    expect([projected.rows, projected.columns]).toEqual([200, 2]);
    for (const k of [0, 1]) {
      const coordinates = projected.values.filter((_, i) => i % 2 === k);
      expect(sum(coordinates)).toBeCloseTo(0, 9);
      expect(sum(coordinates.map((x) => x * x)) / 199).toBeCloseTo(found.variances[k]!, 9);
    }
  });

  it('are finite for any finite rows', () => {
    for (const size of [1e-300, 1, 1e308]) {
      const rows = matrixOf([size, -size, 0.5 * size, size, -size, 0.1 * size], 2);
      const found = principalComponents(rows, 2);
      expect(
        [...found.variances, ...found.shares, ...found.project(rows).values].every(Number.isFinite),
      ).toBe(true);
      expect(sum(found.shares)).toBeCloseTo(1, 9);
    }
  });

  it('exist where nothing varies', () => {
    const found = principalComponents(matrixOf([1, 2, 1, 2], 2), 2);
    expect([...found.shares]).toEqual([0, 0]);
    expect([...found.project(matrixOf([1, 2], 2)).values]).toEqual([0, 0]);
  });
});

describe('ranking measures', () => {
  it.each(values.rankings)("are scikit-learn's, ties included: AUROC $auroc", (expected) => {
    const scores = Float64Array.from(expected.scores);
    expect(auroc(scores, expected.labels)).toBeCloseTo(expected.auroc, 12);
    expect(auprc(scores, expected.labels)).toBeCloseTo(expected.auprc, 12);
  });

  it('average over the orders of a tie at k', () => {
    const scores = Float64Array.of(5, 3, 3, 3, 1);
    const labels = [true, true, false, false, true];
    expect(precisionAtK(scores, labels, 1)).toBe(1);
    expect(precisionAtK(scores, labels, 2)).toBeCloseTo((1 + 1 / 3) / 2, 12);
    expect(precisionAtK(scores, labels, 4)).toBe(0.5);
    expect(precisionAtK(scores, labels, 5)).toBeCloseTo(0.6, 12);
  });

  it('do not depend on the order of rows', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.boolean()), { minLength: 4 }),
        (rows) => {
          const labelled = [...rows, [2, true], [3, false]] as [number, boolean][];
          const measure = (list: [number, boolean][]) => {
            const scores = Float64Array.from(list, ([score]) => score);
            const labels = list.map(([, label]) => label);
            return [auroc(scores, labels), auprc(scores, labels), precisionAtK(scores, labels, 3)];
          };
          const [first, second] = [measure(labelled), measure([...labelled].reverse())];
          first.forEach((value, i) => {
            expect(second[i]).toBeCloseTo(value, 12);
            expect(value).toBeGreaterThanOrEqual(0);
            expect(value).toBeLessThanOrEqual(1);
          });
        },
      ),
    );
  });

  it('say what they need', () => {
    expect(() => auroc(Float64Array.of(1, 2), [1])).toThrow(/expected 2 labels, received 1/);
    expect(() => auroc(Float64Array.of(1, 2), [1, 1])).toThrow(/rows of both labels/);
    expect(() => auprc(Float64Array.of(1, 2), [0, 0])).toThrow(/at least 1 anomaly/);
    expect(() => auprc(Float64Array.of(1, NaN), [0, 1])).toThrow(/finite scores, received NaN/);
    expect(() => precisionAtK(Float64Array.of(1, 2), [0, 1], 3)).toThrow(/from 1 to 2, received 3/);
  });
});
