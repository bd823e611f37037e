/** Gives rows that are near a core row, without being one, to a cluster. */
import type { CoreTree } from './core-tree.js';
import { squaredDistance, squaredDistanceToBox } from './kd-tree.js';

/**
 * Writes into `labels` the least cluster number of the core rows within the radius of each row that is no
 * core row: the cluster that reaches it first when clusters grow in the order of their numbers.
 */
export function labelBorders(cores: CoreTree, labels: Int32Array, squaredRadius: number): void {
  const { tree, coreEnd } = cores;
  const { nodes, start, child, boxes, columns, values } = tree;
  const none = 2 ** 31 - 1;
  const least = new Int32Array(nodes).fill(none);
  for (let node = nodes - 1; node >= 0; node--) {
    const first = child[node]!;
    if (first > 0) least[node] = Math.min(least[first]!, least[first + 1]!);
    else for (let p = start[node]!; p < coreEnd[node]!; p++) least[node] = Math.min(least[node]!, labels[p]!);
  }
  const coreLabels = labels.slice();
  for (let position = 0; position < labels.length; position++) {
    if (coreLabels[position]! >= 0) continue;
    const at = position * columns;
    let best = none;
    const stack = [0];
    while (stack.length > 0) {
      const node = stack.pop()!;
      if (least[node]! >= best) continue;
      if (squaredDistanceToBox(values, at, boxes, node, columns) > squaredRadius) continue;
      if (child[node]! > 0) {
        stack.push(child[node]!, child[node]! + 1);
        continue;
      }
      for (let p = start[node]!; p < coreEnd[node]!; p++) {
        if (coreLabels[p]! >= best) continue;
        if (squaredDistance(values, at, values, p * columns, columns) <= squaredRadius) best = coreLabels[p]!;
      }
    }
    if (best < none) labels[position] = best;
  }
}
