import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Throttle } from '../../src/server/access/throttle.js';

const OPTIONS = { free: 3, firstMs: 1_000, mostMs: 8_000, forgetMs: 60_000, most: 4 };

describe('a throttle', () => {
  it('asks for pauses that double, up to the longest, and forgets', () => {
    const throttle = new Throttle(OPTIONS);
    const waits: number[] = [];
    for (let i = 0; i < 8; i++) {
      waits.push(throttle.waitOf('a', 0));
      throttle.failed('a', 0);
    }
    expect(waits).toEqual([0, 0, 0, 1_000, 2_000, 4_000, 8_000, 8_000]);
    expect(throttle.waitOf('a', 7_999)).toBe(1);
    expect(throttle.waitOf('a', 8_000)).toBe(0);
    expect(throttle.waitOf('b', 0)).toBe(0);
    throttle.failed('a', 70_000);
    expect(throttle.waitOf('a', 70_000)).toBe(0);
  });

  it('forgets what was no failure', () => {
    const throttle = new Throttle(OPTIONS);
    for (let i = 0; i < 3; i++) throttle.failed('a', 0);
    throttle.forgive('a');
    expect(throttle.waitOf('a', 0)).toBe(0);
    throttle.failed('a', 0);
    expect(throttle.waitOf('a', 0)).toBe(1_000);
    throttle.clear('a');
    throttle.forgive('a');
    expect([throttle.waitOf('a', 0), throttle.size]).toEqual([0, 0]);
  });

  it('remembers no more than it may, and never asks for more than the longest pause', () => {
    const attempt = fc.record({ key: fc.nat(9), after: fc.nat(3_000) });
    fc.assert(
      fc.property(fc.array(attempt, { maxLength: 200 }), (attempts) => {
        const throttle = new Throttle(OPTIONS);
        let now = 0;
        for (const { key, after } of attempts) {
          now += after;
          const wait = throttle.waitOf(String(key), now);
          expect(wait).toBeGreaterThanOrEqual(0);
          expect(wait).toBeLessThanOrEqual(OPTIONS.mostMs);
          throttle.failed(String(key), now);
          expect(throttle.size).toBeLessThanOrEqual(OPTIONS.most);
        }
      }),
    );
  });
});
