/** Nearest neighbours in a kd-tree. */
import { type KdTree, squaredDistance, squaredDistanceToBox } from './kd-tree.js';

export interface NearestSearch {
  /**
   * Finds the nearest of the tree's rows to the row at this offset. Afterwards `positions` and `squares` hold
   * them, nearest first; of equally near rows any.
   * @returns how many were found: as many as asked for, or all rows of the tree
   */
  find(row: Float64Array, at: number): number;
  readonly positions: Int32Array;
  readonly squares: Float64Array;
}

/** A search for the `count` nearest rows; it keeps its room between calls. */
export function nearestSearch(tree: KdTree, count: number): NearestSearch {
  const { columns, values, start, end, child, boxes } = tree;
  const positions = new Int32Array(count);
  const squares = new Float64Array(count);
  let found = 0;

  const insert = (position: number, square: number): void => {
    let at = found < count ? found++ : count - 1;
    for (; at > 0 && squares[at - 1]! > square; at--) {
      squares[at] = squares[at - 1]!;
      positions[at] = positions[at - 1]!;
    }
    squares[at] = square;
    positions[at] = position;
  };
  const visit = (node: number, row: Float64Array, at: number, bound: number): void => {
    if (found === count && bound >= squares[count - 1]!) return;
    const first = child[node]!;
    if (first === 0) {
      for (let p = start[node]!; p < end[node]!; p++) {
        const square = squaredDistance(row, at, values, p * columns, columns);
        if (found < count || square < squares[count - 1]!) insert(p, square);
      }
      return;
    }
    const near = squaredDistanceToBox(row, at, boxes, first, columns);
    const far = squaredDistanceToBox(row, at, boxes, first + 1, columns);
    if (near <= far) {
      visit(first, row, at, near);
      visit(first + 1, row, at, far);
    } else {
      visit(first + 1, row, at, far);
      visit(first, row, at, near);
    }
  };
  return {
    positions,
    squares,
    find(row, at) {
      found = 0;
      visit(0, row, at, 0);
      return found;
    },
  };
}
