/** How the values of each column are spread, and which columns differ between two bodies of traffic. */
import { type Matrix, takeRows } from '@strayflow/detectors';
import type { FeatureSpec } from '../model/feature-rows.js';
import { range } from './plain-words.js';
import { sortedQuantile } from './row-scaling.js';

/** Quantiles that are kept of a column: every 2.5 %. */
export const SPREAD_POINTS = 41;
const BINS = 10;
/** A share of none in a bin counts as this, so that the index stays finite. */
const LEAST_SHARE = 0.001;
/** Rows beyond these tell nothing more. */
const MOST_ROWS = 5_000;

/** Quantiles of each column, one column after the other (columns x 41), raw units; of the first rows where there are many. */
export function spreadOf(rows: Matrix): Float64Array {
  const part =
    rows.rows <= MOST_ROWS
      ? rows
      : takeRows(
          rows,
          Uint32Array.from({ length: MOST_ROWS }, (_, r) => r),
        );
  const spread = new Float64Array(part.columns * SPREAD_POINTS);
  if (part.rows === 0) return spread;
  const column = new Float64Array(part.rows);
  for (let c = 0; c < part.columns; c++) {
    for (let r = 0; r < part.rows; r++) column[r] = part.values[r * part.columns + c]!;
    column.sort();
    for (let p = 0; p < SPREAD_POINTS; p++) {
      spread[c * SPREAD_POINTS + p] = sortedQuantile(column, p / (SPREAD_POINTS - 1));
    }
  }
  return spread;
}

export interface ColumnDrift {
  readonly column: FeatureSpec;
  /** Greatest difference of the two distribution functions, 0..1 (Kolmogorov-Smirnov), to within .025. */
  readonly ks: number;
  /** Population stability index over tenths of the first: above .25 is commonly read as a different population. */
  readonly psi: number;
  /** 5th and 95th percentile of each. */
  readonly before: readonly [number, number];
  readonly after: readonly [number, number];
}

/** One a column, most drifted first. Both spreads are of these columns. */
export function driftBetween(
  columns: readonly FeatureSpec[],
  before: Float64Array,
  after: Float64Array,
): readonly ColumnDrift[] {
  return columns
    .map((column, c): ColumnDrift => {
      const from = before.subarray(c * SPREAD_POINTS, (c + 1) * SPREAD_POINTS);
      const to = after.subarray(c * SPREAD_POINTS, (c + 1) * SPREAD_POINTS);
      const ends = (points: Float64Array) => [points[2]!, points[SPREAD_POINTS - 3]!] as const;
      return {
        column,
        ks: greatestGap(from, to),
        psi: stability(from, to),
        before: ends(from),
        after: ends(to),
      };
    })
    .sort((a, b) => b.ks - a.ks || b.psi - a.psi || (a.column.name < b.column.name ? -1 : 1));
}

/** "recent peers of the source: 1 to 9 hosts before, 40 to 300 hosts now (KS 0.81, PSI 4.2)" */
export function sayDrift({ column, ks, psi, before, after }: ColumnDrift): string {
  const say = ([low, high]: readonly [number, number]) => range(low, high, column.unit);
  return `${column.title}: ${say(before)} before, ${say(after)} now (KS ${ks.toFixed(2)}, PSI ${psi.toFixed(1)})`;
}

function greatestGap(from: Float64Array, to: Float64Array): number {
  let gap = 0;
  for (const points of [from, to]) {
    for (const value of points) gap = Math.max(gap, Math.abs(shareUpTo(from, value) - shareUpTo(to, value)));
  }
  return gap;
}

/** Sum over bins of (q - p) ln(q / p). */
function stability(from: Float64Array, to: Float64Array): number {
  const step = (SPREAD_POINTS - 1) / BINS;
  const edges = new Set(Array.from({ length: BINS - 1 }, (_, i) => from[(i + 1) * step]!));
  let index = 0;
  let p = 0;
  let q = 0;
  for (const edge of [...edges, Number.POSITIVE_INFINITY]) {
    const expected = Math.max(LEAST_SHARE, shareUpTo(from, edge) - p);
    const found = Math.max(LEAST_SHARE, shareUpTo(to, edge) - q);
    index += (found - expected) * Math.log(found / expected);
    p = shareUpTo(from, edge);
    q = shareUpTo(to, edge);
  }
  return index;
}

/** Share of the values that are at most `value`, between quantiles by interpolation. */
function shareUpTo(points: Float64Array, value: number): number {
  const last = points.length - 1;
  let p = last;
  while (p >= 0 && points[p]! > value) p--;
  if (p < 0) return 0;
  if (p === last) return 1;
  return (p + (value - points[p]!) / (points[p + 1]! - points[p]!)) / last;
}
