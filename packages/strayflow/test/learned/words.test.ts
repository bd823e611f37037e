import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantity, range } from '../../src/learned/plain-words.js';
import { sidak, uncorrected } from '../../src/learned/surprise.js';

describe('quantities in words', () => {
  it.each([
    [40_000_000, 'B', '40 MB'],
    [999, 'B', '999 B'],
    [999_700, 'B', '1 MB'],
    [0, 'B', '0 B'],
    [11_520_000, 'ms', '3.2 h'],
    [90_000, 'ms', '1.5 min'],
    [0.25, 'ms', '0.25 ms'],
    [0.123456, '', '0.123'],
    [123456.7, 'ports', '123457 ports'],
    [-2_000, 'B', '-2 kB'],
    [1_500, 'B/s', '1.5 kB/s'],
  ])('%d %s is %s', (value, unit, words) => {
    expect(quantity(value, unit)).toBe(words);
  });

  it('name a range once where both ends read the same', () => {
    expect(range(1_000, 300_000, 'B')).toBe('1 kB to 300 kB');
    expect(range(1.0001, 1.0002, '')).toBe('1');
  });
});

describe('the correction for many rows', () => {
  it('is the Sidak formula', () => {
    expect(sidak(2, 1)).toBe(2);
    expect(sidak(3, 100)).toBeCloseTo(-Math.log10(1 - 0.999 ** 100), 12);
    expect(sidak(0, 5)).toBe(0);
  });

  it('keeps tiny probabilities and never adds surprise', () => {
    expect(sidak(20, 1000)).toBeCloseTo(17, 10);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 30, noNaN: true }), fc.integer({ min: 1, max: 1e6 }), (s, n) => {
        const corrected = sidak(s, n);
        expect(corrected).toBeLessThanOrEqual(s + 1e-12);
        expect(corrected).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('can be undone', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 10, noNaN: true }), fc.integer({ min: 1, max: 1e5 }), (s, n) => {
        expect(sidak(uncorrected(s, n), n)).toBeCloseTo(s, 8);
      }),
    );
  });
});
