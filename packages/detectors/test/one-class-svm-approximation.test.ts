/** The Nystroem approximation of the one-class SVM beside the exact one. */
import { describe, expect, it } from 'vitest';
import { FittedOneClassSvm, oneClassSvm, readModelFile, takeRows, writeModelFile } from '../src/index.js';
import { innerProducts } from '../src/one-class-features.js';
import { chooseLandmarks, landmarkFeatures, landmarkWeights } from '../src/one-class-landmarks.js';
import { kernelSums } from '../src/radial-kernel.js';
import { random } from '../src/random.js';
import { clusteredRows, correlation, inOrder, sum, uniformRows } from './rows.js';

const matrix = clusteredRows(6000, 4);
const fresh = clusteredRows(1000, 4, 9);
const exact = oneClassSvm({ gamma: 4, method: 'exact' }).fit(matrix);
const fitted = oneClassSvm({ gamma: 4, exactRows: 5000, landmarks: 150 }).fit(matrix);

describe('approximate one-class SVM', () => {
  it('is chosen above exactRows, and says so', () => {
    expect(oneClassSvm({ gamma: 4, exactRows: 6000 }).fit(matrix).method).toBe('exact');
    expect(exact.approximationError).toBeUndefined();
    expect(fitted.method).toBe('nystroem');
    expect(fitted.fittedRows).toBe(6000);
    expect(fitted.supportVectors.rows).toBeLessThanOrEqual(150);
    expect(sum(fitted.masses)).toBeCloseTo(300, 6);
    expect(fitted.converged).toBe(true);
  });

  it('scores fresh rows as the exact one does, within the error that it states', () => {
    const expected = exact.score(fresh);
    const scores = fitted.score(fresh);
    expect(correlation(scores, expected)).toBeGreaterThan(0.999);
    const mean = sum(expected) / expected.length;
    const spread = Math.sqrt(sum(expected.map((score) => (score - mean) ** 2)) / expected.length);
    const errors = expected.map((score, r) => Math.abs(score - scores[r]!) / spread).sort();
    const { scoreMean, scoreHigh } = fitted.approximationError!;
    expect(scoreMean).toBeGreaterThan(0);
    expect(sum(errors) / errors.length).toBeLessThan(2 * scoreMean);
    expect(errors[950]!).toBeLessThan(2 * scoreHigh);
    expect(scoreHigh).toBeLessThan(0.2);
  });

  it('errs less with more landmarks', () => {
    const few = oneClassSvm({ gamma: 4, method: 'nystroem', landmarks: 20 }).fit(matrix).approximationError!;
    const { kernelMean, kernelHigh, scoreMean } = fitted.approximationError!;
    expect(kernelMean).toBeLessThan(few.kernelMean / 2);
    expect(kernelHigh).toBeLessThan(few.kernelHigh / 2);
    expect(scoreMean).toBeLessThan(few.scoreMean / 2);
  });

  it('reaches the solution of its own problem: no row violates the conditions', () => {
    // With a landmark for every row the approximate problem is the exact one.
    const small = clusteredRows(300, 3);
    const options = { gamma: 20, nu: 0.1 };
    const every = oneClassSvm({ ...options, method: 'nystroem' }).fit(small);
    const direct = oneClassSvm(options).fit(small);
    expect(every.objective / direct.objective).toBeCloseTo(1, 4);
    expect(every.rho / direct.rho).toBeCloseTo(1, 3);
    expect(correlation(every.score(small), direct.score(small))).toBeGreaterThan(0.99999);
    expect(every.approximationError!.kernelHigh).toBeLessThan(1e-3);
  });

  it('leaves about nu of the rows outside', () => {
    const outside = fitted.score(matrix).filter((score) => score > 0).length;
    expect(Math.abs(outside - 300)).toBeLessThan(60);
  });

  it('is solved with thousands of equal rows', () => {
    const lattice = clusteredRows(8000, 2);
    const values = lattice.values.map((value) => Math.round(value * 20) / 20);
    const equal = { ...lattice, values };
    const approximate = oneClassSvm({ gamma: 10, method: 'nystroem' }).fit(equal);
    const direct = oneClassSvm({ gamma: 10, method: 'exact' }).fit(equal);
    expect(approximate.converged).toBe(true);
    expect(approximate.objective / direct.objective).toBeCloseTo(1, 4);
    expect(correlation(approximate.score(equal), direct.score(equal))).toBeGreaterThan(0.9999);
  });

  it('explains by the column that is off, by the columns that the gradient names, much as the exact one does', () => {
    for (const off of [0.6, 1, 40]) {
      const explanation = fitted.explain(Float64Array.of(0.3, 0.3, 0.3 + off, 0.3));
      expect(explanation.indexOf(Math.max(...explanation))).toBe(2);
    }
    const row = Float64Array.of(0.5, 0.35, 0.62, 0.9);
    const byGradient = order(fitted.gradient(row).map(Math.abs));
    expect(order(fitted.explain(row)).slice(0, 2)).toEqual(byGradient.slice(0, 2));
    const explanation = exact.explain(row);
    fitted.explain(row).forEach((value, c) => {
      expect(Math.abs(value - explanation[c]!)).toBeLessThan(0.5 * Math.max(...explanation));
    });
    const gradient = fitted.gradient(row);
    for (let c = 0; c < 4; c++) {
      const at = (shift: number) =>
        fitted.score({ rows: 1, columns: 4, values: row.map((x, i) => (i === c ? x + shift : x)) })[0]!;
      expect(Math.abs((at(0.01) - at(-0.01)) / 0.02 / gradient[c]! - 1)).toBeLessThan(0.02);
    }
  });

  it('comes back from a model file', () => {
    const { models } = readModelFile(writeModelFile({ svm: fitted }));
    const svm = models['svm'] as FittedOneClassSvm;
    expect(svm.method).toBe('nystroem');
    expect(svm.approximationError).toEqual(fitted.approximationError);
    expect(svm.score(fresh)).toEqual(fitted.score(fresh));
    expect(svm.nearest(fresh.values.slice(0, 4))).toEqual(fitted.nearest(fresh.values.slice(0, 4)));
  });

  it.each([
    [{ method: 'guess' }, /expected method exact or nystroem, received/],
    [{ method: undefined }, /coefficients above 0 and at most 1, received/],
    [{ approximationError: undefined }, /approximationError to be an object, received/],
    [{ approximationError: { kernelMean: -1 } }, /kernelMean .*received -1/],
    [{ masses: new Array(fitted.masses.length).fill(0) }, /a mass above 0, received none/],
    [{ masses: new Array(fitted.masses.length).fill(-1) }, /masses of 0 or more, received -1/],
    [
      { coefficients: new Array(fitted.coefficients.length).fill(1e31) },
      /coefficients from -1e\+30 to 1e\+30, received 1e\+31/,
    ],
  ])('refuses forged data %#', (fields, message) => {
    const json = { ...JSON.parse(JSON.stringify(fitted)), ...fields };
    expect(() => FittedOneClassSvm.fromJSON(json)).toThrow(message);
    expect(() => FittedOneClassSvm.fromJSON(json)).toThrow(RangeError);
  });

  it('reads data from before there was an approximation', () => {
    const json = JSON.parse(JSON.stringify(exact));
    expect('method' in json || 'approximationError' in json).toBe(false);
    expect(FittedOneClassSvm.fromJSON(json).method).toBe('exact');
  });
});

