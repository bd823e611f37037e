/** A kd-tree over rows: boxes within boxes, for finding what lies near. */
import type { Matrix } from './matrix.js';

export interface KdTree {
  readonly columns: number;
  /** Number of nodes; node 0 is the root. Children come after their parent, and are neighbours. */
  readonly nodes: number;
  /** Rows of the matrix in the order of the leaves (rows). */
  readonly order: Int32Array;
  /** The rows' values in that order (rows x columns). */
  readonly values: Float64Array;
  /** A node holds the positions start <= p < end of `order` (nodes). */
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** First child, the second is the next node; 0 at a leaf (nodes). */
  readonly child: Int32Array;
  /** Least value of each column, then the greatest of each (nodes x 2 columns). */
  readonly boxes: Float64Array;
}

/**
 * Past this depth boxes are cut at the median: cutting at the middle could go on for as many levels as there
 * are rows.
 */
const DEEPEST_MIDDLE_CUT = 48;

/**
 * Cuts the widest side of each box in the middle until a leaf has at most `leafRows` rows, or equal ones
 * only.
 */
export function kdTree(matrix: Matrix, leafRows = 16): KdTree {
  const { rows, columns } = matrix;
  const order = Int32Array.from({ length: rows }, (_, row) => row);
  const start = new Growing();
  const end = new Growing();
  const child = new Growing();
  const depth = new Growing();
  let boxes = new Float64Array(2 * columns * 64);
  let nodes = 0;
  const add = (from: number, to: number, deep: number): void => {
    start.put(nodes, from);
    end.put(nodes, to);
    depth.put(nodes, deep);
    child.put(nodes, 0);
    if ((nodes + 1) * 2 * columns > boxes.length) {
      const larger = new Float64Array(boxes.length * 2);
      larger.set(boxes);
      boxes = larger;
    }
    measure(matrix, order, from, to, boxes, nodes++);
  };
  add(0, rows, 0);
  for (let node = 0; node < nodes; node++) {
    const from = start.values[node]!;
    const to = end.values[node]!;
    if (to - from <= leafRows) continue;
    const column = widest(boxes, node, columns);
    const least = boxes[node * 2 * columns + column]!;
    const greatest = boxes[node * 2 * columns + columns + column]!;
    if (!(greatest > least)) continue;
    const deep = depth.values[node]!;
    const cut =
      deep < DEEPEST_MIDDLE_CUT ? least / 2 + greatest / 2 : medianOf(matrix, order, from, to, column);
    const middle = partition(matrix, order, from, to, column, cut >= least && cut < greatest ? cut : least);
    child.values[node] = nodes;
    add(from, middle, deep + 1);
    add(middle, to, deep + 1);
  }
  const values = new Float64Array(rows * columns);
  for (let p = 0; p < rows; p++) {
    const from = order[p]! * columns;
    for (let c = 0; c < columns; c++) values[p * columns + c] = matrix.values[from + c]!;
  }
  return {
    columns,
    nodes,
    order,
    values,
    start: start.values.slice(0, nodes),
    end: end.values.slice(0, nodes),
    child: child.values.slice(0, nodes),
    boxes: boxes.slice(0, nodes * 2 * columns),
  };
}

/** Squared distance of two rows at these offsets. Summed column by column, as every distance here. */
export function squaredDistance(
  a: Float64Array,
  at: number,
  b: Float64Array,
  other: number,
  columns: number,
): number {
  let sum = 0;
  for (let c = 0; c < columns; c++) {
    const difference = a[at + c]! - b[other + c]!;
    sum += difference * difference;
  }
  return sum;
}

/**
 * Least squared distance of a row from a box; 0 inside. Rounded, too, it is at most the computed distance of
 * the row from any row in the box, because each difference and the order of the sum are the same.
 */
export function squaredDistanceToBox(
  row: Float64Array,
  at: number,
  boxes: Float64Array,
  box: number,
  columns: number,
): number {
  let sum = 0;
  const low = box * 2 * columns;
  for (let c = 0; c < columns; c++) {
    const x = row[at + c]!;
    const below = boxes[low + c]! - x;
    const above = x - boxes[low + columns + c]!;
    const outside = Math.max(below, above);
    if (outside > 0) sum += outside * outside;
  }
  return sum;
}

/** Squared length of a box's diagonal. */
export function squaredDiagonal(boxes: Float64Array, box: number, columns: number): number {
  let sum = 0;
  const low = box * 2 * columns;
  for (let c = 0; c < columns; c++) {
    const side = boxes[low + columns + c]! - boxes[low + c]!;
    sum += side * side;
  }
  return sum;
}

/** Least squared distance between two boxes; 0 where they touch. */
export function squaredDistanceOfBoxes(boxes: Float64Array, a: number, b: number, columns: number): number {
  let sum = 0;
  const first = a * 2 * columns;
  const second = b * 2 * columns;
  for (let c = 0; c < columns; c++) {
    const after = boxes[second + c]! - boxes[first + columns + c]!;
    const before = boxes[first + c]! - boxes[second + columns + c]!;
    const apart = Math.max(after, before);
    if (apart > 0) sum += apart * apart;
  }
  return sum;
}

/** An Int32Array that makes room for what is put into it. */
class Growing {
  values = new Int32Array(64);

  put(at: number, value: number): void {
    if (at >= this.values.length) {
      const larger = new Int32Array(this.values.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values[at] = value;
  }
}

function measure(
  { columns, values }: Matrix,
  order: Int32Array,
  from: number,
  to: number,
  boxes: Float64Array,
  box: number,
): void {
  const low = box * 2 * columns;
  const high = low + columns;
  boxes.fill(Number.POSITIVE_INFINITY, low, high);
  boxes.fill(Number.NEGATIVE_INFINITY, high, high + columns);
  for (let p = from; p < to; p++) {
    const at = order[p]! * columns;
    for (let c = 0; c < columns; c++) {
      const value = values[at + c]!;
      if (value < boxes[low + c]!) boxes[low + c] = value;
      if (value > boxes[high + c]!) boxes[high + c] = value;
    }
  }
}

function widest(boxes: Float64Array, box: number, columns: number): number {
  const low = box * 2 * columns;
  let column = 0;
  let width = Number.NEGATIVE_INFINITY;
  for (let c = 0; c < columns; c++) {
    const side = boxes[low + columns + c]! - boxes[low + c]!;
    if (side > width) {
      width = side;
      column = c;
    }
  }
  return column;
}

/** Puts rows whose value is at most `cut` first; the position where the others begin. */
function partition(
  { columns, values }: Matrix,
  order: Int32Array,
  from: number,
  to: number,
  column: number,
  cut: number,
): number {
  let middle = from;
  for (let p = from; p < to; p++) {
    const row = order[p]!;
    if (values[row * columns + column]! <= cut) {
      order[p] = order[middle]!;
      order[middle++] = row;
    }
  }
  return middle;
}

/**
 * The median, or the greatest value below it where it is the greatest of all, so that equal rows are cut off
 * at once.
 */
function medianOf(
  { columns, values }: Matrix,
  order: Int32Array,
  from: number,
  to: number,
  column: number,
): number {
  const sorted = Float64Array.from(order.subarray(from, to), (row) => values[row * columns + column]!).sort();
  let middle = (sorted.length - 1) >> 1;
  while (middle > 0 && sorted[middle] === sorted.at(-1)) middle--;
  return sorted[middle]!;
}
