/** The nodes of all trees of an extended isolation forest, and steps through them. */
import { type ExtendedIsolationTree, project } from './extended-isolation-tree.js';
import { averagePathLength } from './path-length.js';

/**
 * All trees in one run of nodes. A leaf is its own child with an offset that nothing exceeds: steps stay there. The
 * columns of a hyperplane stand in groups of four, aligned, with 0 for those that take no part.
 */
export interface FlatExtendedForest {
  readonly roots: Int32Array;
  readonly depths: Int32Array;
  readonly child: Int32Array;
  /** A row goes to the second child when its projection exceeds this (nodes). */
  readonly offset: Float32Array;
  readonly rows: Int32Array;
  /** Depth of the node + c(rows in it); read at leaves (nodes). */
  readonly length: Float64Array;
  /** First group of each node, and the end of the last (nodes + 1). */
  readonly firstGroup: Int32Array;
  /** First column of each group, a multiple of 4 (groups). */
  readonly group: Int32Array;
  /** Four for each group (groups x 4). */
  readonly normal: Float32Array;
  /** First entry of each node in the tree's lists (nodes). */
  readonly entry: Int32Array;
}

/** Joins the trees. */
export function flattenExtended(trees: readonly ExtendedIsolationTree[]): FlatExtendedForest {
  const total = trees.reduce((sum, tree) => sum + tree.rows.length, 0);
  const roots = new Int32Array(trees.length);
  const depths = new Int32Array(trees.length);
  const child = new Int32Array(total);
  const offset = new Float32Array(total).fill(Number.POSITIVE_INFINITY);
  const rows = new Int32Array(total);
  const length = new Float64Array(total);
  const depth = new Int32Array(total);
  const firstGroup = new Int32Array(total + 1);
  const entry = new Int32Array(total);
  const group: number[] = [];
  const normal: number[] = [];
  let root = 0;
  trees.forEach((tree, index) => {
    roots[index] = root;
    let next = root + 1;
    let from = 0;
    for (let i = 0; i < tree.rows.length; i++) {
      const node = root + i;
      firstGroup[node] = group.length;
      entry[node] = from;
      rows[node] = tree.rows[i]!;
      length[node] = depth[node]! + averagePathLength(rows[node]!);
      const to = from + tree.width[i]!;
      if (to === from) {
        child[node] = node;
        depths[index] = Math.max(depths[index]!, depth[node]!);
        continue;
      }
      offset[node] = offsetOf(tree, from, to);
      for (; from < to; from++) {
        const column = tree.column[from]!;
        if (group.length === firstGroup[node] || group.at(-1) !== (column & ~3)) {
          group.push(column & ~3);
          normal.push(0, 0, 0, 0);
        }
        normal[normal.length - 4 + (column & 3)] = tree.normal[from]!;
      }
      child[node] = next;
      depth[next++] = depth[node]! + 1;
      depth[next++] = depth[node]! + 1;
    }
    root += tree.rows.length;
  });
  firstGroup[total] = group.length;
  return {
    roots,
    depths,
    child,
    offset,
    rows,
    length,
    firstGroup,
    group: Int32Array.from(group),
    normal: Float32Array.from(normal),
    entry,
  };
}

/** The projection of the point that the hyperplane goes through. */
function offsetOf(tree: ExtendedIsolationTree, from: number, to: number): number {
  const lanes = Int32Array.from(tree.column.subarray(from, to), (column, i) => 4 * i + (column & 3));
  const point = new Float32Array(4 * lanes.length);
  for (let i = 0; i < lanes.length; i++) point[lanes[i]!] = tree.intercept[from + i]!;
  return project(lanes, tree.normal.subarray(from, to), 0, lanes.length, point, 0);
}

/** Columns that a row is filled up to, with 0. */
export function paddedColumns(columns: number): number {
  return (columns + 3) & ~3;
}

/** The node after this one for a row that begins at `base` of `values`; the same node at a leaf. */
export function nextNode(
  forest: FlatExtendedForest,
  node: number,
  values: Float32Array,
  base: number,
): number {
  const { child, offset, firstGroup, group, normal } = forest;
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  const end = firstGroup[node + 1]!;
  for (let g = firstGroup[node]!; g < end; g++) {
    const at = base + group[g]!;
    const first = 4 * g;
    a = Math.fround(a + Math.fround(normal[first]! * values[at]!));
    b = Math.fround(b + Math.fround(normal[first + 1]! * values[at + 1]!));
    c = Math.fround(c + Math.fround(normal[first + 2]! * values[at + 2]!));
    d = Math.fround(d + Math.fround(normal[first + 3]! * values[at + 3]!));
  }
  const projection = Math.fround(Math.fround(a + c) + Math.fround(b + d));
  return child[node]! + (projection > offset[node]! ? 1 : 0);
}

/**
 * Adds each tree's path length of the block's rows to `lengths[from...]`, tree by tree in order.
 * @param block count x padded columns
 */
export function addExtendedPathLengths(
  forest: FlatExtendedForest,
  block: Float32Array,
  padded: number,
  count: number,
  lengths: Float64Array,
  from: number,
): void {
  const { roots, child, length } = forest;
  for (let tree = 0; tree < roots.length; tree++) {
    for (let r = 0; r < count; r++) {
      let node = roots[tree]!;
      while (child[node] !== node) node = nextNode(forest, node, block, r * padded);
      lengths[from + r]! += length[node]!;
    }
  }
}
