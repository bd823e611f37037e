/** Brings scaled rows into 0..1 for the autoencoder, whose last layer can give nothing else. */
import type { Matrix } from '@strayflow/detectors';
import { sortedQuantile } from './row-scaling.js';

/** Plain data: what becomes 0 and 1 in each column (columns). */
export interface Clipping {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** From the `share` quantile of the training rows to the 1 - `share` quantile. */
export function fitClipping(training: Matrix, share: number): Clipping {
  const low = new Float64Array(training.columns);
  const high = new Float64Array(training.columns);
  const column = new Float64Array(training.rows);
  for (let c = 0; c < training.columns; c++) {
    for (let r = 0; r < training.rows; r++) column[r] = training.values[r * training.columns + c]!;
    column.sort();
    low[c] = sortedQuantile(column, share);
    high[c] = sortedQuantile(column, 1 - share);
    if (!(high[c]! > low[c]!)) {
      low[c] = column[0]!;
      high[c] = column.at(-1)!;
    }
  }
  return { low, high };
}

/** What lies outside is cut to 0 or 1; a constant column is 0 where a row agrees with it and 1 where it does not. */
export function applyClipping({ low, high }: Clipping, rows: Matrix): Matrix {
  const { columns } = rows;
  const values = new Float64Array(rows.values.length);
  for (let i = 0; i < values.length; ) {
    for (let c = 0; c < columns; c++, i++) {
      const width = high[c]! - low[c]!;
      const value = rows.values[i]!;
      if (width > 0) values[i] = Math.min(1, Math.max(0, (value - low[c]!) / width));
      else values[i] = value === low[c]! ? 0 : 1;
    }
  }
  return { rows: rows.rows, columns, values };
}