describe('landmarks', () => {
  it('meet all kernels when every row is one, and stop when nothing is missing', () => {
    const rows = uniformRows(40, 3);
    const doubled = inOrder(
      rows,
      Array.from({ length: 80 }, (_, i) => i % 40),
    );
    const landmarks = chooseLandmarks(doubled, 6, 500, random(1));
    expect(landmarks.rows.rows).toBeLessThanOrEqual(40);
    const features = landmarkFeatures(landmarks, rows);
    const size = landmarks.rows.rows;
    for (let r = 0; r < 40; r++) {
      const kernels = innerProducts(features, features.slice(r * size, (r + 1) * size));
      for (let s = 0; s < 40; s++) {
        const distance = [0, 1, 2].reduce(
          (total, c) => total + (rows.values[r * 3 + c]! - rows.values[s * 3 + c]!) ** 2,
          0,
        );
        expect(Math.abs(kernels[s]! - Math.exp(-6 * distance))).toBeLessThan(1e-4);
      }
    }
  });

  it('carry any direction of features as weights of kernels', () => {
    const rows = uniformRows(200, 3);
    const landmarks = chooseLandmarks(rows, 6, 30, random(1));
    const direction = Float64Array.from({ length: 30 }, (_, i) => Math.sin(i));
    const sums = kernelSums(landmarks.rows, landmarkWeights(landmarks, direction), 6, rows);
    const products = innerProducts(landmarkFeatures(landmarks, rows), direction);
    for (let r = 0; r < 200; r++) expect(sums[r]).toBeCloseTo(products[r]!, 3);
  });
});

