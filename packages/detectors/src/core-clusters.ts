/** Joins core rows that are near each other into clusters. */
import type { CoreTree } from './core-tree.js';
import { squaredDiagonal, squaredDistance, squaredDistanceOfBoxes, squaredDistanceToBox } from './kd-tree.js';

/**
 * Floods from unit to unit: a unit is a cell's core rows, or a single core row outside cells. A unit that was
 * reached is taken out of the tree's counts, so that later searches pass over what is already joined.
 * @param rowOrder positions of core rows in the order in which clusters are to be numbered
 * @returns cluster of each core position, from 0; -1 elsewhere (rows)
 */
export function joinCores(cores: CoreTree, squaredRadius: number, rowOrder: Iterable<number>): Int32Array {
  const { tree, coreEnd, parent, isCell, cellOf } = cores;
  const { start, end, child, boxes, columns, values, nodes } = tree;
  const labels = new Int32Array(tree.order.length).fill(-1);
  const waiting = cores.cores.slice();
  const frontier: number[] = [];
  let label = -1;

  const takeOut = (node: number, count: number): void => {
    for (let at = node; at >= 0; at = parent[at]!) waiting[at]! -= count;
  };
  const reachCell = (cell: number): void => {
    const count = waiting[cell]!;
    takeOut(cell, count);
    for (let p = start[cell]!; p < end[cell]!; p++) if (cellOf[p] === cell) labels[p] = label;
    frontier.push(cell);
  };
  const reachRow = (position: number, leaf: number): void => {
    takeOut(leaf, 1);
    labels[position] = label;
    frontier.push(nodes + position);
  };
  /** Visits what waits within the radius of `unit`: below `nodes` a cell, else a position. */
  const spread = (unit: number): void => {
    const single = unit >= nodes;
    const at = (unit - nodes) * columns;
    const stack = [0];
    while (stack.length > 0) {
      const node = stack.pop()!;
      if (waiting[node] === 0) continue;
      const apart = single
        ? squaredDistanceToBox(values, at, boxes, node, columns)
        : squaredDistanceOfBoxes(boxes, unit, node, columns);
      if (apart > squaredRadius) continue;
      if (isCell[node]) {
        const joined = single
          ? rowNearNode(cores, unit - nodes, node, squaredRadius)
          : nodesNear(cores, unit, node, squaredRadius);
        if (joined) reachCell(node);
      } else if (child[node]! > 0) {
        stack.push(child[node]!, child[node]! + 1);
      } else {
        for (let p = start[node]!; p < coreEnd[node]!; p++) {
          if (labels[p]! >= 0) continue;
          const joined = single
            ? squaredDistance(values, at, values, p * columns, columns) <= squaredRadius
            : rowNearNode(cores, p, unit, squaredRadius);
          if (joined) reachRow(p, node);
        }
      }
    }
  };
  const leafOf = leavesOf(cores);
  for (const position of rowOrder) {
    if (labels[position]! >= 0) continue;
    label++;
    if (cellOf[position]! >= 0) reachCell(cellOf[position]!);
    else reachRow(position, leafOf[position]!);
    while (frontier.length > 0) spread(frontier.pop()!);
  }
  return labels;
}

/** Whether any core row below the node is within the radius of the row at this position. */
function rowNearNode(cores: CoreTree, position: number, root: number, squaredRadius: number): boolean {
  const { start, child, boxes, columns, values } = cores.tree;
  const at = position * columns;
  const stack = [root];
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (squaredDistanceToBox(values, at, boxes, node, columns) > squaredRadius) continue;
    if (child[node]! > 0) {
      stack.push(child[node]!, child[node]! + 1);
      continue;
    }
    for (let p = start[node]!; p < cores.coreEnd[node]!; p++) {
      if (squaredDistance(values, at, values, p * columns, columns) <= squaredRadius) return true;
    }
  }
  return false;
}

/**
 * Whether any core row below `a` is within the radius of one below `b`: both trees are descended together,
 * wider box first.
 */
function nodesNear(cores: CoreTree, a: number, b: number, squaredRadius: number): boolean {
  const { child, boxes, columns, start } = cores.tree;
  if (squaredDistanceOfBoxes(boxes, a, b, columns) > squaredRadius) return false;
  const firstOfA = child[a]!;
  const firstOfB = child[b]!;
  if (firstOfA === 0 && firstOfB === 0) {
    for (let p = start[a]!; p < cores.coreEnd[a]!; p++) {
      if (rowNearNode(cores, p, b, squaredRadius)) return true;
    }
    return false;
  }
  const splitA =
    firstOfB === 0 ||
    (firstOfA > 0 && squaredDiagonal(boxes, a, columns) >= squaredDiagonal(boxes, b, columns));
  return splitA
    ? nodesNear(cores, firstOfA, b, squaredRadius) || nodesNear(cores, firstOfA + 1, b, squaredRadius)
    : nodesNear(cores, a, firstOfB, squaredRadius) || nodesNear(cores, a, firstOfB + 1, squaredRadius);
}

/** The leaf of each position (rows). */
function leavesOf({ tree }: CoreTree): Int32Array {
  const leaves = new Int32Array(tree.order.length);
  for (let node = 0; node < tree.nodes; node++) {
    if (tree.child[node] === 0) leaves.fill(node, tree.start[node]!, tree.end[node]!);
  }
  return leaves;
}
