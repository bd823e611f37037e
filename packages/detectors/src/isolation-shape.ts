/** What any isolation tree from untrusted data must look like. */
import { readWholes } from './untrusted.js';

/** Of one forest, fitted or read: a tree costs some hundred bytes beside its nodes, also when it has one node. */
export const MOST_TREES = 100_000;

/** How many nodes each tree has (trees), 1 or more, and all of them together. */
export function readTreeSizes(fields: Readonly<Record<string, unknown>>): {
  readonly nodes: Int32Array;
  readonly total: number;
} {
  const nodes = readWholes(fields, 'nodes', 1, 2 ** 31 - 1);
  if (nodes.length === 0 || nodes.length > MOST_TREES) {
    throw new RangeError(`expected 1 to ${MOST_TREES} trees in nodes, received ${nodes.length}`);
  }
  return { nodes, total: nodes.reduce((sum, count) => sum + count, 0) };
}

/**
 * Breadth-first shape: children come after their parent, none is missing, and rows add up.
 * @param feature below 0 at a leaf (nodes)
 */
export function checkTreeShape(feature: Int32Array, rows: Int32Array, subsample: number, tree: number): void {
  if (rows[0] !== subsample) {
    throw new RangeError(`expected ${subsample} rows at the root of tree ${tree}, received ${rows[0]}`);
  }
  let next = 1;
  for (let node = 0; node < feature.length; node++) {
    if (node >= next) {
      throw new RangeError(`expected ${next} nodes in tree ${tree}, received ${feature.length}`);
    }
    if (feature[node]! < 0) continue;
    if (next + 2 > feature.length) {
      throw new RangeError(`expected at least ${next + 2} nodes in tree ${tree}, received ${feature.length}`);
    }
    const children = rows[next]! + rows[next + 1]!;
    if (children !== rows[node]) {
      throw new RangeError(
        `expected ${rows[node]} rows below node ${node} of tree ${tree}, received ${children}`,
      );
    }
    next += 2;
  }
}
