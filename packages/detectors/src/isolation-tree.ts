/** Grows one isolation tree. */
import type { Random } from './random.js';

/**
 * Nodes in breadth-first order, so that the two children of a node are neighbours and the shape follows from
 * which nodes split: the k-th splitting node (k from 0) has its children at 1 + 2k and 2 + 2k.
 */
export interface IsolationTree {
  /** Column that a node splits on, -1 at a leaf (nodes). */
  readonly feature: Int32Array;
  /** A row goes to the first child when its value is at most this; 0 at a leaf (nodes). */
  readonly threshold: Float32Array;
  /** Training rows that reached the node (nodes). */
  readonly rows: Int32Array;
}

/** Columns whose range within a node is at most this are constant there, as in scikit-learn's splitter. */
const CONSTANT_RANGE = 1e-7;

/**
 * Splits a uniformly chosen column that is not constant at a uniformly chosen point between its least and
 * greatest value (Liu, Ting and Zhou 2008, algorithm 2), until a row is alone, all rows are equal, or the
 * height limit is reached.
 * @param values sample of training rows, rounded to 32-bit floats (rows x columns)
 * @param columns number of columns
 * @param heightLimit greatest depth of a leaf
 */
export function growIsolationTree(
  values: Float32Array,
  columns: number,
  heightLimit: number,
  generator: Random,
): IsolationTree {
  const rows = values.length / columns;
  const capacity = 2 * rows - 1;
  const feature = new Int32Array(capacity).fill(-1);
  const threshold = new Float32Array(capacity);
  const first = new Int32Array(capacity);
  const size = new Int32Array(capacity);
  const depth = new Int32Array(capacity);
  const order = new Int32Array(rows);
  for (let r = 0; r < rows; r++) order[r] = r;
  const candidates = new Int32Array(columns);
  size[0] = rows;
  let nodes = 1;

  for (let node = 0; node < nodes; node++) {
    const from = first[node]!;
    const to = from + size[node]!;
    if (depth[node]! >= heightLimit || to - from < 2) continue;

    for (let c = 0; c < columns; c++) candidates[c] = c;
    for (let left = columns; left > 0; left--) {
      const drawn = generator.below(left);
      const column = candidates[drawn]!;
      candidates[drawn] = candidates[left - 1]!;
      let least = values[order[from]! * columns + column]!;
      let greatest = least;
      for (let i = from + 1; i < to; i++) {
        const value = values[order[i]! * columns + column]!;
        if (value < least) least = value;
        else if (value > greatest) greatest = value;
      }
      if (greatest <= Math.fround(least + CONSTANT_RANGE)) continue;

      const split = roundDown(least + generator.uniform() * (greatest - least), least, greatest);
      let middle = from;
      for (let i = from; i < to; i++) {
        const row = order[i]!;
        if (values[row * columns + column]! <= split) {
          order[i] = order[middle]!;
          order[middle++] = row;
        }
      }
      feature[node] = column;
      threshold[node] = split;
      first[nodes] = from;
      size[nodes] = middle - from;
      depth[nodes++] = depth[node]! + 1;
      first[nodes] = middle;
      size[nodes] = to - middle;
      depth[nodes++] = depth[node]! + 1;
      break;
    }
  }
  return {
    feature: feature.slice(0, nodes),
    threshold: threshold.slice(0, nodes),
    rows: size.slice(0, nodes),
  };
}

/**
 * The greatest 32-bit float that is at most `value`: comparing 32-bit rows with it decides exactly as
 * comparing them with `value` would. Kept within [least, greatest), so that both children have rows.
 */
function roundDown(value: number, least: number, greatest: number): number {
  const rounded = floatBelow(value);
  return rounded >= greatest || rounded < least ? least : rounded;
}

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** The greatest 32-bit float that is at most the finite `value`. */
export function floatBelow(value: number): number {
  float[0] = value;
  if (float[0]! <= value) return float[0]!;
  if (float[0] === 0) return -1.401298464324817e-45;
  bits[0] = float[0]! > 0 ? bits[0]! - 1 : bits[0]! + 1;
  return float[0]!;
}

const GREATEST_FLOAT = 3.4028234663852886e38;

/** What becomes a 32-bit float without overflow: what does not fit is the greatest float of its sign. */
export function withinFloats(value: number): number {
  return Math.min(Math.max(value, -GREATEST_FLOAT), GREATEST_FLOAT);
}

/** Rounds to 32-bit floats, as scikit-learn does. */
export function toFloats(values: Float64Array, into: Float32Array, from = 0): void {
  for (let i = 0; i < into.length; i++) into[i] = withinFloats(values[from + i]!);
}
