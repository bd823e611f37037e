/** The nodes of all trees of an isolation forest, and steps through them. */
import type { IsolationTree } from './isolation-tree.js';
import { averagePathLength } from './path-length.js';

/**
 * All trees in one run of nodes. A leaf is its own child with a threshold that nothing exceeds: steps stay
 * there.
 */
export interface FlatForest {
  readonly roots: Int32Array;
  readonly depths: Int32Array;
  readonly feature: Int32Array;
  readonly threshold: Float32Array;
  readonly child: Int32Array;
  readonly rows: Int32Array;
  /** Depth of the node + c(rows in it); read at leaves. */
  readonly length: Float64Array;
}

/** Joins the trees. */
export function flatten(trees: readonly IsolationTree[]): FlatForest {
  const total = trees.reduce((sum, tree) => sum + tree.feature.length, 0);
  const roots = new Int32Array(trees.length);
  const depths = new Int32Array(trees.length);
  const feature = new Int32Array(total);
  const threshold = new Float32Array(total).fill(Number.POSITIVE_INFINITY);
  const child = new Int32Array(total);
  const rows = new Int32Array(total);
  const length = new Float64Array(total);
  const depth = new Int32Array(total);
  let root = 0;
  trees.forEach((tree, index) => {
    roots[index] = root;
    let next = root + 1;
    for (let i = 0; i < tree.feature.length; i++) {
      const node = root + i;
      rows[node] = tree.rows[i]!;
      length[node] = depth[node]! + averagePathLength(rows[node]!);
      if (tree.feature[i]! < 0) {
        child[node] = node;
        depths[index] = Math.max(depths[index]!, depth[node]!);
        continue;
      }
      feature[node] = tree.feature[i]!;
      threshold[node] = tree.threshold[i]!;
      child[node] = next;
      depth[next++] = depth[node]! + 1;
      depth[next++] = depth[node]! + 1;
    }
    root += tree.feature.length;
  });
  return { roots, depths, feature, threshold, child, rows, length };
}

/** Adds each tree's path length of the block's rows to `lengths[from...]`, tree by tree in order. */
export function addPathLengths(
  forest: FlatForest,
  block: Float32Array,
  columns: number,
  count: number,
  lengths: Float64Array,
  from: number,
): void {
  const { roots, depths, feature, threshold, child, length } = forest;
  for (let tree = 0; tree < roots.length; tree++) {
    const root = roots[tree]!;
    const depth = depths[tree]!;
    for (let r = 0; r < count; r++) {
      const base = r * columns;
      let node = root;
      for (let step = 0; step < depth; step++) {
        node = child[node]! + (block[base + feature[node]!]! > threshold[node]! ? 1 : 0);
      }
      lengths[from + r]! += length[node]!;
    }
  }
}
