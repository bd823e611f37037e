/** Principal components, for drawing rows in the plane. */
import { square } from './elementary.js';
import { finite } from './finite.js';
import { checkFitMatrix, checkMatrix, type Matrix } from './matrix.js';
import { checkWhole } from './options.js';

/** The directions along which rows vary most. */
export interface PrincipalComponents {
  /** Orthonormal directions, most variance first (components x columns). */
  readonly directions: Matrix;
  /** Mean of each column (columns). */
  readonly mean: Float64Array;
  /** Variance along each direction, divided by rows - 1 (components). */
  readonly variances: Float64Array;
  /** Share of the whole variance along each direction (components); 0 where nothing varies. */
  readonly shares: Float64Array;
  /** Coordinates along the directions (rows x components). */
  project(matrix: Matrix): Matrix;
}

/**
 * Eigenvectors of the covariance by cyclic Jacobi rotations (Golub and Van Loan, "Matrix Computations",
 * section 8.5). The sign is fixed: the coefficient of greatest size, the first of equals, is positive.
 * @param components how many, at most the number of columns
 * @throws RangeError on a matrix that is empty, ragged or not finite, or on components out of range
 */
export function principalComponents(matrix: Matrix, components: number): PrincipalComponents {
  checkFitMatrix(matrix);
  const { columns } = matrix;
  checkWhole('components', components, 1, columns);
  const mean = columnMeans(matrix);
  const scale = greatestDistance(matrix, mean);
  const covariance = covarianceOf(matrix, mean, scale);
  const vectors = diagonalise(covariance, columns);
  const order = Array.from({ length: columns }, (_, c) => c).sort(
    (a, b) => covariance[b * columns + b]! - covariance[a * columns + a]! || a - b,
  );
  const values = new Float64Array(components * columns);
  const variances = new Float64Array(components);
  let total = 0;
  for (let c = 0; c < columns; c++) total += Math.max(0, covariance[c * columns + c]!);
  for (let k = 0; k < components; k++) {
    const from = order[k]!;
    variances[k] = Math.max(0, covariance[from * columns + from]!);
    let strongest = 0;
    for (let c = 0; c < columns; c++) {
      const coefficient = vectors[c * columns + from]!;
      values[k * columns + c] = coefficient;
      if (Math.abs(coefficient) > Math.abs(strongest) * (1 + 1e-9)) strongest = coefficient;
    }
    if (strongest < 0) for (let c = 0; c < columns; c++) values[k * columns + c]! *= -1;
  }
  const directions = { rows: components, columns, values };
  return {
    directions,
    mean,
    variances: variances.map((variance) => finite(variance * scale * scale)),
    shares: variances.map((variance) => (total > 0 ? variance / total : 0)),
    project: (rows) => project(rows, directions, mean, scale),
  };
}

function project(matrix: Matrix, directions: Matrix, mean: Float64Array, scale: number): Matrix {
  checkMatrix(matrix, directions.columns);
  const { columns, rows: components } = directions;
  const values = new Float64Array(matrix.rows * components);
  for (let r = 0; r < matrix.rows; r++) {
    for (let k = 0; k < components; k++) {
      let sum = 0;
      for (let c = 0; c < columns; c++) {
        const centred = matrix.values[r * columns + c]! / scale - mean[c]! / scale;
        sum += finite(centred) * directions.values[k * columns + c]!;
      }
      values[r * components + k] = finite(sum * scale);
    }
  }
  return { rows: matrix.rows, columns: components, values };
}

function columnMeans({ rows, columns, values }: Matrix): Float64Array {
  const mean = new Float64Array(columns);
  for (let i = 0; i < values.length; i++) mean[i % columns]! += values[i]! / rows;
  return mean;
}

/**
 * Greatest distance of a value from its column's mean: everything is measured in it, so that squares stay
 * finite.
 */
function greatestDistance({ columns, values }: Matrix, mean: Float64Array): number {
  let greatest = 0;
  for (let i = 0; i < values.length; i++) {
    greatest = Math.max(greatest, finite(Math.abs(values[i]! - mean[i % columns]!)));
  }
  return greatest > 0 ? greatest : 1;
}

function covarianceOf({ rows, columns, values }: Matrix, mean: Float64Array, scale: number): Float64Array {
  const covariance = new Float64Array(columns * columns);
  const centred = new Float64Array(columns);
  const divisor = Math.max(1, rows - 1);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) centred[c] = values[r * columns + c]! / scale - mean[c]! / scale;
    for (let a = 0; a < columns; a++) {
      for (let b = a; b < columns; b++) covariance[a * columns + b]! += (centred[a]! / divisor) * centred[b]!;
    }
  }
  for (let a = 0; a < columns; a++) {
    for (let b = 0; b < a; b++) covariance[a * columns + b] = covariance[b * columns + a]!;
  }
  return covariance;
}

/** Leaves the eigenvalues on the diagonal of `symmetric` and gives the eigenvectors as columns. */
function diagonalise(symmetric: Float64Array, size: number): Float64Array {
  const vectors = new Float64Array(size * size);
  for (let i = 0; i < size; i++) vectors[i * size + i] = 1;
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    let diagonal = 0;
    for (let p = 0; p < size; p++) {
      diagonal += square(symmetric[p * size + p]!);
      for (let q = p + 1; q < size; q++) off += square(symmetric[p * size + q]!);
    }
    if (off <= 1e-30 * diagonal || off === 0) break;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) rotate(symmetric, vectors, size, p, q);
    }
  }
  return vectors;
}

/** One Jacobi rotation: makes symmetric[p, q] zero. */
function rotate(symmetric: Float64Array, vectors: Float64Array, size: number, p: number, q: number): void {
  const apart = symmetric[p * size + q]!;
  if (apart === 0) return;
  const theta = (symmetric[q * size + q]! - symmetric[p * size + p]!) / (2 * apart);
  const tangent = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  for (let k = 0; k < size; k++) {
    const first = symmetric[k * size + p]!;
    const second = symmetric[k * size + q]!;
    symmetric[k * size + p] = cosine * first - sine * second;
    symmetric[k * size + q] = sine * first + cosine * second;
  }
  for (let k = 0; k < size; k++) {
    const first = symmetric[p * size + k]!;
    const second = symmetric[q * size + k]!;
    symmetric[p * size + k] = cosine * first - sine * second;
    symmetric[q * size + k] = sine * first + cosine * second;
  }
  for (let k = 0; k < size; k++) {
    const first = vectors[k * size + p]!;
    const second = vectors[k * size + q]!;
    vectors[k * size + p] = cosine * first - sine * second;
    vectors[k * size + q] = sine * first + cosine * second;
  }
}
