import fc from 'fast-check';
import { expect, it } from 'vitest';
import { power } from '../../src/model/power.js';

it('is exact for whole powers of two and small ones of ten', () => {
  for (let i = -300; i <= 300; i++) expect(power(2, i)).toBe(2 ** i);
  for (let i = 0; i <= 22; i++) expect(power(10, i)).toBe(Number(`1e${i}`));
});

it('is near the power that the language has, at its ends too', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
      fc.double({ min: -90, max: 90, noNaN: true }),
      (base, exponent) => {
        const expected = base ** exponent;
        expect(Math.abs(power(base, exponent) - expected)).toBeLessThanOrEqual(1e-12 * expected);
      },
    ),
  );
  expect([power(2, -5_000), power(10, 5_000), power(10, Number.NEGATIVE_INFINITY), power(0.5, 0)]).toEqual([
    0,
    Number.POSITIVE_INFINITY,
    0,
    1,
  ]);
});
