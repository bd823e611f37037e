/**
 * The kd-tree narrowed to core rows: tight boxes, core rows first in each leaf, and cells whose core rows are
 * all near each other.
 */
import { type KdTree, squaredDiagonal } from './kd-tree.js';

export interface CoreTree {
  /** The tree with boxes around core rows only; empty boxes where there is none. */
  readonly tree: KdTree;
  /** In a leaf the positions start <= p < coreEnd are core rows (nodes). */
  readonly coreEnd: Int32Array;
  /** Core rows below the node (nodes). */
  readonly cores: Int32Array;
  /** -1 for the root (nodes). */
  readonly parent: Int32Array;
  /**
   * 1 for the largest boxes no wider than the radius: their core rows are one unit that is connected by
   * itself (nodes).
   */
  readonly isCell: Uint8Array;
  /** The cell that a position lies in, or -1 (rows). */
  readonly cellOf: Int32Array;
}

/** Reorders `tree` and `core` within leaves, in place, and measures boxes anew. */
export function coreTree(tree: KdTree, core: Uint8Array, squaredRadius: number): CoreTree {
  const { nodes, start, end, child, columns } = tree;
  const coreEnd = new Int32Array(nodes);
  const cores = new Int32Array(nodes);
  const parent = new Int32Array(nodes).fill(-1);
  const boxes = new Float64Array(nodes * 2 * columns);
  for (let node = nodes - 1; node >= 0; node--) {
    const first = child[node]!;
    emptyBox(boxes, node, columns);
    if (first > 0) {
      parent[first] = node;
      parent[first + 1] = node;
      cores[node] = cores[first]! + cores[first + 1]!;
      enclose(boxes, node, first, columns);
      enclose(boxes, node, first + 1, columns);
    } else {
      coreEnd[node] = coresFirst(tree, core, start[node]!, end[node]!);
      cores[node] = coreEnd[node]! - start[node]!;
      for (let p = start[node]!; p < coreEnd[node]!; p++) encloseRow(boxes, node, tree.values, p, columns);
    }
  }
  const isCell = new Uint8Array(nodes);
  const cellOf = new Int32Array(core.length).fill(-1);
  const stack = [0];
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (cores[node] === 0) continue;
    if (squaredDiagonal(boxes, node, columns) <= squaredRadius) {
      isCell[node] = 1;
      for (let p = start[node]!; p < end[node]!; p++) if (core[p]) cellOf[p] = node;
    } else if (child[node]! > 0) stack.push(child[node]!, child[node]! + 1);
  }
  return { tree: { ...tree, boxes }, coreEnd, cores, parent, isCell, cellOf };
}

/** Moves core rows to the front of a leaf; where they end. */
function coresFirst({ order, values, columns }: KdTree, core: Uint8Array, from: number, to: number): number {
  let front = from;
  for (let p = from; p < to; p++) {
    if (!core[p]) continue;
    if (p !== front) {
      const row = order[p]!;
      order[p] = order[front]!;
      order[front] = row;
      core[p] = core[front]!;
      core[front] = 1;
      for (let c = 0; c < columns; c++) {
        const value = values[p * columns + c]!;
        values[p * columns + c] = values[front * columns + c]!;
        values[front * columns + c] = value;
      }
    }
    front++;
  }
  return front;
}

function emptyBox(boxes: Float64Array, box: number, columns: number): void {
  const low = box * 2 * columns;
  boxes.fill(Number.POSITIVE_INFINITY, low, low + columns);
  boxes.fill(Number.NEGATIVE_INFINITY, low + columns, low + 2 * columns);
}

function enclose(boxes: Float64Array, box: number, inner: number, columns: number): void {
  const low = box * 2 * columns;
  const from = inner * 2 * columns;
  for (let c = 0; c < columns; c++) {
    boxes[low + c] = Math.min(boxes[low + c]!, boxes[from + c]!);
    boxes[low + columns + c] = Math.max(boxes[low + columns + c]!, boxes[from + columns + c]!);
  }
}

function encloseRow(
  boxes: Float64Array,
  box: number,
  values: Float64Array,
  position: number,
  columns: number,
): void {
  const low = box * 2 * columns;
  for (let c = 0; c < columns; c++) {
    const value = values[position * columns + c]!;
    boxes[low + c] = Math.min(boxes[low + c]!, value);
    boxes[low + columns + c] = Math.max(boxes[low + columns + c]!, value);
  }
}
