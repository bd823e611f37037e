/** The rows of isolation-forest-rows.json, from the recipe in make_isolation_forest.py. */
import type { Matrix } from '../../src/index.js';
import type { ScikitTree } from './sklearn-forest.js';

/**
 * Uniform values, full of ties: in quarters, as 32-bit floats nearest to thresholds, and whole rows again.
 * @param trees whose thresholds are used
 */
export function forestRows(columns: number, rows: number, trees: readonly ScikitTree[]): Matrix {
  const thresholds = trees.flatMap((tree) => tree.threshold.filter((_, node) => tree.left[node]! >= 0));
  const values = new Float64Array(rows * columns);
  let state = 1;
  for (let index = 0; index < values.length; index++) {
    const row = Math.floor(index / columns);
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    const value = (state / 2 ** 31) * 12 - 6;
    if (row % 7 === 6) values[index] = values[index - 5 * columns]!;
    else if (row % 2 === 0) values[index] = Math.floor(value * 4) / 4;
    else if (index % 5 === 0) values[index] = Math.fround(thresholds[index % thresholds.length]!);
    else values[index] = value;
  }
  return { rows, columns, values };
}
