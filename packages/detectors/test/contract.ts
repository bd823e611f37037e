/** Laws that every detector keeps, run on each by contract.test.ts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Detector, fromJSON, type Matrix } from '../src/index.js';
import { keepsTheContractWhenRefitted } from './contract-refitted.js';
import { clusteredRows, inOrder, randomOrder } from './rows.js';

const ROWS = 120;
const COLUMNS = 4;

/** @param make an unfitted detector, small enough to be fitted in milliseconds */
export function keepsTheContract(name: string, make: () => Detector): void {
  keepsTheContractWhenRefitted(name, make);
  describe(`${name} keeps the contract of detectors`, () => {
    const matrix = clusteredRows(ROWS, COLUMNS);
    const fitted = make().fit(matrix);
    const row = matrix.values.slice(0, COLUMNS);

    it('names its kind and columns', () => {
      expect(make().kind).toBe(name);
      expect(fitted.kind).toBe(name);
      expect(fitted.columns).toBe(COLUMNS);
    });

    it('does not change what it is given', () => {
      const before = matrix.values.slice();
      const again = make().fit(matrix);
      again.score(matrix);
      again.explain(row);
      expect(matrix.values).toEqual(before);
      expect(row).toEqual(before.slice(0, COLUMNS));
    });

    it('gives the same result for the same rows', () => {
      expect(JSON.stringify(make().fit(matrix))).toBe(JSON.stringify(fitted));
      expect(fitted.score(matrix)).toEqual(fitted.score(matrix));
    });

    it('is not changed by scoring or explaining', () => {
      const before = JSON.stringify(fitted);
      fitted.score(matrix);
      fitted.explain(row);
      expect(JSON.stringify(fitted)).toBe(before);
    });

    it('scores a row the same wherever it stands', () => {
      const scores = fitted.score(matrix);
      fc.assert(
        fc.property(fc.integer(), fc.integer({ min: 0, max: ROWS - 1 }), (seed, cut) => {
          const order = randomOrder(ROWS, seed);
          const shuffledScores = fitted.score(inOrder(matrix, order));
          expect(shuffledScores).toEqual(Float64Array.from(order, (from) => scores[from]!));
          const alone = fitted.score(inOrder(matrix, [cut]));
          expect(alone[0]).toBe(scores[cut]);
        }),
        { numRuns: 30 },
      );
    });

    it('scores equal rows equally', () => {
      const scores = fitted.score(inOrder(matrix, [7, 3, 7, 3, 7]));
      expect(scores[2]).toBe(scores[0]);
      expect(scores[4]).toBe(scores[0]);
      expect(scores[3]).toBe(scores[1]);
    });

    it('scores no rows', () => {
      expect(fitted.score({ rows: 0, columns: COLUMNS, values: new Float64Array(0) })).toHaveLength(0);
    });

    it('calls a far row stranger than nearly all fitted rows', () => {
      const scores = fitted.score(matrix).sort();
      const [far] = fitted.score(rowOf([1.5, -0.5, 1.5, -0.5]));
      expect(far).toBeGreaterThanOrEqual(scores[Math.floor(ROWS * 0.95)]!);
    });

    it('gives finite scores and explanations for any finite row', () => {
      const number = fc.oneof(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
      );
      fc.assert(
        fc.property(fc.array(number, { minLength: COLUMNS, maxLength: COLUMNS }), (values) => {
          expect(fitted.score(rowOf(values)).every(Number.isFinite)).toBe(true);
          const explanation = fitted.explain(Float64Array.from(values));
          expect(explanation).toHaveLength(COLUMNS);
          expect(explanation.every(Number.isFinite)).toBe(true);
        }),
        { numRuns: 200 },
      );
    });

    it.each([
      ['a single row', rowOf([0.2, 0.4, 0.6, 0.8])],
      ['two equal rows', { rows: 2, columns: 2, values: Float64Array.of(1, 2, 1, 2) }],
      ['constant rows', { rows: 50, columns: 3, values: new Float64Array(150).fill(0.25) }],
      ['constant columns', withConstantColumns(matrix)],
      [
        'a single column',
        { rows: 40, columns: 1, values: Float64Array.from({ length: 40 }, (_, i) => i / 40) },
      ],
      [
        'very large values',
        { rows: 4, columns: 2, values: Float64Array.of(1e300, -1e300, 0, 1e-300, 5e299, 1, -1e308, 1e308) },
      ],
    ])('is fitted on %s', (_, rows: Matrix) => {
      const small = make().fit(rows);
      expect(small.score(rows).every(Number.isFinite)).toBe(true);
      expect(small.explain(rows.values.slice(0, rows.columns)).every(Number.isFinite)).toBe(true);
      expect(fromJSON(JSON.parse(JSON.stringify(small))).score(rows)).toEqual(small.score(rows));
    });

    it('comes back from JSON with the same scores and explanations, bit for bit', () => {
      const loaded = fromJSON(JSON.parse(JSON.stringify(fitted)));
      expect(loaded.kind).toBe(name);
      expect(loaded.score(matrix)).toEqual(fitted.score(matrix));
      expect(loaded.explain(row)).toEqual(fitted.explain(row));
      expect(JSON.stringify(loaded)).toBe(JSON.stringify(fitted));
    });

    it('names what it expected and what it received on a wrong call', () => {
      const values = Float64Array.of(1, 2, 3, 4);
      const wrong = (call: () => unknown, message: RegExp) => {
        expect(call).toThrow(RangeError);
        expect(call).toThrow(message);
      };
      wrong(
        () => make().fit({ rows: 0, columns: 4, values: new Float64Array(0) }),
        /at least 1 row.*received 0 x 4/,
      );
      wrong(() => make().fit({ rows: 2, columns: 4, values }), /2 x 4 = 8 values, received 4/);
      wrong(
        () => make().fit({ rows: 1, columns: 4, values: Float64Array.of(1, NaN, 3, 4) }),
        /finite.*NaN at row 0, column 1/,
      );
      const singles = Float32Array.of(1, 2, 3, 4) as unknown as Float64Array;
      wrong(() => fitted.score({ rows: 1, columns: 4, values: singles }), /Float64Array, received/);
      wrong(() => make().fit({ rows: -1, columns: -4, values }), /non-negative .*received -1 x -4/);
      wrong(
        () => make().fit({ rows: 4, columns: 0, values: new Float64Array(0) }),
        /1 column.*received 4 x 0/,
      );
      wrong(() => fitted.score({ rows: 2, columns: 2, values }), /expected 4 columns, received 2/);
      wrong(() => fitted.score(rowOf([1, 2, Infinity, 4])), /finite.*Infinity at row 0, column 2/);
      wrong(() => fitted.explain(Float64Array.of(1, 2)), /expected a row of 4 columns, received 2/);
      wrong(() => fitted.explain(Float64Array.of(1, 2, 3, NaN)), /finite.*NaN at column 3/);
    });

    it('rejects data that was tampered with', () => {
      const whole = JSON.parse(JSON.stringify(fitted)) as Record<string, unknown>;
      const replacement = fc.oneof(
        fc.constant(undefined),
        fc.constant(null),
        fc.constant('x'),
        fc.constant([]),
        fc.constant([null]),
        fc.constant({}),
        fc.constant(-7),
        fc.constant(Number.POSITIVE_INFINITY),
        fc.constant([0.5, 'y']),
      );
      fc.assert(
        fc.property(fc.constantFrom(...Object.keys(whole)), replacement, (field, value) => {
          try {
            expect(
              fromJSON({ ...whole, [field]: value })
                .score(matrix)
                .every(Number.isFinite),
            ).toBe(true);
          } catch (error) {
            expect(error).toBeInstanceOf(RangeError);
          }
        }),
        { numRuns: 150 },
      );
      for (const field of Object.keys(whole)) {
        if (!Array.isArray(whole[field]) || field.endsWith('osses')) continue;
        const longer = [...(whole[field] as unknown[]), 0];
        expect(() => fromJSON({ ...whole, [field]: longer })).toThrow(/expected .*received/);
      }
      expect(() => fromJSON({ ...whole, version: 2 })).toThrow(/expected version 1 .*received 2/);
    });
  });
}

function rowOf(values: readonly number[]): Matrix {
  return { rows: 1, columns: values.length, values: Float64Array.from(values) };
}

function withConstantColumns(matrix: Matrix): Matrix {
  return { ...matrix, values: matrix.values.map((value, i) => (i % matrix.columns < 2 ? 3 : value)) };
}
