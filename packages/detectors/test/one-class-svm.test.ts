/** One-class SVM against libsvm's solutions, and its own promises. */
import { describe, expect, it } from 'vitest';
import { decay } from '../src/exponential.js';
import { type Gamma, oneClassSvm } from '../src/index.js';
import { golden, matrixOf } from './golden/read.js';
import { clusteredRows, columnsInOrder, correlation, inOrder, randomOrder, sum } from './rows.js';

interface Golden {
  readonly columns: number;
  readonly train: readonly number[];
  readonly test: readonly number[];
  readonly cases: readonly {
    readonly nu: number;
    readonly gamma: Gamma;
    readonly resolved: number;
    readonly rho: number;
    readonly supportVectors: number;
    readonly objective: number;
    readonly scores: readonly number[];
  }[];
}

const values = golden<Golden>('one-class-svm');

describe.each(values.cases)('one-class SVM beside libsvm at nu $nu, gamma $gamma', (expected) => {
  const train = matrixOf(values.train, values.columns);
  const fitted = oneClassSvm({ nu: expected.nu, gamma: expected.gamma }).fit(train);

  it('resolves gamma as scikit-learn does', () => {
    expect(fitted.gamma / expected.resolved).toBeCloseTo(1, 12);
  });

  it("reaches an objective at most 1e-6 above libsvm's", () => {
    expect(fitted.converged).toBe(true);
    expect(fitted.objective / expected.objective).toBeLessThan(1 + 1e-6);
    expect(fitted.objective / expected.objective).toBeGreaterThan(1 - 1e-4);
  });

  it("has libsvm's rho, support vectors and decision values", () => {
    expect(Math.abs(fitted.rho / expected.rho - 1)).toBeLessThan(1e-4);
    const count = fitted.coefficients.length;
    expect(Math.abs(count - expected.supportVectors)).toBeLessThanOrEqual(
      Math.ceil(expected.supportVectors / 100),
    );
    const scores = fitted.score(matrixOf(values.test, values.columns));
    expect(correlation(scores, expected.scores)).toBeGreaterThan(0.99999);
    const worst = Math.max(...scores.map((score, r) => Math.abs(score - expected.scores[r]!)));
    expect(worst).toBeLessThan(1e-3);
  });

  it('keeps the constraints of the dual problem', () => {
    expect(sum(fitted.coefficients)).toBeCloseTo(expected.nu * train.rows, 8);
    expect(fitted.coefficients.every((a) => a > 0 && a <= 1)).toBe(true);
  });
});

describe('one-class SVM', () => {
  const matrix = clusteredRows(300, 3);
  const fitted = oneClassSvm({ nu: 0.1, gamma: 20 }).fit(matrix);

  it('leaves about nu of the rows outside', () => {
    const outside = fitted.score(matrix).filter((score) => score > 1e-2).length;
    expect(outside).toBeLessThanOrEqual(30);
    expect(outside).toBeGreaterThan(15);
  });

  it('has the gradient that differences of the decision function give', () => {
    const row = Float64Array.of(0.35, 0.28, 0.4);
    const { supportVectors, coefficients, gamma, rho } = fitted;
    const exactScore = (at: Float64Array): number =>
      coefficients.reduce((score, coefficient, s) => {
        const squares = at.map((x, c) => (x - supportVectors.values[s * 3 + c]!) ** 2);
        return score - coefficient * Math.exp(-gamma * sum(squares));
      }, rho);
    expect(fitted.score({ rows: 1, columns: 3, values: row })[0]).toBeCloseTo(exactScore(row), 5);
    const gradient = fitted.gradient(row);
    for (let c = 0; c < 3; c++) {
      const score = (shift: number) => exactScore(row.map((x, i) => (i === c ? x + shift : x)));
      expect(gradient[c]).toBeCloseTo((score(1e-5) - score(-1e-5)) / 2e-5, 4);
    }
  });

  it('explains by the column that is off, near and far', () => {
    for (const off of [0.5, 1, 40]) {
      const explanation = fitted.explain(Float64Array.of(0.3, 0.3 + off, 0.3));
      expect(explanation.indexOf(Math.max(...explanation))).toBe(1);
    }
  });

  it('finds the same boundary whatever the order of rows and columns', () => {
    const scores = fitted.score(matrix);
    const shuffledRows = oneClassSvm({ nu: 0.1, gamma: 20 }).fit(inOrder(matrix, randomOrder(300, 3)));
    const otherColumns = columnsInOrder(matrix, [2, 0, 1]);
    const turned = oneClassSvm({ nu: 0.1, gamma: 20 }).fit(otherColumns);
    expect(shuffledRows.objective / fitted.objective).toBeCloseTo(1, 5);
    expect(turned.objective / fitted.objective).toBeCloseTo(1, 5);
    expect(correlation(turned.score(otherColumns), scores)).toBeGreaterThan(0.9999);
  });

  it('gives the same bits with hardly any cache', () => {
    const small = oneClassSvm({ nu: 0.1, gamma: 20, cacheMegabytes: 1e-4 }).fit(matrix);
    expect(JSON.stringify(small)).toBe(JSON.stringify(fitted));
  });

  it('takes gamma 1 where no value differs, also where their mean is rounded', () => {
    for (const value of [0.25, 0.1, 1 / 3, 7e-9]) {
      const constant = { rows: 50, columns: 3, values: new Float64Array(150).fill(value) };
      expect(oneClassSvm().fit(constant).gamma).toBe(1);
    }
  });

  it('takes a finite gamma where the variance is hardly a number', () => {
    for (const method of ['exact', 'nystroem'] as const) {
      const matrix = { rows: 1, columns: 2, values: Float64Array.of(0, 4.5e-162) };
      const tiny = oneClassSvm({ method }).fit(matrix);
      expect(Number.isFinite(tiny.gamma)).toBe(true);
      expect([...tiny.score(matrix), ...tiny.explain(matrix.values)].every(Number.isFinite)).toBe(true);
      expect(tiny.gradient(matrix.values).every(Number.isFinite)).toBe(true);
    }
  });

  it('fits a drawn part of too many rows and says so', () => {
    const part = oneClassSvm({ maxRows: 100 }).fit(matrix);
    expect(part.fittedRows).toBe(100);
    expect(fitted.fittedRows).toBe(300);
  });

  it('computes exponentials to 14 digits', () => {
    for (let t = 0; t < 104; t += 0.0137) expect(Math.abs(decay(t) / Math.exp(-t) - 1)).toBeLessThan(3e-14);
    expect([decay(0), decay(104), decay(Number.POSITIVE_INFINITY)]).toEqual([1, 0, 0]);
  });

  it.each([
    [{ nu: 0 }, /nu to be above 0 .*received 0/],
    [{ nu: 1.1 }, /nu .*at most 1, received 1.1/],
    [{ gamma: -1 }, /gamma .*received -1/],
    [{ gamma: 'wide' as Gamma }, /'scale', 'auto' or a number, received wide/],
    [{ tolerance: 0 }, /tolerance .*received 0/],
    [{ method: 'fast' as 'exact' }, /'auto', 'exact' or 'nystroem', received fast/],
    [{ landmarks: 5000 }, /landmarks .*4096, received 5000/],
    [{ exactRows: 0 }, /exactRows .*received 0/],
  ])('rejects %j', (options, message) => {
    expect(() => oneClassSvm(options)).toThrow(message);
  });
});
