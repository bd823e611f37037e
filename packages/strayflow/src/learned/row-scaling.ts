/** Scales columns as their features ask: fitted on training rows only, applied to any rows. */
import type { Matrix } from '@strayflow/detectors';
import type { FeatureSpec } from '../model/feature-rows.js';

/** Plain data: x -> (f(x) - centre) / scale per column, f = sign(x) log(1 + |x|) where `logarithm` is 1. */
export interface RowScaling {
  readonly logarithm: Uint8Array;
  readonly centre: Float64Array;
  readonly scale: Float64Array;
}

/** A quartile range of the normal distribution, and its 1st to 99th percentile, in standard deviations. */
const NORMAL_QUARTILES = 1.349;
const NORMAL_PERCENTILES = 4.653;

/**
 * Centre is the median; scale is the quartile range, or where more than half of the rows agree the range from the 1st to
 * the 99th percentile, or where nearly all agree the standard deviation (1 for a constant column), each as the standard
 * deviation of a normal column. A column of scale `none` passes as it is.
 */
export function fitScaling(columns: readonly FeatureSpec[], training: Matrix): RowScaling {
  const count = columns.length;
  const logarithm = Uint8Array.from(columns, (spec) => (spec.scale === 'log1p-robust' ? 1 : 0));
  const centre = new Float64Array(count);
  const scale = new Float64Array(count).fill(1);
  const column = new Float64Array(training.rows);
  for (let c = 0; c < count; c++) {
    if (columns[c]!.scale === 'none') continue;
    for (let r = 0; r < training.rows; r++) {
      const value = training.values[r * count + c]!;
      column[r] = logarithm[c] === 1 ? signedLog(value) : value;
    }
    column.sort();
    centre[c] = sortedQuantile(column, 0.5);
    scale[c] = spread(column);
  }
  return { logarithm, centre, scale };
}

/** @param values where scaled values are put (rows x columns), which may be the rows' own; a new array by default */
export function applyScaling(
  scaling: RowScaling,
  rows: Matrix,
  values: Float64Array = new Float64Array(rows.values.length),
): Matrix {
  const { logarithm, centre, scale } = scaling;
  const columns = centre.length;
  for (let i = 0; i < values.length; ) {
    for (let c = 0; c < columns; c++, i++) {
      const value = rows.values[i]!;
      values[i] = ((logarithm[c] === 1 ? signedLog(value) : value) - centre[c]!) / scale[c]!;
    }
  }
  return { rows: rows.rows, columns, values };
}

/** Linear interpolation between the ranks of ascending values (type 7 of Hyndman and Fan 1996). */
export function sortedQuantile(sorted: Float64Array, share: number): number {
  const at = (sorted.length - 1) * share;
  const below = Math.floor(at);
  const low = sorted[below]!;
  return low + ((sorted[below + 1] ?? low) - low) * (at - below);
}

function spread(sorted: Float64Array): number {
  const quartiles = sortedQuantile(sorted, 0.75) - sortedQuantile(sorted, 0.25);
  const percentiles = sortedQuantile(sorted, 0.99) - sortedQuantile(sorted, 0.01);
  // Rounding noise around one value is no spread.
  const least = 1e-9 * Math.max(1, Math.abs(sortedQuantile(sorted, 0.5)));
  for (const candidate of [
    quartiles / NORMAL_QUARTILES,
    percentiles / NORMAL_PERCENTILES,
    deviation(sorted),
  ]) {
    if (candidate > least) return candidate;
  }
  return 1;
}

function deviation(values: Float64Array): number {
  let mean = 0;
  for (const value of values) mean += value / values.length;
  let squares = 0;
  for (const value of values) squares += ((value - mean) / values.length) * (value - mean);
  return Math.sqrt(squares);
}

function signedLog(value: number): number {
  return value < 0 ? -Math.log1p(-value) : Math.log1p(value);
}
