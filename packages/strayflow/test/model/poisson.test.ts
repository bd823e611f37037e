import { describe, expect, it } from 'vitest';
import { poissonInterval } from '../../src/model/poisson.js';

describe('the interval of a Poisson count', () => {
  // scipy.stats: chi2.ppf(.025, 2 n) / 2 and chi2.ppf(.975, 2 n + 2) / 2
  it.each([
    [0, 0, 3.6888794541],
    [1, 0.025317808, 5.5716433909],
    [5, 1.6234863901, 11.6683320793],
    [100, 81.3639912509, 121.6267937924],
  ])('of %d is that of Garwood', (count, low, high) => {
    const interval = poissonInterval(count);
    expect(interval.low).toBeCloseTo(low, 8);
    expect(interval.high).toBeCloseTo(high, 8);
  });

  it('refuses what is no count', () => {
    expect(() => poissonInterval(1.5)).toThrow(RangeError);
  });
});
