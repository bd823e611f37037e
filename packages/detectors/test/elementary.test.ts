/** The library's own exponential, logarithms and tangents, beside the engine's. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atan, exp, exp2, log, log1p, log10, powerOfTen, tanPi } from '../src/elementary.js';

/** Relative; the engine's own are within 1 or 2 units in the last place, 2.2e-16 each. */
const CLOSE = 1e-15;

function close(received: number, expected: number): void {
  if (Number.isFinite(expected) && Math.abs(expected) > 1e-307) {
    expect(Math.abs(received - expected)).toBeLessThanOrEqual(CLOSE * Math.abs(expected));
  } else if (Number.isFinite(expected)) expect(Math.abs(received - expected)).toBeLessThan(1e-320);
  else expect(received).toBe(expected);
}

const number = fc.oneof(fc.double({ noNaN: true }), fc.double({ min: -800, max: 800, noNaN: true }));
const positive = fc.oneof(fc.double({ min: 0, noNaN: true }), fc.double({ min: 0.5, max: 2, noNaN: true }));

describe('elementary functions agree with the engine to the last digit', () => {
  it.each([
    ['exp', exp, Math.exp, number],
    ['exp2', exp2, (x: number) => 2 ** x, fc.double({ min: -1000, max: 1000, noNaN: true })],
    ['log', log, Math.log, positive],
    ['log1p', log1p, Math.log1p, positive],
    ['log1p below 0', log1p, Math.log1p, fc.double({ min: -1, max: 0, noNaN: true })],
    ['log10', log10, Math.log10, positive],
    ['powerOfTen', powerOfTen, (x: number) => 10 ** x, fc.double({ min: -307, max: 308, noNaN: true })],
    ['atan', atan, Math.atan, number],
  ] as const)('%s', (_, own, engine, inputs) => {
    fc.assert(
      fc.property(inputs, (x) => close(own(x), engine(x))),
      { numRuns: 3000 },
    );
  });

  it('tanPi', () => {
    const quarter = fc.double({ min: 0, max: 0.25, noNaN: true });
    fc.assert(
      fc.property(quarter, (x) => {
        close(tanPi(x), Math.tan(Math.PI * x));
        // 1 - x and 1/2 - x are exact, once x has lost what they have no room for.
        const short = 1 - (1 - x);
        close(tanPi(1 - short), -tanPi(short));
        close(tanPi(0.5 - short), 1 / tanPi(short));
      }),
    );
  });
});

describe('elementary functions', () => {
  it('keep powers of ten exact', () => {
    for (let power = -307; power <= 308; power++) {
      expect(powerOfTen(power)).toBe(Number(`1e${power}`));
      expect(log10(Number(`1e${power}`))).toBe(power);
    }
  });

  it('have the limits that mathematics gives them', () => {
    expect([exp(Infinity), exp(-Infinity), exp(1000), exp(-1000), exp(0)]).toEqual([
      Infinity,
      0,
      Infinity,
      0,
      1,
    ]);
    expect([log(0), log(Infinity), log(-1), log(1)]).toEqual([-Infinity, Infinity, NaN, 0]);
    expect([log1p(-1), log1p(Infinity), log1p(-2), log1p(-0)]).toEqual([-Infinity, Infinity, NaN, -0]);
    expect([atan(Infinity), atan(-Infinity), atan(0)]).toEqual([Math.PI / 2, -Math.PI / 2, 0]);
    expect([powerOfTen(400), powerOfTen(-400), tanPi(0), tanPi(0.25)]).toEqual([Infinity, 0, 0, tanPi(0.25)]);
    for (const f of [exp, log, log1p, log10, powerOfTen, atan]) expect(f(NaN)).toBeNaN();
  });
});
