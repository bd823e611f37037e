/** Turns scikit-learn's exported trees into this library's. */
import { FittedIsolationForest } from '../../src/isolation-forest-fitted.js';
import { floatBelow, type IsolationTree } from '../../src/isolation-tree.js';

/** Arrays of `tree_`, nodes in depth-first order; children -1 at leaves. */
export interface ScikitTree {
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly feature: readonly number[];
  readonly threshold: readonly number[];
  readonly rows: readonly number[];
}

export function forestOfScikitTrees(
  columns: number,
  subsample: number,
  trees: readonly ScikitTree[],
): FittedIsolationForest {
  return new FittedIsolationForest(columns, subsample, trees.map(breadthFirst), 0.5);
}

/**
 * Comparing 32-bit rows with the threshold rounded down decides as comparing them with the 64-bit threshold.
 */
function breadthFirst(tree: ScikitTree): IsolationTree {
  const order = [0];
  for (const node of order) if (tree.left[node]! >= 0) order.push(tree.left[node]!, tree.right[node]!);
  const splits = (node: number): boolean => tree.left[node]! >= 0;
  return {
    feature: Int32Array.from(order, (node) => (splits(node) ? tree.feature[node]! : -1)),
    threshold: Float32Array.from(order, (node) => (splits(node) ? floatBelow(tree.threshold[node]!) : 0)),
    rows: Int32Array.from(order, (node) => tree.rows[node]!),
  };
}
