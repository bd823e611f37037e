/** A fitted isolation forest: scores rows and says which columns set a row apart. */
import type { DetectorJson, FittedDetector } from './detector.js';
import { addPathLengths, type FlatForest, flatten } from './isolation-forest-paths.js';
import { growSampled } from './isolation-growth.js';
import { type RefreshOptions, refreshedTrees } from './isolation-refresh.js';
import { scoresOfPathLengths, withThreshold } from './isolation-scores.js';
import { checkTreeShape, readTreeSizes } from './isolation-shape.js';
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

/**
 * How a forest is scored: by whatever is fastest for so many rows, or always by stepping through the trees, the
 * path that the fastest is checked against and compared with.
 */
export type ScoringPath = 'fastest' | 'reference';

/** A grown forest; its score is high for rows that few splits set apart. */
export class FittedIsolationForest implements FittedDetector {
  readonly kind = KIND;
  readonly columns: number;
  /** Rows that each tree was grown on. */
  readonly subsample: number;
  /** Scores above this are anomalies: .5, or the quantile that `contamination` asked for. */
  readonly threshold: number;
  readonly trees: readonly IsolationTree[];
  /** Place of the tree that the next refresh replaces first; 0 until the first refresh. */
  readonly oldest: number;
  readonly #nodes: FlatForest;
  /** Trees as the kernel wants them, made when they are first needed; null where it cannot run. */
  #perfect: PerfectTrees | null | undefined;
  #ranked: RankedForest | null | undefined;

  /** @param subsample rows at each tree's root */
  constructor(
    columns: number,
    subsample: number,
    trees: readonly IsolationTree[],
    threshold: number,
    oldest = 0,
  ) {
    this.columns = columns;
    this.subsample = subsample;
    this.trees = trees;
    this.threshold = threshold;
    this.oldest = oldest;
    this.#nodes = flatten(trees);
  }

  /**
   * 2^(-mean path length / c(subsample)) for each row (rows), in (0, 1]; about .5 for an average row.
   * @param path who computes; every path gives the same bits
   */
  score(matrix: Matrix, path: ScoringPath = 'fastest'): Float64Array {
    checkMatrix(matrix, this.columns);
    return scoresOfPathLengths(this.#pathLengths(matrix, path), this.trees.length, this.subsample);
  }

  /** Sum over trees of the path length of each row (rows). */
  #pathLengths(matrix: Matrix, path: ScoringPath): Float64Array {
    const lengths = new Float64Array(matrix.rows);
    if (matrix.rows >= LEAST_KERNEL_ROWS) {
      if (path === 'fastest') {
        this.#ranked ??= RankedForest.of(this.#nodes, this.columns) ?? null;
        if (this.#ranked?.worthwhile(matrix.rows)) {
          this.#ranked.addPathLengths(matrix.values, lengths);
          return lengths;
        }
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

  /**
   * A forest whose oldest trees are regrown on new rows (at least `subsample` of them), for traffic that changes:
   * trees are replaced in turn, so that after 1 / share refreshes none is left of the first. The tree at each
   * place is the one that a fit on these rows with this seed would grow there. This forest stays as it is.
   * @throws RangeError on options out of range, or rows that are too few, of other columns or not finite
   */
  refresh(matrix: Matrix, options: RefreshOptions = {}): FittedIsolationForest {
    const { columns, subsample } = this;
    const { trees, oldest } = refreshedTrees(this, matrix, options, growSampled);
    const build = (threshold: number) =>
      new FittedIsolationForest(columns, subsample, trees, threshold, oldest);
    return withThreshold(build, matrix, options.contamination, this.threshold);
  }

  toJSON(): DetectorJson {
    return {
      kind: KIND,
      version: 1,
      columns: this.columns,
      subsample: this.subsample,
      threshold: this.threshold,
      oldest: this.oldest,
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
    const { nodes, total } = readTreeSizes(fields);
    const feature = readWholes(fields, 'feature', -1, columns - 1, total);
    const split = readNumbers(fields, 'split', total);
    const rows = readWholes(fields, 'rows', 1, subsample, total);
    const trees: IsolationTree[] = [];
    for (let tree = 0, from = 0; tree < nodes.length; from += nodes[tree++]!) {
      const to = from + nodes[tree]!;
      checkTreeShape(feature.subarray(from, to), rows.subarray(from, to), subsample, tree);
      trees.push({
        feature: feature.slice(from, to),
        threshold: Float32Array.from(split.subarray(from, to)),
        rows: rows.slice(from, to),
      });
    }
    const threshold = readNumber(fields, 'threshold', 0, 1);
    // Forests written before there was a refresh do not say which tree is the oldest.
    const oldest = fields['oldest'] === undefined ? 0 : readWhole(fields, 'oldest', 0, trees.length - 1);
    return new FittedIsolationForest(columns, subsample, trees, threshold, oldest);
  }
}
