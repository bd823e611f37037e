/** Scaling of columns: fitted on training rows, applied to any rows, kept as plain data. */
import { log1p as logarithm } from './elementary.js';
import { finite } from './finite.js';
import { checkFitMatrix, checkMatrix, type Matrix } from './matrix.js';
import { checkWhole } from './options.js';
import { quantileOfSorted } from './quantile.js';
import { readList, readNumbers, readObject, readWhole, readWholes } from './untrusted.js';

/** An unfitted scaler: options only. */
export interface Scaler {
  /** Does not change its input. @throws RangeError on a matrix that is empty, ragged or not finite */
  fit(matrix: Matrix): FittedScaler;
}

/** Scales rows by what it was fitted on. */
export interface FittedScaler {
  readonly kind: string;
  /** Number of columns that it was fitted on, and that it gives. */
  readonly columns: number;
  /** A new matrix of the same shape (rows x columns), finite. */
  transform(matrix: Matrix): Matrix;
  toJSON(): ScalerJson;
}

/** What the `toJSON` of a fitted scaler gives; `scalerFromJSON` reads it. */
export interface ScalerJson {
  readonly kind: string;
  readonly version: 1;
  readonly [field: string]: unknown;
}

/** What is scaled. */
export interface ScalingOptions {
  /** Columns to scale; the others pass unchanged. Default all. */
  readonly only?: readonly number[];
}

/**
 * (x - mean) / standard deviation (of the population), as scikit-learn's StandardScaler. Constant columns
 * become 0.
 */
export function standardScaler(options: ScalingOptions = {}): Scaler {
  return affine('standard-scaler', options, (values) => {
    let sum = 0;
    for (const value of values) sum += value / values.length;
    let squares = 0;
    for (const value of values) squares += ((value - sum) / values.length) * (value - sum);
    return { centre: sum, scale: Math.sqrt(squares) };
  });
}

/** (x - median) / (third - first quartile), as scikit-learn's RobustScaler: outliers do not move it. */
export function robustScaler(options: ScalingOptions = {}): Scaler {
  return affine('robust-scaler', options, (values) => {
    const sorted = values.sort();
    const range = quantileOfSorted(sorted, 0.75) - quantileOfSorted(sorted, 0.25);
    return { centre: quantileOfSorted(sorted, 0.5), scale: range };
  });
}

/**
 * (x - least) / (greatest - least): fitted rows fall into 0..1, new rows may fall outside. Constant columns
 * become 0.
 */
export function minMaxScaler(options: ScalingOptions = {}): Scaler {
  return affine('min-max-scaler', options, (values) => {
    let least = values[0]!;
    let greatest = values[0]!;
    for (const value of values) {
      if (value < least) least = value;
      if (value > greatest) greatest = value;
    }
    return { centre: least, scale: greatest - least };
  });
}

/** sign(x) log(1 + |x|): tames heavy tails, keeps order and sign. */
export function log1p(options: ScalingOptions = {}): Scaler {
  return {
    fit(matrix) {
      checkFitMatrix(matrix);
      return fittedLog1p(matrix.columns, chosenColumns(options, matrix.columns));
    },
  };
}

/** One scaler after the other; each is fitted on what the ones before it give. */
export function chainScalers(...scalers: readonly Scaler[]): Scaler {
  if (scalers.length === 0) throw new RangeError('expected at least 1 scaler to chain, received 0');
  return {
    fit(matrix) {
      const steps: FittedScaler[] = [];
      let current = matrix;
      for (const scaler of scalers) {
        const fitted = scaler.fit(current);
        steps.push(fitted);
        current = fitted.transform(current);
      }
      return fittedChain(matrix.columns, steps);
    },
  };
}

/**
 * The scaler whose `toJSON` gave this data.
 * @throws RangeError when the data is not what a scaler's `toJSON` could have written
 */
export function scalerFromJSON(json: unknown): FittedScaler {
  return readScaler(json, 0);
}

const AFFINE_KINDS = ['standard-scaler', 'robust-scaler', 'min-max-scaler'];

