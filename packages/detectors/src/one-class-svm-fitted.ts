/** A fitted one-class SVM: scores rows by their kernel distance to the support vectors. */
import type { DetectorJson, FittedDetector } from './detector.js';
import { exp, log } from './elementary.js';
import { checkMatrix, checkRow, type Matrix } from './matrix.js';
import { kernelRow, kernelSums } from './radial-kernel.js';
import { readNumber, readNumbers, readObject, readWhole } from './untrusted.js';

const KIND = 'one-class-svm';

export interface OneClassSvmParts {
  readonly gamma: number;
  readonly rho: number;
  /** (support vectors x columns) */
  readonly supportVectors: Matrix;
  /** Multiplier of each support vector, 0 < a <= 1 (support vectors). */
  readonly coefficients: Float64Array;
  readonly objective: number;
  readonly fittedRows: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/** The boundary around the fitted rows; its score is above 0 outside. */
export class FittedOneClassSvm implements FittedDetector, OneClassSvmParts {
  readonly kind = KIND;
  readonly columns: number;
  readonly gamma: number;
  readonly rho: number;
  readonly supportVectors: Matrix;
  readonly coefficients: Float64Array;
  /** 1/2 alpha' K alpha at the end, comparable with libsvm's `obj`. */
  readonly objective: number;
  /** Rows that were fitted: fewer than given where `maxRows` cut them. */
  readonly fittedRows: number;
  readonly iterations: number;
  readonly converged: boolean;

  constructor(parts: OneClassSvmParts) {
    this.columns = parts.supportVectors.columns;
    this.gamma = parts.gamma;
    this.rho = parts.rho;
    this.supportVectors = parts.supportVectors;
    this.coefficients = parts.coefficients;
    this.objective = parts.objective;
    this.fittedRows = parts.fittedRows;
    this.iterations = parts.iterations;
    this.converged = parts.converged;
  }

  /**
   * rho - sum of coefficient x kernel (rows): the negated decision function, above 0 outside the boundary.
   */
  score(matrix: Matrix): Float64Array {
    checkMatrix(matrix, this.columns);
    const sums = kernelSums(this.supportVectors, this.coefficients, this.gamma, matrix);
    return sums.map((sum) => this.rho - sum);
  }

  /**
   * Gradient of -log(sum of coefficient x kernel) times the row's displacement from the support vectors'
   * mean, weighted by their kernels: 2 gamma (x - mean)^2 for each column (columns), 0 or more. It orders
   * columns as the gradient of the score at the row does, and does not vanish far from all support vectors,
   * where the score levels off.
   */
  explain(row: Float64Array): Float64Array {
    checkRow(row, this.columns);
    const mean = this.#nearMean(row);
    return mean.map((centre, c) => bounded(2 * (this.gamma * (row[c]! - centre) ** 2)));
  }

  /** d score / d column at the row (columns). */
  gradient(row: Float64Array): Float64Array {
    checkRow(row, this.columns);
    const { rows, values } = this.supportVectors;
    const kernel = new Float64Array(rows);
    kernelRow(this.supportVectors, row, 0, this.gamma, kernel);
    const gradient = new Float64Array(this.columns);
    for (let s = 0; s < rows; s++) {
      const weight = 2 * this.gamma * this.coefficients[s]! * kernel[s]!;
      if (weight === 0) continue;
      for (let c = 0; c < this.columns; c++) {
        gradient[c]! += weight * (row[c]! - values[s * this.columns + c]!);
      }
    }
    return gradient;
  }

  toJSON(): DetectorJson {
    return {
      kind: KIND,
      version: 1,
      columns: this.columns,
      gamma: this.gamma,
      rho: this.rho,
      objective: this.objective,
      fittedRows: this.fittedRows,
      iterations: this.iterations,
      converged: this.converged,
      coefficients: [...this.coefficients],
      supportVectors: [...this.supportVectors.values],
    };
  }

  /** @throws RangeError when the data is not what `toJSON` could have written */
  static fromJSON(json: unknown): FittedOneClassSvm {
    const fields = readObject(json, KIND);
    const columns = readWhole(fields, 'columns', 1, 1_000_000);
    const coefficients = readNumbers(fields, 'coefficients');
    const wrong = coefficients.find((value) => !(value > 0 && value <= 1));
    if (wrong !== undefined)
      throw new RangeError(`expected coefficients above 0 and at most 1, received ${wrong}`);
    const values = readNumbers(fields, 'supportVectors', coefficients.length * columns);
    return new FittedOneClassSvm({
      gamma: readNumber(fields, 'gamma', Number.MIN_VALUE),
      rho: readNumber(fields, 'rho'),
      objective: readNumber(fields, 'objective', 0),
      fittedRows: readWhole(fields, 'fittedRows', 1, 2 ** 31 - 1),
      iterations: readWhole(fields, 'iterations', 0, Number.MAX_SAFE_INTEGER),
      converged: fields['converged'] === true,
      coefficients,
      supportVectors: { rows: coefficients.length, columns, values },
    });
  }

  /**
   * Mean of the support vectors weighted by coefficient x kernel, in logarithms so that it exists far away,
   * too.
   */
  #nearMean(row: Float64Array): Float64Array {
    const { rows, values } = this.supportVectors;
    const weights = new Float64Array(rows);
    let greatest = Number.NEGATIVE_INFINITY;
    for (let s = 0; s < rows; s++) {
      let distance = 0;
      for (let c = 0; c < this.columns; c++) distance += (row[c]! - values[s * this.columns + c]!) ** 2;
      weights[s] = log(this.coefficients[s]!) - bounded(this.gamma * distance);
      greatest = Math.max(greatest, weights[s]!);
    }
    const mean = new Float64Array(this.columns);
    let total = 0;
    for (let s = 0; s < rows; s++) total += weights[s] = exp(weights[s]! - greatest);
    for (let s = 0; s < rows; s++) {
      const share = weights[s]! / total;
      if (share === 0) continue;
      for (let c = 0; c < this.columns; c++) mean[c]! += share * values[s * this.columns + c]!;
    }
    return mean;
  }
}

function bounded(value: number): number {
  return Math.min(value, Number.MAX_VALUE);
}
