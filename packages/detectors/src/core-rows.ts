/** Which rows are core rows of DBSCAN: those with enough rows near. */
import {
  greatestSquaredDistanceToBox,
  type KdTree,
  squaredDiagonal,
  squaredDistance,
  squaredDistanceToBox,
} from './kd-tree.js';

/**
 * 1 at the tree positions of rows with at least `minSamples` rows within the radius, themselves included
 * (rows).
 */
export function corePositions(tree: KdTree, squaredRadius: number, minSamples: number): Uint8Array {
  const { nodes, start, end, child, boxes, columns } = tree;
  const core = new Uint8Array(tree.order.length);
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
        if (hasNear(tree, p, squaredRadius, minSamples, nodes)) core[p] = 1;
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
  nodes: number,
): boolean {
  const { values, start, end, child, boxes, columns } = tree;
  const at = position * columns;
  const stack: number[] = nodes > 0 ? [0] : [];
  let count = 0;
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (squaredDistanceToBox(values, at, boxes, node, columns) > squaredRadius) continue;
    if (greatestSquaredDistanceToBox(values, at, boxes, node, columns) <= squaredRadius) {
      count += end[node]! - start[node]!;
    } else if (child[node]! > 0) {
      stack.push(child[node]!, child[node]! + 1);
    } else {
      for (let p = start[node]!; p < end[node]!; p++) {
        if (squaredDistance(values, at, values, p * columns, columns) <= squaredRadius) count++;
      }
    }
    if (count >= wanted) return true;
  }
  return false;
}