function readScaler(json: unknown, depth: number): FittedScaler {
  const kind = (json as { kind?: unknown } | null)?.kind;
  if (kind === 'chain') {
    if (depth > 4) throw new RangeError('expected chains at most 4 deep, received a deeper one');
    const fields = readObject(json, kind);
    const columns = readWhole(fields, 'columns', 1, 1_000_000);
    const steps = readList(fields, 'steps').map((step) => readScaler(step, depth + 1));
    const odd = steps.find((step) => step.columns !== columns);
    if (odd) throw new RangeError(`expected steps of ${columns} columns, received ${odd.columns}`);
    return fittedChain(columns, steps);
  }
  if (kind === 'log1p') {
    const fields = readObject(json, kind);
    const columns = readWhole(fields, 'columns', 1, 1_000_000);
    return fittedLog1p(columns, readWholes(fields, 'only', 0, columns - 1));
  }
  if (typeof kind !== 'string' || !AFFINE_KINDS.includes(kind)) {
    throw new RangeError(
      `expected a scaler (${AFFINE_KINDS.join(', ')}, log1p or chain), received ${String(kind)}`,
    );
  }
  const fields = readObject(json, kind);
  const columns = readWhole(fields, 'columns', 1, 1_000_000);
  const scale = readNumbers(fields, 'scale', columns);
  const wrong = scale.find((value) => !(value > 0));
  if (wrong !== undefined) throw new RangeError(`expected scale above 0, received ${wrong}`);
  return fittedAffine(kind, columns, readNumbers(fields, 'centre', columns), scale);
}

interface CentreAndScale {
  readonly centre: number;
  readonly scale: number;
}

function affine(
  kind: string,
  options: ScalingOptions,
  measure: (column: Float64Array) => CentreAndScale,
): Scaler {
  return {
    fit(matrix) {
      checkFitMatrix(matrix);
      const centre = new Float64Array(matrix.columns);
      const scale = new Float64Array(matrix.columns).fill(1);
      const column = new Float64Array(matrix.rows);
      for (const c of chosenColumns(options, matrix.columns)) {
        for (let r = 0; r < matrix.rows; r++) column[r] = matrix.values[r * matrix.columns + c]!;
        const measured = measure(column);
        centre[c] = measured.centre;
        scale[c] = usableScale(measured);
      }
      return fittedAffine(kind, matrix.columns, centre, scale);
    },
  };
}

/** 1 where a column is constant up to rounding: dividing by its scale would blow rounding up to numbers. */
function usableScale({ centre, scale }: CentreAndScale): number {
  return scale > 1e-13 * Math.abs(centre) && scale > 1e-300 && Number.isFinite(scale) ? scale : 1;
}

function fittedAffine(
  kind: string,
  columns: number,
  centre: Float64Array,
  scale: Float64Array,
): FittedScaler {
  return {
    kind,
    columns,
    transform(matrix) {
      checkMatrix(matrix, columns);
      const values = new Float64Array(matrix.values.length);
      for (let i = 0; i < values.length; ) {
        for (let c = 0; c < columns; c++, i++) {
          values[i] = finite((matrix.values[i]! - centre[c]!) / scale[c]!);
        }
      }
      return { rows: matrix.rows, columns, values };
    },
    toJSON: () => ({ kind, version: 1, columns, centre: [...centre], scale: [...scale] }),
  };
}

function fittedLog1p(columns: number, only: ArrayLike<number>): FittedScaler {
  return {
    kind: 'log1p',
    columns,
    transform(matrix) {
      checkMatrix(matrix, columns);
      const values = matrix.values.slice();
      for (let r = 0; r < matrix.rows; r++) {
        for (let k = 0; k < only.length; k++) {
          const i = r * columns + only[k]!;
          values[i] = Math.sign(values[i]!) * logarithm(Math.abs(values[i]!));
        }
      }
      return { rows: matrix.rows, columns, values };
    },
    toJSON: () => ({ kind: 'log1p', version: 1, columns, only: Array.from(only) }),
  };
}

function fittedChain(columns: number, steps: readonly FittedScaler[]): FittedScaler {
  return {
    kind: 'chain',
    columns,
    transform(matrix) {
      checkMatrix(matrix, columns);
      return steps.reduce((current, step) => step.transform(current), matrix);
    },
    toJSON: () => ({ kind: 'chain', version: 1, columns, steps: steps.map((step) => step.toJSON()) }),
  };
}

function chosenColumns(options: ScalingOptions, columns: number): readonly number[] {
  const only = options.only ?? Array.from({ length: columns }, (_, c) => c);
  for (const column of only) checkWhole('only', column, 0, columns - 1);
  return [...new Set(only)].sort((a, b) => a - b);
}
