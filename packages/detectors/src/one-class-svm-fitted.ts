/** A fitted one-class SVM: scores rows by their kernel distance to the support vectors. */
import type { DetectorJson, FittedDetector } from './detector.js';
import { exp, log, square } from './elementary.js';
import { finite } from './finite.js';
import { checkMatrix, checkRow, type Matrix } from './matrix.js';
import { type ApproximationError, readApproximationError } from './one-class-approximation-error.js';
import { type NearestSupportVector, nearestVectors } from './one-class-nearest.js';
import { checkWhole } from './options.js';
import { kernelRow, kernelSums } from './radial-kernel.js';
import { readNumber, readNumbers, readObject, readWhole } from './untrusted.js';

const KIND = 'one-class-svm';
/** Weights of landmarks beyond this would overflow in the 32 bits of the kernels. */
const GREATEST_WEIGHT = 1e30;

/** With the kernel itself, or with its Nystroem approximation over landmarks. */
export type OneClassSvmMethod = 'exact' | 'nystroem';

export interface OneClassSvmParts {
  readonly method: OneClassSvmMethod;
  readonly gamma: number;
  readonly rho: number;
  /** (support vectors x columns); of 'nystroem' the landmarks. */
  readonly supportVectors: Matrix;
  /**
   * Multiplier of each support vector, 0 < a <= 1; of 'nystroem' the weight of each landmark, of either sign (support
   * vectors).
   */
  readonly coefficients: Float64Array;
  /**
   * What each support vector stands for among the multipliers: its own; of a landmark, the sum of those of the
   * fitted rows that it is nearest to (support vectors).
   */
  readonly masses: Float64Array;
  readonly objective: number;
  readonly fittedRows: number;
  readonly iterations: number;
  readonly converged: boolean;
  /** Of 'nystroem' only. */
  readonly approximationError: ApproximationError | undefined;
}

/** The boundary around the fitted rows; its score is above 0 outside. */
export class FittedOneClassSvm implements FittedDetector, OneClassSvmParts {
  readonly kind = KIND;
  readonly columns: number;
  /** How it was fitted. */
  readonly method: OneClassSvmMethod;
  readonly gamma: number;
  readonly rho: number;
  readonly supportVectors: Matrix;
  readonly coefficients: Float64Array;
  readonly masses: Float64Array;
  /** 1/2 alpha' K alpha at the end, comparable with libsvm's `obj`; of 'nystroem' with its own kernel. */
  readonly objective: number;
  /** Rows that were fitted: fewer than given where `maxRows` cut them. */
  readonly fittedRows: number;
  readonly iterations: number;
  readonly converged: boolean;
  /** How far the scores are from those of the exact kernel, as measured while fitting; undefined where they are exact. */
  readonly approximationError: ApproximationError | undefined;
  #ordinary: Uint32Array | undefined;

