/** Grows one tree of an extended isolation forest. */
import { log } from './elementary.js';
import type { Random } from './random.js';

/** Nodes in breadth-first order, as in isolation-tree.ts: the k-th splitting node has its children at 1 + 2k, 2 + 2k. */
export interface ExtendedIsolationTree {
  /** Columns of the node's hyperplane, 0 at a leaf (nodes). */
  readonly width: Int32Array;
  /** Training rows that reached the node (nodes); 0 beyond a hyperplane that passes all of them by. */
  readonly rows: Int32Array;
  /** Columns of one hyperplane after the other, ascending within each (sum of widths). */
  readonly column: Int32Array;
  /** Direction of the hyperplane's normal in the column (sum of widths). */
  readonly normal: Float32Array;
  /** The column of a point that the hyperplane goes through (sum of widths). */
  readonly intercept: Float32Array;
}

/** Beyond this, values are this: their products with a normal, and sums of those, are 32-bit floats still. */
export const GREATEST_VALUE = 2 ** 115;

/** Rounds to 32-bit floats within the greatest value. */
export function toBoundedFloats(values: Float64Array, into: Float32Array, from = 0): void {
  for (let i = 0; i < into.length; i++) {
    into[i] = Math.min(Math.max(values[from + i]!, -GREATEST_VALUE), GREATEST_VALUE);
  }
}

const lanes = new Float32Array(4);

/**
 * Sum of normal x value over the entries from <= entry < to, in 32 bits. Summed in four parts, by column modulo 4,
 * as vectors of four columns do it: every path has the same bits.
 * @param base where the row begins in `values`
 */
export function project(
  column: Int32Array,
  normal: Float32Array,
  from: number,
  to: number,
  values: Float32Array,
  base: number,
): number {
  lanes.fill(0);
  for (let entry = from; entry < to; entry++) {
    const at = column[entry]!;
    lanes[at & 3] = lanes[at & 3]! + Math.fround(normal[entry]! * values[base + at]!);
  }
  return Math.fround(Math.fround(lanes[0]! + lanes[2]!) + Math.fround(lanes[1]! + lanes[3]!));
}

/**
 * Splits by a hyperplane of random direction through a random point of the box around the node's rows (Hariri,
 * Carrasco Kind and Brunner, "Extended Isolation Forest", IEEE TKDE 33(4), 2021, algorithm 2), until a row is alone,
 * all rows are equal, or the height limit is reached. Columns that are constant in the node take no part.
 * @param values sample of training rows, from `toBoundedFloats` (rows x columns)
 * @param extension one less than the columns of a hyperplane
 * @param heightLimit greatest depth of a leaf
 */
export function growExtendedTree(
  values: Float32Array,
  columns: number,
  extension: number,
  heightLimit: number,
  generator: Random,
): ExtendedIsolationTree {
  const count = values.length / columns;
  const order = Int32Array.from({ length: count }, (_, r) => r);
  const nodes = [{ first: 0, rows: count, depth: 0 }];
  const width: number[] = [];
  const column: number[] = [];
  const normal: number[] = [];
  const intercept: number[] = [];
  const least = new Float32Array(columns);
  const greatest = new Float32Array(columns);

  for (let node = 0; node < nodes.length; node++) {
    const { first, rows, depth } = nodes[node]!;
    width.push(0);
    if (depth >= heightLimit || rows < 2) continue;
    findBox(values, columns, order.subarray(first, first + rows), least, greatest);
    const chosen = drawColumns(least, greatest, extension + 1, generator);
    if (chosen.length === 0) continue;
    width[node] = chosen.length;
    const from = column.length;
    for (const at of chosen) {
      column.push(at);
      normal.push(Math.fround(standardNormal(generator)));
      intercept.push(Math.fround(least[at]! + generator.uniform() * (greatest[at]! - least[at]!)));
    }
    const planeColumns = Int32Array.from(chosen);
    const planeNormal = Float32Array.from(normal.slice(from));
    const point = new Float32Array(columns);
    for (let i = 0; i < chosen.length; i++) point[chosen[i]!] = intercept[from + i]!;
    const offset = project(planeColumns, planeNormal, 0, chosen.length, point, 0);
    let middle = first;
    for (let i = first; i < first + rows; i++) {
      const row = order[i]!;
      if (project(planeColumns, planeNormal, 0, chosen.length, values, row * columns) > offset) continue;
      order[i] = order[middle]!;
      order[middle++] = row;
    }
    nodes.push({ first, rows: middle - first, depth: depth + 1 });
    nodes.push({ first: middle, rows: first + rows - middle, depth: depth + 1 });
  }
  return {
    width: Int32Array.from(width),
    rows: Int32Array.from(nodes, (node) => node.rows),
    column: Int32Array.from(column),
    normal: Float32Array.from(normal),
    intercept: Float32Array.from(intercept),
  };
}

/** Least and greatest value of the rows in each column (columns). */
function findBox(
  values: Float32Array,
  columns: number,
  rows: Int32Array,
  least: Float32Array,
  greatest: Float32Array,
): void {
  least.fill(Number.POSITIVE_INFINITY);
  greatest.fill(Number.NEGATIVE_INFINITY);
  for (const row of rows) {
    for (let c = 0, i = row * columns; c < columns; c++, i++) {
      const value = values[i]!;
      if (value < least[c]!) least[c] = value;
      if (value > greatest[c]!) greatest[c] = value;
    }
  }
}

/** At most so many of the columns that are not constant, ascending. */
function drawColumns(
  least: Float32Array,
  greatest: Float32Array,
  most: number,
  generator: Random,
): readonly number[] {
  const varying: number[] = [];
  for (let c = 0; c < least.length; c++) if (greatest[c]! > least[c]!) varying.push(c);
  if (varying.length <= most) return varying;
  for (let i = 0; i < most; i++) {
    const drawn = i + generator.below(varying.length - i);
    [varying[i], varying[drawn]] = [varying[drawn]!, varying[i]!];
  }
  return varying.slice(0, most).sort((a, b) => a - b);
}

/** Marsaglia's polar method, which needs no engine's sine. */
function standardNormal(generator: Random): number {
  for (;;) {
    const x = 2 * generator.uniform() - 1;
    const y = 2 * generator.uniform() - 1;
    const square = x * x + y * y;
    if (square > 0 && square < 1) return x * Math.sqrt((-2 * log(square)) / square);
  }
}