describe('nearest ordinary support vectors', () => {
  it('are those with a multiplier below 1, nearest first', () => {
    const row = Float64Array.of(0.5, 0.35, 0.62, 0.9);
    const free = [...exact.coefficients.keys()].filter((s) => exact.coefficients[s]! < 1);
    const distance = (s: number) =>
      Math.hypot(...row.map((x, c) => x - exact.supportVectors.values[s * 4 + c]!));
    const expected = free.sort((a, b) => distance(a) - distance(b)).slice(0, 3);
    const nearest = exact.nearest(row, 3);
    expect(nearest.map(({ index }) => index)).toEqual(expected);
    const first = nearest[0]!;
    expect(first.values).toEqual(takeRows(exact.supportVectors, [first.index]).values);
    expect(first.distance).toBeCloseTo(distance(first.index), 12);
    expect(first.kernel).toBeCloseTo(Math.exp(-4 * first.distance ** 2), 12);
    expect(first.weight).toBe(exact.coefficients[first.index]! * first.kernel);
    expect([...first.displacement]).toEqual([...row.map((x, c) => x - first.values[c]!)]);
    expect(exact.nearest(row, 10_000)).toHaveLength(free.length);
  });

  it('are landmarks inside the boundary where it is approximate', () => {
    const vectors = fitted.nearest(Float64Array.of(0.9, 0.9, 0.9, 0.9), 1000);
    expect(vectors.length).toBeGreaterThan(10);
    expect(vectors.length).toBeLessThan(fitted.masses.length);
    for (const { values } of vectors)
      expect(fitted.score({ rows: 1, columns: 4, values })[0]).toBeLessThanOrEqual(0);
  });

  it('are none where every multiplier is at its bound', () => {
    expect(oneClassSvm({ nu: 1 }).fit(fresh).nearest(fresh.values.slice(0, 4))).toEqual([]);
  });

  it('are finite for rows of any size, and refuse wrong calls', () => {
    for (const { distance, displacement, kernel } of exact.nearest(
      Float64Array.of(1e308, -1e308, 1e-308, 1.7e308),
    )) {
      expect([distance, kernel, ...displacement].every(Number.isFinite)).toBe(true);
    }
    expect(() => exact.nearest(Float64Array.of(1))).toThrow(/expected a row of 4 columns, received 1/);
    expect(() => exact.nearest(fresh.values.slice(0, 4), 0)).toThrow(/count .*received 0/);
  });
});

function order(values: Float64Array): number[] {
  return [...values.keys()].sort((a, b) => values[b]! - values[a]!);
}
