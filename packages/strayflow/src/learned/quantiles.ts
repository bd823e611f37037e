/** Quantiles of the columns of a matrix. */
import type { Matrix } from '@strayflow/detectors';
import { sortedQuantile } from './row-scaling.js';

/** The `share` quantile of each column (columns). */
export function columnQuantiles(rows: Matrix, share: number): Float64Array {
  const column = new Float64Array(rows.rows);
  return Float64Array.from({ length: rows.columns }, (_, c) => {
    for (let r = 0; r < rows.rows; r++) column[r] = rows.values[r * rows.columns + c]!;
    return sortedQuantile(column.sort(), share);
  });
}
