/** Runs the forest kernel: the same path lengths as without it, bit for bit. */

import wasm from './forest.wasm.js';
import type { ForestNodes } from './forest-table.js';
import { ensureBytes, type KernelMemory, sharedKernel } from './load.js';

interface ForestExports {
  readonly memory: KernelMemory;
  addPathLengths(
    tree: number,
    depths: number,
    trees: number,
    block: number,
    rows: number,
    groupBytes: number,
    lengths: number,
  ): void;
}

const forestKernel = sharedKernel<ForestExports>(wasm);

/** Trees padded to perfect ones; see forest.as.ts. */
export interface PerfectTrees {
  /** Bytes of all trees' slots. */
  readonly slots: Uint8Array;
  readonly depths: Int32Array;
}

/** Beyond this, padding costs more memory than it is worth: deep, thin trees. */
const MOST_BYTES = 2 ** 24;
const GROUP_ROWS = 8;
const BLOCK_ROWS = 256;
const BLOCK_BYTES = 2 ** 18;

/** Pads the trees; undefined where the kernel cannot run or they would become too large. */
export function perfectTrees(nodes: ForestNodes): PerfectTrees | undefined {
  const { roots, depths } = nodes;
  let bytes = 0;
  for (const depth of depths) bytes += 16 * 2 ** depth;
  if (bytes > MOST_BYTES || !forestKernel()) return undefined;
  const buffer = new ArrayBuffer(bytes);
  let from = 0;
  roots.forEach((root, tree) => {
    pad(nodes, root, depths[tree]!, buffer, from);
    from += 16 * 2 ** depths[tree]!;
  });
  return { slots: new Uint8Array(buffer), depths };
}

/** From a leaf above the last level every step goes left, to one slot of the last level. */
function pad(nodes: ForestNodes, root: number, depth: number, buffer: ArrayBuffer, from: number): void {
  const words = new Uint32Array(buffer, from, 4 * 2 ** depth);
  const floats = new Float32Array(buffer, from, words.length);
  const doubles = new Float64Array(buffer, from, words.length / 2);
  const nodeAt = new Int32Array(2 ** (depth + 1)).fill(-1);
  nodeAt[1] = root;
  for (let slot = 1; slot < nodeAt.length; slot++) {
    const node = nodeAt[slot]!;
    if (node < 0) continue;
    if (slot >= 2 ** depth) {
      doubles[slot] = nodes.length[node]!;
      continue;
    }
    const child = nodes.child[node]!;
    const leaf = child === node;
    words[2 * slot] = 4 * GROUP_ROWS * nodes.feature[node]!;
    floats[2 * slot + 1] = nodes.threshold[node]!;
    nodeAt[2 * slot] = child;
    if (!leaf) nodeAt[2 * slot + 1] = child + 1;
  }
}

/**
 * Adds the path lengths of every row to `lengths` (rows), tree by tree in order.
 * @param values rows x columns
 * @param round how a value becomes a 32-bit float
 */
export function addPerfectPathLengths(
  trees: PerfectTrees,
  values: Float64Array,
  columns: number,
  lengths: Float64Array,
  round: (value: number) => number,
): void {
  const kernel = forestKernel()!;
  const groupValues = GROUP_ROWS * columns;
  const groups = Math.max(1, Math.min(BLOCK_ROWS / GROUP_ROWS, Math.floor(BLOCK_BYTES / (4 * groupValues))));
  const blockRows = groups * GROUP_ROWS;
  const lengthsAt = trees.slots.length;
  const depthsAt = lengthsAt + 8 * blockRows;
  const blockAt = depthsAt + 4 * trees.depths.length;
  ensureBytes(kernel.memory, blockAt + 4 * groupValues * groups);
  const { buffer } = kernel.memory;
  new Uint8Array(buffer).set(trees.slots);
  new Int32Array(buffer, depthsAt).set(trees.depths);
  const block = new Float32Array(buffer, blockAt, groupValues * groups);
  const sums = new Float64Array(buffer, lengthsAt, blockRows);
  for (let from = 0; from < lengths.length; from += blockRows) {
    const rows = Math.min(blockRows, lengths.length - from);
    for (let r = 0, i = from * columns; r < rows; r++) {
      let at = Math.floor(r / GROUP_ROWS) * groupValues + (r % GROUP_ROWS);
      for (let c = 0; c < columns; c++, at += GROUP_ROWS) block[at] = round(values[i++]!);
    }
    sums.fill(0);
    // Rows of the last group that are not there repeat old values, and nothing reads their sums.
    const whole = (rows + GROUP_ROWS - 1) & ~(GROUP_ROWS - 1);
    kernel.addPathLengths(0, depthsAt, trees.depths.length, blockAt, whole, 4 * groupValues, lengthsAt);
    for (let r = 0; r < rows; r++) lengths[from + r]! += sums[r]!;
  }
}
