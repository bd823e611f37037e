import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  alike,
  binomialSurprise,
  ordinaryShare,
  regularity,
} from '../../../src/behaviours/beaconing/regularity.js';

/** Park and Miller (1988). */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Gaps (ms) over `pause`, drawn by `draw`. */
const gapsOf = (count: number, pause: number, draw: () => number) =>
  Float32Array.from({ length: count }, () => pause + draw());

const EXPONENTIAL = (next: () => number, mean: number) => -mean * Math.log(next());

it('bounds the share of exponential gaps near any value, and reaches the bound', () => {
  for (const tolerance of [0.02, 0.2, 0.5]) {
    const bound = ordinaryShare(tolerance);
    let most = 0;
    for (let x = 0.01; x < 5; x += 0.01) {
      most = Math.max(most, Math.exp(-x * (1 - tolerance)) - Math.exp(-x * (1 + tolerance)));
    }
    expect(most).toBeLessThanOrEqual(bound + 1e-12);
    expect(most).toBeCloseTo(bound, 4);
  }
});

it('bounds the binomial tail from above', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.nat(60),
      fc.double({ min: 0.02, max: 0.6, noNaN: true }),
      (n, k, p) => {
        fc.pre(k <= n);
        let tail = 0;
        let term = (1 - p) ** n;
        for (let i = 0; i <= n; i++) {
          if (i >= k) tail += term;
          term *= ((n - i) / (i + 1)) * (p / (1 - p));
        }
        expect(10 ** -binomialSurprise(k, n, p)).toBeGreaterThanOrEqual(tail * (1 - 1e-9));
      },
    ),
    { seed: 3 },
  );
});

it('means what it says: of ordinary visits, one in ten at most has surprise 1, one in a hundred surprise 2', () => {
  const next = uniform(11);
  const laws: ((scale: number) => number)[] = [
    (scale) => EXPONENTIAL(next, scale),
    (scale) => EXPONENTIAL(next, next() < 0.8 ? scale : 100 * scale),
    (scale) => scale * (next() ** (-1 / 1.2) - 1),
    (scale) => scale * EXPONENTIAL(next, 1) ** 2,
  ];
  let trials = 0;
  let one = 0;
  let two = 0;
  for (let i = 0; i < 1200; i++) {
    const law = laws[i % laws.length]!;
    const scale = 10 ** (2 + 4 * next());
    const found = regularity(
      gapsOf(8 + Math.floor(120 * next()), 250, () => law(scale)),
      8,
      250,
    );
    if (found === null) continue;
    trials++;
    if (found.surprise >= 1) one++;
    if (found.surprise >= 2) two++;
  }
  expect(trials).toBeGreaterThan(1150);
  expect(one / trials).toBeLessThan(0.1);
  expect(two / trials).toBeLessThan(0.01);
});

it('is sure of a timer, the surer the more gaps there are and the less they differ', () => {
  const next = uniform(5);
  const timer = (count: number, jitter: number) =>
    regularity(
      gapsOf(count, 0, () => 60_000 * (1 + jitter * (2 * next() - 1))),
      8,
      250,
    )!;
  expect(timer(8, 0).surprise).toBeGreaterThan(8);
  expect(timer(20, 0.5).surprise).toBeGreaterThan(2);
  expect(timer(50, 0.5).surprise).toBeGreaterThan(8);
  expect(timer(50, 0.1).surprise).toBeGreaterThan(timer(50, 0.4).surprise);
  expect(timer(100, 0.3).surprise).toBeGreaterThan(timer(50, 0.3).surprise);
  expect(timer(50, 0.1)).toMatchObject({ gaps: 50, agreeing: 50, tolerance: 0.1 });
});

it('sees visits of several flows as one', () => {
  const gaps = Float32Array.from({ length: 60 }, (_, i) => (i % 3 === 2 ? 300_000 : 500 + 10 * i));
  const found = regularity(gaps, 8, 250)!;
  expect(found.periodMs).toBeCloseTo(300_000, -1);
  expect(found.agreeing).toBe(20);
});

it('judges nothing by too few gaps', () => {
  expect(regularity(new Float32Array(7).fill(1000), 8, 250)).toBeNull();
});

it('counts sizes near the middle one', () => {
  expect(alike(Float32Array.from([100, 105, 95, 200, 100]))).toBe(4);
  expect(alike(new Float32Array(0))).toBe(0);
});
