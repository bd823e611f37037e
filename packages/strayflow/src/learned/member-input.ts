/** How each model's input is made from scaled rows, so that a few far values do not decide everything. */
import type { Matrix } from '@strayflow/detectors';
import { sortedQuantile } from './row-scaling.js';

/**
 * Plain data. `as-is`: scaled rows; `limited`: cut to -at..at; `softened`: beyond at, by the logarithm of the excess, so
 * that farther stays farther; `unit`: `low` becomes 0 and `high` 1 in each column, and what lies outside is cut;
 * `restored`: as before centring and scaling, and 0 in columns that are not kept.
 */
export type MemberInput =
  | { readonly kind: 'as-is' }
  | { readonly kind: 'limited'; readonly at: number }
  | { readonly kind: 'softened'; readonly at: number }
  | { readonly kind: 'unit'; readonly low: Float64Array; readonly high: Float64Array }
  | {
      readonly kind: 'restored';
      readonly centre: Float64Array;
      readonly scale: Float64Array;
      readonly kept: Uint8Array;
    };

/** Trees do not care for distances. */
export const AS_IS: MemberInput = { kind: 'as-is' };
/**
 * In standard deviations. Measured on NSL-KDD (ANCHORS.md): AUROC of the SVM .54 without a limit, .914 at 3; of DBSCAN
 * .79 without, .95 at 3 and beyond it by the logarithm.
 */
export const LIMITED: MemberInput = { kind: 'limited', at: 3 };
export const SOFTENED: MemberInput = { kind: 'softened', at: 3 };

/** From the `share` quantile of the training rows to the 1 - `share` quantile: what a sigmoid can give. */
export function fitUnitInput(training: Matrix, share: number): MemberInput {
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
  return { kind: 'unit', low, high };
}

/**
 * A new matrix, or `scaled` itself where nothing is to be done.
 * @param room where the values are put (rows x columns); a new array by default
 */
export function inputOf(
  input: MemberInput,
  scaled: Matrix,
  room: () => Float64Array = () => new Float64Array(scaled.values.length),
): Matrix {
  switch (input.kind) {
    case 'as-is':
      return scaled;
    case 'limited':
      return limited(scaled, input.at, room());
    case 'softened':
      return softened(scaled, input.at, room());
    case 'unit':
      return toUnit(input, scaled, room());
    case 'restored':
      return restored(input, scaled, room());
  }
}

// Twice the same loop: engines compile each for itself, and not a call for each value.

function limited(rows: Matrix, at: number, values: Float64Array): Matrix {
  for (let i = 0; i < values.length; i++) values[i] = Math.min(at, Math.max(-at, rows.values[i]!));
  return { rows: rows.rows, columns: rows.columns, values };
}

function softened(rows: Matrix, at: number, values: Float64Array): Matrix {
  for (let i = 0; i < values.length; i++) values[i] = soften(rows.values[i]!, at);
  return { rows: rows.rows, columns: rows.columns, values };
}

function soften(value: number, at: number): number {
  if (value > at) return at + Math.log1p(value - at);
  return value < -at ? -at - Math.log1p(-at - value) : value;
}

function restored(
  { centre, scale, kept }: Extract<MemberInput, { kind: 'restored' }>,
  rows: Matrix,
  values: Float64Array,
): Matrix {
  const { columns } = rows;
  for (let i = 0; i < values.length; ) {
    for (let c = 0; c < columns; c++, i++) {
      values[i] = kept[c] === 1 ? rows.values[i]! * scale[c]! + centre[c]! : 0;
    }
  }
  return { rows: rows.rows, columns, values };
}

/** A constant column is 0 where a row agrees with it and 1 where it does not. */
function toUnit(
  { low, high }: Extract<MemberInput, { kind: 'unit' }>,
  rows: Matrix,
  values: Float64Array,
): Matrix {
  const { columns } = rows;
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
