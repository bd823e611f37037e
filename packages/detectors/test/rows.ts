/** Rows that tests are made of. */
import { type Matrix, random, shuffled, takeRows } from '../src/index.js';

/** Two dense clusters around .3 and .7 in every column, and one row in twenty anywhere in 0..1. */
export function clusteredRows(rows: number, columns: number, seed = 1): Matrix {
  const generator = random(seed);
  const values = new Float64Array(rows * columns);
  for (let r = 0; r < rows; r++) {
    const centre = r % 2 === 0 ? 0.3 : 0.7;
    for (let c = 0; c < columns; c++) {
      const spread = generator.uniform() + generator.uniform() + generator.uniform() - 1.5;
      values[r * columns + c] = r % 20 === 19 ? generator.uniform() : centre + 0.05 * spread;
    }
  }
  return { rows, columns, values };
}

/** Uniform in 0..1. */
export function uniformRows(rows: number, columns: number, seed = 1): Matrix {
  const generator = random(seed);
  return { rows, columns, values: Float64Array.from({ length: rows * columns }, () => generator.uniform()) };
}

/** Standard normal numbers (Box and Muller). */
export function normals(count: number, seed: number): Float64Array {
  const generator = random(seed);
  return Float64Array.from(
    { length: count },
    () => Math.sqrt(-2 * Math.log(1 - generator.uniform())) * Math.cos(2 * Math.PI * generator.uniform()),
  );
}

export function inOrder(matrix: Matrix, order: ArrayLike<number>): Matrix {
  return takeRows(matrix, order);
}

export function randomOrder(rows: number, seed: number): Uint32Array {
  return shuffled(rows, random(seed));
}

/** The same columns in another order. */
export function columnsInOrder({ rows, columns, values }: Matrix, order: readonly number[]): Matrix {
  return { rows, columns, values: values.map((_, i) => values[i - (i % columns) + order[i % columns]!]!) };
}

export function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** Pearson's correlation. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const count = a.length;
  const meanA = sum(Array.from(a)) / count;
  const meanB = sum(Array.from(b)) / count;
  let both = 0;
  let first = 0;
  let second = 0;
  for (let i = 0; i < count; i++) {
    both += (a[i]! - meanA) * (b[i]! - meanB);
    first += (a[i]! - meanA) ** 2;
    second += (b[i]! - meanB) ** 2;
  }
  return both / Math.sqrt(first * second);
}
