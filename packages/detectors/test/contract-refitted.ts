/** Laws of fitting again: on the same rows in another order, twice over, with other columns or units. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Detector, fromJSON, type Matrix } from '../src/index.js';
import { columnsInOrder, correlation, inOrder, normals, randomOrder } from './rows.js';

const ROWS = 200;
const COLUMNS = 4;

/** What a change to smaller units by a power of two leaves as it is, bit for bit. */
const FREE_OF_SCALE: Readonly<Record<string, 'each column' | 'all columns alike' | 'nothing'>> = {
  'isolation-forest': 'each column',
  'extended-isolation-forest': 'all columns alike',
  'one-class-svm': 'all columns alike',
  // Its outputs are within 0..1, so columns must be.
  autoencoder: 'nothing',
  dbscan: 'all columns alike',
};

/** Correlation that must be left where the order of rows or columns steers random draws. */
const LEAST_AGREEMENT = 0.85;

/** @param make an unfitted detector, small enough to be fitted in milliseconds */
export function keepsTheContractWhenRefitted(name: string, make: () => Detector): void {
  describe(`${name} fitted again`, () => {
    const matrix = gradedRows(ROWS, COLUMNS);
    const scores = make().fit(matrix).score(matrix);
    const agreement = (others: Float64Array) => correlation(scores, others);

    it('on the rows in another order scores them alike', () => {
      for (const seed of [1, 2, 3]) {
        const order = randomOrder(ROWS, seed);
        expect(agreement(make().fit(inOrder(matrix, order)).score(matrix))).toBeGreaterThan(LEAST_AGREEMENT);
      }
    });

    it('on every row twice scores them alike', () => {
      const order = Array.from({ length: 2 * ROWS }, (_, i) => i >> 1);
      expect(agreement(make().fit(inOrder(matrix, order)).score(matrix))).toBeGreaterThan(LEAST_AGREEMENT);
    });

    it('on the columns in another order scores rows alike, and explains the same columns', () => {
      const order = [2, 0, 3, 1];
      const fitted = make().fit(columnsInOrder(matrix, order));
      expect(agreement(fitted.score(columnsInOrder(matrix, order)))).toBeGreaterThan(LEAST_AGREEMENT);
      const strange = { rows: 1, columns: COLUMNS, values: Float64Array.of(0.3, 0.3, 1.4, 0.3) };
      const explanation = fitted.explain(columnsInOrder(strange, order).values);
      expect(explanation.indexOf(Math.max(...explanation))).toBe(order.indexOf(2));
    });

    it('does not accuse a column that is always the same', () => {
      const constant = {
        ...matrix,
        values: matrix.values.map((value, i) => (i % COLUMNS === 1 ? 0.5 : value)),
      };
      const explanation = make()
        .fit(constant)
        .explain(Float64Array.of(1.4, 0.5, 0.3, 0.3))
        .map(Math.abs);
      expect(explanation[1]).toBeLessThan(Math.max(...explanation) / 4);
    });

    it('claims freedom from scale, or none', () => {
      expect(FREE_OF_SCALE).toHaveProperty(name);
    });

    const claim = FREE_OF_SCALE[name];
    if (claim !== 'nothing') {
      it(`gives the same scores in smaller units (${claim})`, () => {
        const powers = fc.array(fc.integer({ min: 0, max: 18 }), { minLength: COLUMNS, maxLength: COLUMNS });
        fc.assert(
          fc.property(powers, (power) => {
            const values = matrix.values.map((value, i) => {
              const column = claim === 'each column' ? i % COLUMNS : 0;
              return value * 2 ** power[column]!;
            });
            const scaled = { ...matrix, values };
            expect(make().fit(scaled).score(scaled)).toEqual(scores);
          }),
          { numRuns: 10 },
        );
      });
    }

    it('on any small matrix is repeatable, finite, leaves it alone, and comes back from JSON', () => {
      const few = fc.constantFrom(0, 1, -1, 0.5, 1e-9, 1e9);
      const any = fc.double({ noNaN: true, noDefaultInfinity: true });
      const cells = fc.oneof({ weight: 3, arbitrary: few }, any);
      const matrices = fc
        .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 3 }))
        .chain(([rows, columns]) =>
          fc
            .array(cells, { minLength: rows * columns, maxLength: rows * columns })
            .map((values): Matrix => ({ rows, columns, values: Float64Array.from(values) })),
        );
      fc.assert(
        fc.property(matrices, (small) => {
          const before = small.values.slice();
          const fitted = make().fit(small);
          const found = fitted.score(small);
          const explanation = fitted.explain(small.values.slice(0, small.columns));
          expect(small.values).toEqual(before);
          expect([...found, ...explanation].every(Number.isFinite)).toBe(true);
          const text = JSON.stringify(fitted);
          expect(JSON.stringify(make().fit(small))).toBe(text);
          expect(fromJSON(JSON.parse(text)).score(small)).toEqual(found);
        }),
        { numRuns: 60 },
      );
    });
  });
}

/** Around .5, each row at a distance of its own, from near to far: how strange they are has an order. */
function gradedRows(rows: number, columns: number): Matrix {
  const noise = normals(rows * columns, 8);
  const values = noise.map((value, i) => 0.5 + 0.02 * value * 1.015 ** Math.floor(i / columns));
  return { rows, columns, values };
}
