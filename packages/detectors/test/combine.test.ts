/** The combination of tail probabilities. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combinationShares, combineRows, combineSurprises } from '../src/index.js';
import { random } from '../src/random.js';
import { normals, sum } from './rows.js';

const surprise = fc.double({ min: 0, max: 12, noNaN: true });
const weight = fc.double({ min: 0.01, max: 5, noNaN: true });
const models = fc.array(fc.tuple(surprise, weight), { minLength: 1, maxLength: 6 });

describe('combination of surprises', () => {
  it('of one model is that model', () => {
    for (const value of [0.01, 0.3, 1, 4, 9, 15]) expect(combineSurprises([value])).toBeCloseTo(value, 9);
  });

  it('of models that agree is what they say', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 12, noNaN: true }),
        fc.array(weight, { minLength: 1, maxLength: 6 }),
        (value, weights) => {
          expect(
            combineSurprises(
              weights.map(() => value),
              weights,
            ),
          ).toBeCloseTo(value, 8);
        },
      ),
    );
  });

  it('keeps the extreme tail: one sure model loses no more than its weight', () => {
    fc.assert(
      fc.property(models, (list) => {
        const total = sum(list.map(([, w]) => w));
        const strongest = Math.max(...list.map(([value, w]) => value + Math.log10(w / total)));
        const combined = combineSurprises(
          list.map(([value]) => value),
          list.map(([, w]) => w),
        );
        if (strongest > 3) expect(combined).toBeGreaterThan(strongest - 0.1);
        expect(combined).toBeLessThanOrEqual(Math.max(...list.map(([value]) => value)) + 0.01);
      }),
    );
  });

  it('never falls when a model rises', () => {
    fc.assert(
      fc.property(models, fc.nat(), surprise, (list, pick, more) => {
        const weights = list.map(([, w]) => w);
        const before = list.map(([value]) => value);
        const after = before.map((value, m) => (m === pick % before.length ? value + more : value));
        expect(combineSurprises(after, weights)).toBeGreaterThanOrEqual(
          combineSurprises(before, weights) - 1e-9,
        );
      }),
    );
  });

  it('keeps the rate of false alarms, for models that are independent, alike or in between', () => {
    const rows = 200_000;
    for (const shared of [0, 0.5, 0.95]) {
      const common = normals(rows, 1);
      const columns = [2, 3, 4].map((seed) =>
        normals(rows, seed).map((x, r) =>
          normalSurprise(Math.sqrt(1 - shared) * x + Math.sqrt(shared) * common[r]!),
        ),
      );
      const combined = combineRows(columns, [1, 2, 1]);
      for (const level of [2, 3]) {
        const rate = combined.filter((value) => value >= level).length / rows;
        expect(rate).toBeLessThan(1.25 * 10 ** -level);
        expect(rate).toBeGreaterThan(0.5 * 10 ** -level);
      }
    }
  });

  it('gives rows what it gives them one by one, and shares that add up', () => {
    const generator = random(3);
    const columns = [0, 1, 2].map(() => Float64Array.from({ length: 50 }, () => 5 * generator.uniform()));
    const combined = combineRows(columns, [1, 0, 3]);
    for (let r = 0; r < 50; r++) {
      const row = columns.map((column) => column[r]!);
      expect(combined[r]).toBe(combineSurprises(row, [1, 0, 3]));
      const shares = combinationShares(row, [1, 0, 3]);
      expect(sum(shares)).toBeCloseTo(1, 12);
      expect(shares[1]).toBe(0);
    }
    expect([...combinationShares([0, 0.1])]).toEqual([0, 0]);
  });

  it('does not depend on the order of the models or on the unit of the weights', () => {
    fc.assert(
      fc.property(models, fc.double({ min: 0.001, max: 1000, noNaN: true }), (list, unit) => {
        const combined = combineSurprises(
          list.map(([value]) => value),
          list.map(([, w]) => w),
        );
        const turned = [...list].reverse();
        const again = combineSurprises(
          turned.map(([value]) => value),
          turned.map(([, w]) => unit * w),
        );
        expect(again).toBeCloseTo(combined, 8);
      }),
    );
  });

  it('names what is wrong', () => {
    expect(() => combineSurprises([])).toThrow(/at least 1 model/);
    expect(() => combineRows([])).toThrow(/at least 1 model/);
    expect(() => combineSurprises([1, 2], [1])).toThrow(/2 weights, received 1/);
    expect(() => combineSurprises([1, 2], [1, -1])).toThrow(/weights of 0 or more, received -1/);
    expect(() => combineSurprises([1, 2], [0, 0])).toThrow(/weight above 0/);
    expect(() => combineSurprises([-1])).toThrow(/surprises of 0 or more, received -1/);
    expect(() => combineRows([Float64Array.of(1), Float64Array.of(1, 2)])).toThrow(
      /1 surprises .*received 2/,
    );
  });
});

/** -log10 of the upper tail of the standard normal distribution (Abramowitz and Stegun 26.2.17). */
function normalSurprise(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const series =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const upper = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * series;
  return -Math.log10(x >= 0 ? upper : 1 - upper);
}