  constructor(parts: OneClassSvmParts) {
    this.method = parts.method;
    this.approximationError = parts.approximationError;
    this.columns = parts.supportVectors.columns;
    this.gamma = parts.gamma;
    this.rho = parts.rho;
    this.supportVectors = parts.supportVectors;
    this.coefficients = parts.coefficients;
    this.masses = parts.masses;
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
   * 2 gamma (x - mean)^2 for each column (columns), 0 or more; the mean is that of the support vectors, weighted by
   * mass x kernel. Where it is exact, that is the gradient of -log(sum of coefficient x kernel) times the row's displacement from the
   * mean: it orders columns as the gradient of the score at the row does, and does not vanish far from all
   * support vectors, where the score levels off.
   */
  explain(row: Float64Array): Float64Array {
    checkRow(row, this.columns);
    const mean = this.#nearMean(row);
    return mean.map((centre, c) => finite(2 * (this.gamma * square(row[c]! - centre))));
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

  /**
   * The support vectors nearest to the row of those that are inside the boundary or on it (multiplier below 1; of
   * 'nystroem' the landmarks whose score is not above 0), nearest first. None where all multipliers are at their
   * bound, as with nu = 1.
   */
  nearest(row: Float64Array, count = 5): NearestSupportVector[] {
    checkRow(row, this.columns);
    checkWhole('count', count, 1);
    this.#ordinary ??= this.#ordinaryIndices();
    return nearestVectors(this.supportVectors, this.#ordinary, this.coefficients, this.gamma, row, count);
  }

  #ordinaryIndices(): Uint32Array {
    const indices = Uint32Array.from(this.coefficients.keys());
    if (this.method === 'exact') return indices.filter((index) => this.coefficients[index]! < 1);
    const scores = this.score(this.supportVectors);
    return indices.filter((index) => scores[index]! <= 0);
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
      ...(this.method === 'nystroem' && {
        method: this.method,
        approximationError: this.approximationError,
        masses: [...this.masses],
      }),
      coefficients: [...this.coefficients],
      supportVectors: [...this.supportVectors.values],
    };
  }

  /** @throws RangeError when the data is not what `toJSON` could have written */
  static fromJSON(json: unknown): FittedOneClassSvm {
    const fields = readObject(json, KIND);
    const columns = readWhole(fields, 'columns', 1, 1_000_000);
    const coefficients = readNumbers(fields, 'coefficients');
    const method = readMethod(fields['method']);
    checkCoefficients(coefficients, method);
    const values = readNumbers(fields, 'supportVectors', coefficients.length * columns);
    return new FittedOneClassSvm({
      method,
      approximationError:
        method === 'exact' ? undefined : readApproximationError(fields['approximationError']),
      gamma: readNumber(fields, 'gamma', Number.MIN_VALUE),
      rho: readNumber(fields, 'rho'),
      objective: readNumber(fields, 'objective', 0),
      fittedRows: readWhole(fields, 'fittedRows', 1, 2 ** 31 - 1),
      iterations: readWhole(fields, 'iterations', 0, Number.MAX_SAFE_INTEGER),
      converged: fields['converged'] === true,
      coefficients,
      masses: method === 'exact' ? coefficients : readMasses(fields, coefficients.length),
      supportVectors: { rows: coefficients.length, columns, values },
    });
  }

  /** Mean of the support vectors weighted by mass x kernel, in logarithms so that it exists far away, too. */
  #nearMean(row: Float64Array): Float64Array {
    const { rows, values } = this.supportVectors;
    const weights = new Float64Array(rows);
    let greatest = Number.NEGATIVE_INFINITY;
    for (let s = 0; s < rows; s++) {
      let distance = 0;
      for (let c = 0; c < this.columns; c++) distance += square(row[c]! - values[s * this.columns + c]!);
      weights[s] = log(this.masses[s]!) - finite(this.gamma * distance);
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

function readMethod(value: unknown): OneClassSvmMethod {
  // Data that was written before there was an approximation does not say.
  if (value === undefined || value === 'exact') return 'exact';
  if (value === 'nystroem') return value;
  throw new RangeError(`expected method exact or nystroem, received ${typeof value}`);
}

function checkCoefficients(coefficients: Float64Array, method: OneClassSvmMethod): void {
  for (const value of coefficients) {
    if (method === 'exact' && !(value > 0 && value <= 1)) {
      throw new RangeError(`expected coefficients above 0 and at most 1, received ${value}`);
    }
    if (!(Math.abs(value) <= GREATEST_WEIGHT)) {
      throw new RangeError(
        `expected coefficients from -${GREATEST_WEIGHT} to ${GREATEST_WEIGHT}, received ${value}`,
      );
    }
  }
}

function readMasses(fields: Readonly<Record<string, unknown>>, count: number): Float64Array {
  const masses = readNumbers(fields, 'masses', count);
  const wrong = masses.find((mass) => !(mass >= 0));
  if (wrong !== undefined) throw new RangeError(`expected masses of 0 or more, received ${wrong}`);
  if (!masses.some((mass) => mass > 0)) throw new RangeError('expected a mass above 0, received none');
  return masses;
}
