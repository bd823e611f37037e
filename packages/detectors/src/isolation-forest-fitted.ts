/** A fitted isolation forest: scores rows and says which columns set a row apart. */
import type { DetectorJson, FittedDetector } from './detector.js';
import { type IsolationTree, toFloats, withinFloats } from './isolation-tree.js';
import { addPerfectPathLengths, type PerfectTrees, perfectTrees } from './kernels/forest.js';
import { RankedForest } from './kernels/forest-ranks.js';
import { checkMatrix, checkRow, type Matrix } from './matrix.js';
import { averagePathLength } from './path-length.js';
import { readNumber, readNumbers, readObject, readWhole, readWholes } from './untrusted.js';

const KIND = 'isolation-forest';
/**
 * Rows that are scored by one tree before the next tree: their values and the tree stay in the first-level
 * cache.
 */
const BLOCK_ROWS = 256;
/** For fewer rows, copying the trees to the kernel takes longer than stepping through them. */
const LEAST_KERNEL_ROWS = 16;

/** As many as the options allow: each costs some hundred bytes beside its nodes, also when it has one node. */
const MOST_TREES = 100_000;

export class FittedIsolationForest implements FittedDetector {
  readonly kind = KIND;
  readonly columns: number;
  /** Rows that each tree was grown on. */
  readonly subsample: number;
  /** Scores above this are anomalies: .5, or the quantile that `contamination` asked for. */
  readonly threshold: number;
  readonly trees: readonly IsolationTree[];
  readonly #nodes: FlatForest;
  /** Trees as the kernel wants them, made when they are first needed; null where it cannot run. */
  #perfect: PerfectTrees | null | undefined;
  #ranked: RankedForest | null | undefined;

  /** @param subsample rows at each tree's root */
  constructor(columns: number, subsample: number, trees: readonly IsolationTree[], threshold: number) {
    this.columns = columns;
    this.subsample = subsample;
    this.trees = trees;
    this.threshold = threshold;
    this.#nodes = flatten(trees);
  }

  /** 2^(-mean path length / c(subsample)) for each row (rows), in (0, 1]; about .5 for an average row. */
  score(matrix: Matrix): Float64Array {
    checkMatrix(matrix, this.columns);
    const lengths = this.#pathLengths(matrix);
    const average = averagePathLength(this.subsample);
    for (let r = 0; r < lengths.length; r++) {
      lengths[r] = average === 0 ? 0.5 : 2 ** -(lengths[r]! / (this.trees.length * average));
    }
    return lengths;
  }

  /** Sum over trees of the path length of each row (rows). */
  #pathLengths(matrix: Matrix): Float64Array {
    const lengths = new Float64Array(matrix.rows);
    if (matrix.rows >= LEAST_KERNEL_ROWS) {
      this.#ranked ??= RankedForest.of(this.#nodes, this.columns) ?? null;
      if (this.#ranked?.worthwhile(matrix.rows)) {
        this.#ranked.addPathLengths(matrix.values, lengths);
        return lengths;
      }
      this.#perfect ??= perfectTrees(this.#nodes) ?? null;
      if (this.#perfect) {
        addPerfectPathLengths(this.#perfect, matrix.values, this.columns, lengths, withinFloats);
        return lengths;
      }
    }
    const block = new Float32Array(Math.min(BLOCK_ROWS, matrix.rows) * this.columns);
    for (let from = 0; from < matrix.rows; from += BLOCK_ROWS) {
      const count = Math.min(BLOCK_ROWS, matrix.rows - from);
      toFloats(matrix.values, block.subarray(0, count * this.columns), from * this.columns);
      addPathLengths(this.#nodes, block, this.columns, count, lengths, from);
    }
    return lengths;
  }

  /**
   * Shortening of the path by the splits on each column (columns), in units of c(subsample). A split that
   * takes a row from a node of n rows to one of m was expected to leave c(n) and leaves 1 + c(m); the
   * difference is credited to its column. The contributions add up exactly to 1 + log2(score): score = 2^(sum
   * - 1), and 0 in all is the average row.
   */
  explain(row: Float64Array): Float64Array {
    checkRow(row, this.columns);
    const values = new Float32Array(this.columns);
    toFloats(row, values);
    const shares = new Float64Array(this.columns);
    const average = averagePathLength(this.subsample);
    if (average === 0) return shares;
    const { roots, feature, threshold, child, rows } = this.#nodes;
    for (const root of roots) {
      let node = root;
      while (child[node] !== node) {
        const column = feature[node]!;
        const next = child[node]! + (values[column]! > threshold[node]! ? 1 : 0);
        shares[column]! += averagePathLength(rows[node]!) - 1 - averagePathLength(rows[next]!);
        node = next;
      }
    }
    for (let c = 0; c < this.columns; c++) shares[c]! /= this.trees.length * average;
    return shares;
  }

  toJSON(): DetectorJson {
    return {
      kind: KIND,
      version: 1,
      columns: this.columns,
      subsample: this.subsample,
      threshold: this.threshold,
      nodes: this.trees.map((tree) => tree.feature.length),
      feature: this.trees.flatMap((tree) => [...tree.feature]),
      split: this.trees.flatMap((tree) => [...tree.threshold]),
      rows: this.trees.flatMap((tree) => [...tree.rows]),
    };
  }

  /** @throws RangeError when the data is not a forest that `toJSON` could have written */
  static fromJSON(json: unknown): FittedIsolationForest {
    const fields = readObject(json, KIND);
    const columns = readWhole(fields, 'columns', 1, 1_000_000);
    const subsample = readWhole(fields, 'subsample', 1, 2 ** 31 - 1);
    const nodes = readWholes(fields, 'nodes', 1, 2 ** 31 - 1);
    if (nodes.length === 0 || nodes.length > MOST_TREES) {
      throw new RangeError(`expected 1 to ${MOST_TREES} trees in nodes, received ${nodes.length}`);
    }
    const total = nodes.reduce((sum, count) => sum + count, 0);
    const feature = readWholes(fields, 'feature', -1, columns - 1, total);
    const split = readNumbers(fields, 'split', total);
    const rows = readWholes(fields, 'rows', 1, subsample, total);
    const trees: IsolationTree[] = [];
    for (let tree = 0, from = 0; tree < nodes.length; from += nodes[tree++]!) {
      const to = from + nodes[tree]!;
      checkTree(feature.subarray(from, to), rows.subarray(from, to), subsample, tree);
      trees.push({
        feature: feature.slice(from, to),
        threshold: Float32Array.from(split.subarray(from, to)),
        rows: rows.slice(from, to),
      });
    }
    return new FittedIsolationForest(columns, subsample, trees, readNumber(fields, 'threshold', 0, 1));
  }
}

/**
 * All trees in one run of nodes. A leaf is its own child with a threshold that nothing exceeds: steps stay
 * there.
 */
interface FlatForest {
  readonly roots: Int32Array;
  readonly depths: Int32Array;
  readonly feature: Int32Array;
  readonly threshold: Float32Array;
  readonly child: Int32Array;
  readonly rows: Int32Array;
  /** Depth of the node + c(rows in it); read at leaves. */
  readonly length: Float64Array;
}

function flatten(trees: readonly IsolationTree[]): FlatForest {
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
function addPathLengths(
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

/** Breadth-first shape: children come after their parent, none is missing, and rows add up. */
function checkTree(feature: Int32Array, rows: Int32Array, subsample: number, tree: number): void {
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
