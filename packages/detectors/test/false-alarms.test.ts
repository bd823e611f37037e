/** False alarms on fresh ordinary rows: the rate that a surprise states, by simulation with a known truth. */
import { describe, expect, it } from 'vitest';
import {
  combinedCalibration,
  combineRows,
  random,
  type TailCalibration,
  tailCalibration,
} from '../src/index.js';
import { normals, sum } from './rows.js';

interface Source {
  /** Scores of ordinary rows. */
  draw(count: number, seed: number): Float64Array;
  /** -log10 of the probability that an ordinary row scores above this. */
  surprise(score: number): number;
}

/** Scores whose tail is generalised Pareto of this shape, by inversion. */
function pareto(shape: number): Source {
  return {
    draw(count, seed) {
      const generator = random(seed);
      return Float64Array.from({ length: count }, () => {
        const nats = -Math.log(1 - generator.uniform());
        return shape === 0 ? nats : Math.expm1(shape * nats) / shape;
      });
    },
    surprise: (score) => (shape === 0 ? score : Math.log1p(shape * score) / shape) / Math.LN10,
  };
}

/** By the continued fraction of Mills' ratio where that converges, else by the series of the lower half. */
const normal: Source = {
  draw: normals,
  surprise(x) {
    const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
    if (x < 2) {
      let term = x;
      let total = x;
      for (let n = 1; n < 100; n++) total += term *= (x * x) / (2 * n + 1);
      return -Math.log10(0.5 - density * total);
    }
    let fraction = x;
    for (let n = 60; n > 0; n--) fraction = x + n / fraction;
    return -Math.log10(density / fraction);
  },
};

const SOURCES = {
  'light tails': normal,
  exponential: pareto(0),
  'heavy tails': pareto(0.3),
  'very heavy tails': pareto(0.7),
};
const COUNT = 500;
const RUNS = 200;

/** True rates of fresh rows at the line that each calibration draws for this surprise. */
function trueRates(source: Source, calibrations: readonly TailCalibration[], level: number): number[] {
  return calibrations.map((calibration) => 10 ** -source.surprise(calibration.scoreAt(level)!));
}

describe.each(Object.entries(SOURCES))('the rate of false alarms with %s', (_, source) => {
  const calibrations = Array.from({ length: RUNS }, (_, run) =>
    tailCalibration(source.draw(COUNT, 7000 + run)),
  );
  it.each([1, 1.5, 2, 2.5])(
    'is on average what a surprise of %d states, within the error of the simulation',
    (level) => {
      const rates = trueRates(source, calibrations, level);
      const stated = 10 ** -level;
      // The rate at the k-th of n scores is Beta(k, n + 1 - k): its mean is k / (n + 1), its variance about k / n^2.
      const error = Math.sqrt(stated / COUNT / RUNS);
      expect(Math.abs(sum(rates) / RUNS - stated)).toBeLessThan(4 * error + 0.02 * stated);
    },
  );

  it.each([1, 2])(
    'lies in 95 of 100 calibrations within two deviations of what a surprise of %d states',
    (level) => {
      const stated = 10 ** -level;
      const deviation = Math.sqrt((stated * (1 - stated)) / COUNT);
      const within = trueRates(source, calibrations, level).filter(
        (rate) => Math.abs(rate - stated) < 2 * deviation,
      );
      expect(within.length / RUNS).toBeGreaterThan(0.92);
      expect(within.length / RUNS).toBeLessThan(0.985);
    },
  );

  it.each([3.2, 4, 4.6])('is beyond the sample at most a few times what a surprise of %d states', (level) => {
    const rates = trueRates(source, calibrations, level).sort((a, b) => a - b);
    const median = rates[RUNS / 2]!;
    expect(median).toBeLessThan(3 * 10 ** -level);
    expect(rates[Math.floor(0.95 * RUNS)]!).toBeLessThan(100 * 10 ** -level);
    expect(median).toBeGreaterThan(10 ** -(level + 3));
  });
});

it('the simulation finds a calibration on rows that are too ordinary', () => {
  const level = 2;
  const rates = Array.from({ length: RUNS }, (_, run) => {
    const flattered = normals(COUNT, 7000 + run).map((score) => 0.9 * score);
    return 10 ** -normal.surprise(tailCalibration(flattered).scoreAt(level)!);
  });
  expect(sum(rates) / RUNS).toBeGreaterThan(1.5 * 10 ** -level);
});

describe('the rate of false alarms of a combination', () => {
  const MEMBERS = 3;
  const FRESH = 2000;
  const WEIGHTS = [2, 1, 1];

  /** Scores of three models that share so much of their variance; the last has heavy tails. */
  function scores(count: number, shared: number, seed: number): Float64Array[] {
    const common = normals(count, seed);
    return Array.from({ length: MEMBERS }, (_, m) =>
      normals(count, seed + 1 + m).map((own, r) => {
        const z = Math.sqrt(shared) * common[r]! + Math.sqrt(1 - shared) * own;
        return m === MEMBERS - 1 ? Math.exp(1.5 * z) : z;
      }),
    );
  }

  function combined(tails: readonly TailCalibration[], rows: readonly Float64Array[]): Float64Array {
    return combineRows(
      rows.map((column, m) => tails[m]!.surprises(column)),
      WEIGHTS,
    );
  }

  /** Surprises of fresh rows, each run with calibrations of its own. */
  function simulate(shared: number, calibrate: (held: readonly Float64Array[]) => TailCalibration): number[] {
    return Array.from({ length: 60 }, (_, run) => {
      const held = scores(COUNT, shared, 100 * run);
      const fresh = combined(held.map(tailCalibration), scores(FRESH, shared, 100 * run + 50));
      return [...calibrate(held).surprises(fresh)];
    }).flat();
  }
  const rate = (surprises: readonly number[], level: number) =>
    surprises.filter((surprise) => surprise >= level).length / surprises.length;
  const calibrate = (held: readonly Float64Array[]) => combinedCalibration(held, WEIGHTS);

  it.each([0, 0.5, 0.95])(
    'is what its calibration states, where members share %d of their variance',
    (shared) => {
      const found = simulate(shared, calibrate);
      for (const level of [1, 2, 2.5, 3]) {
        const stated = 10 ** -level;
        // Of the simulation, and of the calibrations: fresh rows of one run share theirs.
        const error = Math.sqrt(stated / found.length + stated / COUNT / 60);
        expect(rate(found, level)).toBeLessThan(1.1 * stated + 3 * error);
        expect(rate(found, level)).toBeGreaterThan(0.6 * stated - 3 * error);
      }
    },
  );

  it('is too high where one calibration served the members and their combination', () => {
    const naive = simulate(0, (held) => tailCalibration(combined(held.map(tailCalibration), held)));
    const crossed = simulate(0, calibrate);
    expect(rate(naive, 2.7) / 10 ** -2.7).toBeGreaterThan(1.4);
    expect(rate(crossed, 2.7) / 10 ** -2.7).toBeLessThan(1.25);
  });

  it('names what is wrong', () => {
    expect(() => combinedCalibration([])).toThrow(/at least 1 model/);
    expect(() => combinedCalibration([Float64Array.of(1)])).toThrow(/at least 2 rows, received 1/);
    expect(() => combinedCalibration([Float64Array.of(1, 2), Float64Array.of(1)])).toThrow(
      /2 scores .*received 1/,
    );
    expect(() => combinedCalibration([Float64Array.of(1, 2)], [1, 2])).toThrow(/1 weights, received 2/);
  });
});
