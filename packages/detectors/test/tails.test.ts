/** Calibrated tails: their laws, their fit, and false alarms on fresh ordinary rows. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tailCalibration, tailCalibrationFromJSON } from '../src/index.js';
import { fitParetoTail } from '../src/pareto-tail.js';
import { random, shuffled } from '../src/random.js';
import { normals } from './rows.js';

/** Generalised Pareto numbers by inversion. */
function pareto(count: number, shape: number, scale: number, seed: number): Float64Array {
  const generator = random(seed);
  return Float64Array.from({ length: count }, () => {
    const nats = -Math.log(1 - generator.uniform());
    return shape === 0 ? scale * nats : (scale * Math.expm1(shape * nats)) / shape;
  });
}

const scoreList = fc.array(
  fc.oneof(
    fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer({ min: 0, max: 4 }),
  ),
  { minLength: 1, maxLength: 200 },
);

describe('tail calibration', () => {
  it('is empirical at calibration scores: number at least as high over count + 1', () => {
    const calibration = tailCalibration(Float64Array.of(4, 1, 3, 2, 2));
    expect(calibration.surprise(1)).toBeCloseTo(-Math.log10(5 / 6), 12);
    expect(calibration.surprise(2)).toBeCloseTo(-Math.log10(4 / 6), 12);
    expect(calibration.surprise(3)).toBeCloseTo(-Math.log10(2 / 6), 12);
    expect(calibration.surprise(4)).toBeCloseTo(-Math.log10(1 / 6), 12);
    expect(calibration.surprise(0.5)).toBe(calibration.surprise(1));
  });

  it('never falls, never jumps and never passes its cap', () => {
    fc.assert(
      fc.property(scoreList, fc.array(fc.double({ noNaN: true }), { maxLength: 20 }), (scores, others) => {
        const calibration = tailCalibration(Float64Array.from(scores));
        const probes = [...scores, ...others].sort((a, b) => a - b);
        const found = probes.map((score) => calibration.surprise(score));
        found.forEach((surprise, i) => {
          expect(surprise).toBeGreaterThanOrEqual(i > 0 ? found[i - 1]! : 0);
          expect(surprise).toBeLessThanOrEqual(calibration.cap);
        });
        const top = Math.max(...scores);
        const step = Math.min(1e-9 * calibration.tail.scale, Math.max(1e-15, Math.abs(top) * 1e-15));
        expect(
          calibration.surprise(Math.min(top + step, Number.MAX_VALUE)) - calibration.surprise(top),
        ).toBeLessThan(1e-3);
      }),
    );
  });

  it('goes on beyond the sample up to log10(count) + 2', () => {
    const calibration = tailCalibration(normals(1000, 1));
    expect(calibration.cap).toBe(5);
    const greatest = calibration.surprise(4);
    expect(greatest).toBeGreaterThan(calibration.surprise(3.4));
    expect(calibration.surprise(1e9)).toBe(5);
    expect(calibration.surprise(Number.POSITIVE_INFINITY)).toBe(5);
  });

  it('does not guess beyond scores that do not differ', () => {
    const calibration = tailCalibration(new Float64Array(99).fill(0.5));
    expect(calibration.surprise(0.5)).toBeCloseTo(-Math.log10(0.99), 12);
    expect(calibration.surprise(0.6)).toBeCloseTo(2, 9);
    expect(calibration.surprise(1e6)).toBeCloseTo(2, 9);
  });

  it('finds the score of a surprise', () => {
    const calibration = tailCalibration(pareto(800, 0.2, 1, 3));
    for (const wanted of [0.1, 0.5, 1, 2, 3, 4, 4.8]) {
      const score = calibration.scoreAt(wanted)!;
      expect(calibration.surprise(score)).toBeGreaterThanOrEqual(wanted);
      expect(calibration.surprise(score)).toBeCloseTo(wanted, 9);
    }
    expect(calibration.scoreAt(calibration.cap + 0.1)).toBeUndefined();
  });

  it('raises false alarms on fresh ordinary rows at the stated rate', () => {
    for (const draw of [normals, (count: number, seed: number) => pareto(count, 0.3, 2, seed)]) {
      const surprises: number[] = [];
      for (let run = 0; run < 40; run++) {
        const calibration = tailCalibration(draw(500, 100 + run));
        surprises.push(...calibration.surprises(draw(5000, 900 + run)));
      }
      for (const [level, most] of [
        [1, 1.1],
        [2, 1.2],
        [3, 1.5],
      ] as const) {
        const rate = surprises.filter((surprise) => surprise >= level).length / surprises.length;
        expect(rate).toBeLessThan(most * 10 ** -level);
        expect(rate).toBeGreaterThan(0.4 * 10 ** -level);
      }
    }
  });

  it('stays close to the sample when it keeps only a part of very many scores', () => {
    const scores = normals(20_000, 5);
    const calibration = tailCalibration(scores);
    expect(calibration.toJSON().values.length).toBe(4096);
    const sorted = scores.slice().sort();
    for (const rank of [10, 5_000, 12_345, 17_000, 19_000, 19_990]) {
      const exact = -Math.log10((20_000 - rank) / 20_001);
      expect(calibration.surprise(sorted[rank]!)).toBeCloseTo(exact, 2);
    }
  });

  it('comes back from JSON bit for bit', () => {
    fc.assert(
      fc.property(scoreList, (scores) => {
        const calibration = tailCalibration(Float64Array.from(scores));
        const loaded = tailCalibrationFromJSON(JSON.parse(JSON.stringify(calibration)));
        for (const score of [...scores, 1e7, -3, 0.01])
          expect(loaded.surprise(score)).toBe(calibration.surprise(score));
      }),
    );
  });

  it('does not depend on the order of the scores, and leaves them alone', () => {
    fc.assert(
      fc.property(scoreList, fc.integer(), (scores, seed) => {
        const given = Float64Array.from(scores);
        const shuffledScores = Float64Array.from(shuffled(scores.length, random(seed)), (i) => scores[i]!);
        expect(JSON.stringify(tailCalibration(shuffledScores))).toBe(JSON.stringify(tailCalibration(given)));
        expect(given).toEqual(Float64Array.from(scores));
      }),
    );
  });

  it('names what is wrong', () => {
    const json = JSON.parse(JSON.stringify(tailCalibration(Float64Array.of(1, 2, 3)))) as object;
    expect(() => tailCalibration(new Float64Array(0))).toThrow(/at least 1 calibration score, received 0/);
    expect(() => tailCalibration(Float64Array.of(1, NaN))).toThrow(/finite calibration scores, received NaN/);
    expect(() => tailCalibration(Float64Array.of(1)).surprise(NaN)).toThrow(/received NaN/);
    expect(() => tailCalibrationFromJSON({ ...json, values: [1, 3, 2] })).toThrow(/ascending.*break at 2/);
    expect(() => tailCalibrationFromJSON({ ...json, atLeast: [3] })).toThrow(
      /3 values in atLeast, received 1/,
    );
    expect(() => tailCalibrationFromJSON({ ...json, shape: -1 })).toThrow(/shape .*received -1/);
  });
});

describe('generalised Pareto fit', () => {
  it.each([[0.1], [0.3], [0.6], [1]])('finds shape %d', (shape) => {
    const fitted = Array.from({ length: 10 }, (_, seed) =>
      fitParetoTail(pareto(2000, shape, 3, seed).sort()),
    );
    const mean = fitted.reduce((total, tail) => total + tail.shape / 10, 0);
    const scale = fitted.reduce((total, tail) => total + tail.scale / 10, 0);
    expect(Math.abs(mean - shape)).toBeLessThan(0.05);
    expect(Math.abs(scale - 3)).toBeLessThan(0.2);
  });

  it('never calls anything impossible: a tail that ends becomes exponential', () => {
    const uniform = Float64Array.from({ length: 500 }, (_, i) => (i + 1) / 500);
    expect(fitParetoTail(uniform)).toEqual({ shape: 0, scale: expect.closeTo(0.501, 3) });
  });
});
