/** One-class SVM beside scikit-learn and libsvm's svm-train, run here on the same rows. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FittedOneClassSvm, type Gamma, type Matrix, oneClassSvm } from '../src/index.js';
import { clusteredRows, correlation } from './rows.js';

interface Case {
  readonly name: string;
  readonly matrix: Matrix;
  readonly fresh: Matrix;
  readonly nu: number;
  readonly gamma: Gamma;
}

interface Answer {
  readonly gamma: number;
  readonly objective: number;
  readonly rho: number;
  readonly supportVectors: number;
  readonly scores: readonly number[];
}

const FRESH = 500;
const folder = mkdtempSync(join(tmpdir(), 'one-class-svm-'));
const peer = fileURLToPath(new URL('./golden/fit_one_class_svm.py', import.meta.url));

const cases: Case[] = [
  onRows('2000 x 3', clusteredRows(2000, 3), 0.05, 'scale'),
  onRows('2000 x 3, wide nu', clusteredRows(2000, 3), 0.5, 20),
  onRows('2000 x 6, small nu', clusteredRows(2000, 6), 0.01, 'auto'),
  onRows('2000 x 12', clusteredRows(2000, 12), 0.2, 3),
  onRows('2000 x 6 with equal rows', rounded(clusteredRows(2000, 6), 10), 0.1, 4),
  onRows('10000 x 3', clusteredRows(10_000, 3), 0.02, 30),
  onRows('10000 x 6', clusteredRows(10_000, 6), 0.1, 'scale'),
  onRows('10000 x 12', clusteredRows(10_000, 12), 0.05, 'scale'),
  onRows('10000 x 3 with equal rows', rounded(clusteredRows(10_000, 3), 20), 0.05, 8),
];

beforeAll(() => {
  for (const [file, name] of [
    ['/usr/lib/python3/dist-packages/sklearn/__init__.py', 'python3-sklearn'],
    ['/usr/bin/svm-train', 'libsvm-tools'],
  ]) {
    if (!existsSync(file!)) throw new Error(`needs the Debian package ${name}: apt-get install ${name}`);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(cases)('one-class SVM on $name, nu $nu, gamma $gamma', ({ matrix, fresh, nu, gamma }) => {
  let fitted: FittedOneClassSvm;
  let scores: Float64Array;
  beforeAll(() => {
    fitted = oneClassSvm({ nu, gamma }).fit(matrix);
    scores = fitted.score(fresh);
    expect(fitted.converged).toBe(true);
  });

  it("reaches scikit-learn's solution", () => isBeside(fromScikitLearn(matrix, fresh, nu, gamma)));
  it("reaches svm-train's solution", () => isBeside(fromSvmTrain(matrix, fresh, nu, fitted.gamma)));

  function isBeside(answer: Answer): void {
    expect(Math.abs(fitted.gamma / answer.gamma - 1)).toBeLessThan(1e-6);
    expect(fitted.objective / answer.objective).toBeLessThan(1 + 1e-6);
    expect(correlation(scores, answer.scores)).toBeGreaterThan(0.9999);
    const count = fitted.coefficients.length;
    expect(Math.abs(count - answer.supportVectors)).toBeLessThanOrEqual(
      Math.ceil(answer.supportVectors / 100),
    );
    expect(Math.abs(fitted.rho / answer.rho - 1)).toBeLessThan(1e-3);
  }
});

describe('one-class SVM at the edges, as scikit-learn', () => {
  const single = { rows: 1, columns: 2, values: Float64Array.of(1, 2) };
  const pair = { rows: 2, columns: 2, values: Float64Array.of(1, 2, 1, 2) };
  const constant = { rows: 50, columns: 3, values: new Float64Array(150).fill(0.25) };
  const some = clusteredRows(200, 3);
  it.each([
    ['a single row', single, 0.5, 'scale'],
    ['two equal rows', pair, 0.5, 'scale'],
    ['constant rows without variance', constant, 0.1, 'scale'],
    ['less than one row outside', some, 0.001, 'scale'],
    ['nearly no row outside', some, 1e-6, 'auto'],
  ] as const)('%s', (_, matrix, nu, gamma) => {
    const answer = fromScikitLearn(matrix, matrix, nu, gamma);
    const fitted = oneClassSvm({ nu, gamma }).fit(matrix);
    expect(fitted.gamma).toBeCloseTo(answer.gamma, 9);
    // The tolerance of both is absolute: with a total of multipliers below 1 they may end apart by as much.
    expect(fitted.objective).toBeLessThan(answer.objective * (1 + 1e-6) + 1e-9);
    expect(Math.abs(fitted.rho - answer.rho)).toBeLessThan(2e-3 + 1e-6 * Math.abs(answer.rho));
    const scores = fitted.score(matrix);
    scores.forEach((score, r) => {
      expect(Math.abs(score - answer.scores[r]!)).toBeLessThan(2e-3 + 1e-6 * Math.abs(answer.rho));
    });
  });
});

it('has an answer at nu 1, where scikit-learn refuses its own', () => {
  const matrix = clusteredRows(200, 3);
  expect(() => fromScikitLearn(matrix, matrix, 1, 'scale')).toThrow(/intercepts are not finite/);
  const fitted = oneClassSvm({ nu: 1 }).fit(matrix);
  expect(fitted.coefficients).toEqual(new Float64Array(200).fill(1));
  // Every multiplier is at its bound: the boundary goes through the most ordinary row.
  expect(Math.min(...fitted.score(matrix))).toBeCloseTo(0, 3);
});

function onRows(name: string, matrix: Matrix, nu: number, gamma: Gamma): Case {
  return { name, matrix, fresh: clusteredRows(FRESH, matrix.columns, 77), nu, gamma };
}

function rounded(matrix: Matrix, steps: number): Matrix {
  return { ...matrix, values: matrix.values.map((value) => Math.round(value * steps) / steps) };
}

function fromScikitLearn(matrix: Matrix, fresh: Matrix, nu: number, gamma: Gamma): Answer {
  writeFileSync(join(folder, 'rows.bin'), new Uint8Array(matrix.values.slice().buffer));
  writeFileSync(join(folder, 'fresh.bin'), new Uint8Array(fresh.values.slice().buffer));
  const answer = execFileSync('/usr/bin/python3', [peer, folder, `${matrix.columns}`, `${nu}`, `${gamma}`], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(answer) as Answer;
}

/** Rows and support vectors in libsvm's text, its decision values computed from the model that it wrote. */
function fromSvmTrain(matrix: Matrix, fresh: Matrix, nu: number, gamma: number): Answer {
  const rowsFile = join(folder, 'rows.txt');
  const modelFile = join(folder, 'model.txt');
  const { rows, columns, values } = matrix;
  const lines = Array.from({ length: rows }, (_, r) =>
    ['1', ...Array.from({ length: columns }, (__, c) => `${c + 1}:${values[r * columns + c]}`)].join(' '),
  );
  writeFileSync(rowsFile, `${lines.join('\n')}\n`);
  const said = execFileSync(
    '/usr/bin/svm-train',
    ['-s', '2', '-t', '2', '-n', `${nu}`, '-g', `${gamma}`, rowsFile, modelFile],
    { encoding: 'utf8' },
  );
  const [, objective] = /obj = ([-\d.e+]+)/.exec(said)!;
  const model = readFileSync(modelFile, 'utf8');
  const [, rho] = /^rho ([-\d.e+]+)$/m.exec(model)!;
  const [, usedGamma] = /^gamma ([-\d.e+]+)$/m.exec(model)!;
  const vectors = model
    .slice(model.indexOf('SV\n', model.indexOf('total_sv')) + 3)
    .trim()
    .split('\n')
    .map(vectorOf);
  const scores = Array.from({ length: fresh.rows }, (_, r) => {
    let sum = 0;
    for (const { coefficient, at } of vectors) {
      let distance = 0;
      for (let c = 0; c < columns; c++) distance += (fresh.values[r * columns + c]! - (at[c] ?? 0)) ** 2;
      sum += coefficient * Math.exp(-gamma * distance);
    }
    return Number(rho) - sum;
  });
  return {
    gamma: Number(usedGamma),
    objective: Number(objective),
    rho: Number(rho),
    supportVectors: vectors.length,
    scores,
  };
}

/** "coefficient 1:value 2:value", zeros left out. */
function vectorOf(line: string): { readonly coefficient: number; readonly at: readonly number[] } {
  const [coefficient, ...pairs] = line.trim().split(' ');
  const at: number[] = [];
  for (const pair of pairs) {
    const [column, value] = pair.split(':');
    at[Number(column) - 1] = Number(value);
  }
  return { coefficient: Number(coefficient), at };
}
