/** The ordinary rows that a row is beside: what it would have to look like to be inside. */
import { square } from './elementary.js';
import { decay } from './exponential.js';
import { finite } from './finite.js';
import type { Matrix } from './matrix.js';

/** A support vector that is inside the boundary or on it, beside a row. */
export interface NearestSupportVector {
  /** Its row in `supportVectors`. */
  readonly index: number;
  /** Its values (columns). */
  readonly values: Float64Array;
  /** Euclidean distance from the row. */
  readonly distance: number;
  /** exp(-gamma distance^2), 0..1. */
  readonly kernel: number;
  /** Its share of the decision function at the row: coefficient x kernel. */
  readonly weight: number;
  /** Row less vector, column by column (columns): what would have to change to stand where it stands. */
  readonly displacement: Float64Array;
}

/**
 * The `count` nearest to the row of the vectors with these indices, nearest first; of equally near ones the
 * first.
 */
export function nearestVectors(
  { columns, values }: Matrix,
  indices: Uint32Array,
  coefficients: Float64Array,
  gamma: number,
  row: Float64Array,
  count: number,
): NearestSupportVector[] {
  const distances = Float64Array.from(indices, (index) => {
    // Scaled by the greatest difference, so that no square overflows.
    let greatest = 0;
    for (let c = 0; c < columns; c++)
      greatest = Math.max(greatest, Math.abs(finite(row[c]! - values[index * columns + c]!)));
    if (greatest === 0) return 0;
    let squares = 0;
    for (let c = 0; c < columns; c++)
      squares += square(finite(row[c]! - values[index * columns + c]!) / greatest);
    return finite(greatest * Math.sqrt(squares));
  });
  const order = Uint32Array.from(indices.keys()).sort((a, b) => distances[a]! - distances[b]! || a - b);
  return Array.from(order.subarray(0, count), (position) => {
    const index = indices[position]!;
    const vector = values.slice(index * columns, (index + 1) * columns);
    const distance = distances[position]!;
    const kernel = decay(gamma * distance * distance);
    return {
      index,
      values: vector,
      distance,
      kernel,
      weight: coefficients[index]! * kernel,
      displacement: row.map((value, c) => finite(value - vector[c]!)),
    };
  });
}
