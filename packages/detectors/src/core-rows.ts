/** Which rows are core rows of DBSCAN: those with enough rows near. */
import { type KdTree, squaredDiagonal, squaredDistance, squaredDistanceToBox } from './kd-tree.js';

/**
 * 1 at the tree positions of rows with at least `minSamples` rows within the radius, themselves included
 * (rows).
 */
export function corePositions(tree: KdTree, squaredRadius: number, minSamples: number): Uint8Array {
  const { nodes, start, end, child, boxes, columns } = tree;
  const core = new Uint8Array(tree.order.length);
  const deep = new Int32Array(nodes + 1);
  const stack = [0];
  while (stack.length > 0) {
    const node = stack.pop()!;
    const rows = end[node]! - start[node]!;
    // In a box no wider than the radius every row is near every other.
    if (rows >= minSamples && squaredDiagonal(boxes, node, columns) <= squaredRadius) {
      core.fill(1, start[node]!, end[node]!);
    } else if (child[node]! > 0) {
      stack.push(child[node]!, child[node]! + 1);
    } else {
      for (let p = start[node]!; p < end[node]!; p++) {
        if (hasNear(tree, p, squaredRadius, minSamples, deep)) core[p] = 1;
      }
    }
  }
  return core;
}

/** Whether at least `wanted` rows are within the radius of the row at this position. */
function hasNear(
  tree: KdTree,
  position: number,
  squaredRadius: number,
  wanted: number,
  stack: Int32Array,
): boolean {
  const { values, start, end, child, boxes, columns } = tree;
  const at = position * columns;
  stack[0] = 0;
  let depth = 1;
  let count = 0;
  while (depth > 0) {
    const node = stack[--depth]!;
    const first = child[node]!;
    if (first === 0) {
      for (let p = start[node]!; p < end[node]!; p++) {
        if (squaredDistance(values, at, values, p * columns, columns) <= squaredRadius) count++;
      }
      if (count >= wanted) return true;
      continue;
    }
    const left = squaredDistanceToBox(values, at, boxes, first, columns);
    const right = squaredDistanceToBox(values, at, boxes, first + 1, columns);
    // The nearer child is next: in a dense place its rows are enough.
    const farther = left <= right ? first + 1 : first;
    if (Math.max(left, right) <= squaredRadius) stack[depth++] = farther;
    if (Math.min(left, right) <= squaredRadius) stack[depth++] = left <= right ? first : first + 1;
  }
  return false;
}
