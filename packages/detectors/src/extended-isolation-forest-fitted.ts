/** A fitted extended isolation forest: scores rows and says which columns set a row apart. */
import type { DetectorJson, FittedDetector } from './detector.js';
import { growExtendedSampled } from './extended-isolation-growth.js';
import { readExtendedTrees } from './extended-isolation-json.js';
import {
  addExtendedPathLengths,
  type FlatExtendedForest,
  flattenExtended,
  nextNode,
  paddedColumns,
} from './extended-isolation-paths.js';
import { type ExtendedIsolationTree, toBoundedFloats } from './extended-isolation-tree.js';
import { type RefreshOptions, refreshedTrees } from './isolation-refresh.js';
import { scoresOfPathLengths, withThreshold } from './isolation-scores.js';
import { ExtendedForestTables } from './kernels/forest-extended.js';
import { checkMatrix, checkRow, type Matrix } from './matrix.js';
import { averagePathLength } from './path-length.js';
import { readNumber, readObject, readWhole } from './untrusted.js';

const KIND = 'extended-isolation-forest';
/** Rows that are scored by one tree before the next tree. */
const BLOCK_ROWS = 256;
/** For fewer rows, copying the trees to the kernel takes longer than stepping through them. */
const LEAST_KERNEL_ROWS = 64;

/** A grown forest; its score is high for rows that few random hyperplanes set apart. */
export class FittedExtendedIsolationForest implements FittedDetector {
  readonly kind = KIND;
  readonly columns: number;
  /** Rows that each tree was grown on. */
  readonly subsample: number;
  /** One less than the columns that a hyperplane cuts across, at most. */
  readonly extension: number;
  /** Scores above this are anomalies: .5, or the quantile that `contamination` asked for. */
  readonly threshold: number;
  readonly trees: readonly ExtendedIsolationTree[];
  /** Place of the tree that the next refresh replaces first; 0 until the first refresh. */
  readonly oldest: number;
  readonly #nodes: FlatExtendedForest;
  /** Made when it is first needed; null where the kernel cannot run. */
  #tables: ExtendedForestTables | null | undefined;

  /** @param subsample rows at each tree's root */
  constructor(
    columns: number,
    subsample: number,
    extension: number,
    trees: readonly ExtendedIsolationTree[],
    threshold: number,
    oldest = 0,
  ) {
    this.columns = columns;
    this.subsample = subsample;
    this.extension = extension;
    this.trees = trees;
    this.threshold = threshold;
    this.oldest = oldest;
    this.#nodes = flattenExtended(trees);
  }

  /** 2^(-mean path length / c(subsample)) for each row (rows), in (0, 1]; about .5 for an average row. */
  score(matrix: Matrix): Float64Array {
    checkMatrix(matrix, this.columns);
    return scoresOfPathLengths(this.#pathLengths(matrix), this.trees.length, this.subsample);
  }

  /** Sum over trees of the path length of each row (rows). */
  #pathLengths({ rows, columns, values }: Matrix): Float64Array {
    const lengths = new Float64Array(rows);
    if (rows >= LEAST_KERNEL_ROWS) {
      this.#tables ??= ExtendedForestTables.of(this.#nodes, columns) ?? null;
      if (this.#tables) {
        this.#tables.addPathLengths(values, lengths, toBoundedFloats);
        return lengths;
      }
    }
    const padded = paddedColumns(columns);
    const block = new Float32Array(Math.min(BLOCK_ROWS, rows) * padded);
    for (let from = 0; from < rows; from += BLOCK_ROWS) {
      const count = Math.min(BLOCK_ROWS, rows - from);
      for (let r = 0; r < count; r++) {
        toBoundedFloats(values, block.subarray(r * padded, r * padded + columns), (from + r) * columns);
      }
      addExtendedPathLengths(this.#nodes, block, padded, count, lengths, from);
    }
    return lengths;
  }

  /**
   * Shortening of the path by the splits on each column (columns), in units of c(subsample). A split that takes a row
   * from a node of n rows to one of m was expected to leave c(n) and leaves 1 + c(m); the difference is divided among
   * the columns of its hyperplane that pushed the row to the side where it fell, in proportion to normal x (value -
   * intercept). The contributions add up exactly to 1 + log2(score): 0 in all is the average row.
   */
  explain(row: Float64Array): Float64Array {
    checkRow(row, this.columns);
    const values = new Float32Array(paddedColumns(this.columns));
    toBoundedFloats(row, values.subarray(0, this.columns));
    const shares = new Float64Array(this.columns);
    const average = averagePathLength(this.subsample);
    if (average === 0) return shares;
    const { roots, child, rows, entry } = this.#nodes;
    this.trees.forEach((tree, index) => {
      const root = roots[index]!;
      let node = root;
      while (child[node] !== node) {
        const next = nextNode(this.#nodes, node, values, 0);
        const credit = averagePathLength(rows[node]!) - 1 - averagePathLength(rows[next]!);
        const from = entry[node]!;
        const to = from + tree.width[node - root]!;
        divide(credit, tree, from, to, values, next === child[node] ? -1 : 1, shares);
        node = next;
      }
    });
    for (let c = 0; c < this.columns; c++) shares[c]! /= this.trees.length * average;
    return shares;
  }

  /**
   * A forest whose oldest trees are regrown on new rows (at least `subsample` of them), for traffic that changes:
   * trees are replaced in turn, so that after 1 / share refreshes none is left of the first. The tree at each
   * place is the one that a fit on these rows with this seed would grow there. This forest stays as it is.
   * @throws RangeError on options out of range, or rows that are too few, of other columns or not finite
   */
  refresh(matrix: Matrix, options: RefreshOptions = {}): FittedExtendedIsolationForest {
    const { columns, subsample, extension } = this;
    const { trees, oldest } = refreshedTrees(this, matrix, options, growExtendedSampled(extension));
    const build = (threshold: number) =>
      new FittedExtendedIsolationForest(columns, subsample, extension, trees, threshold, oldest);
    return withThreshold(build, matrix, options.contamination, this.threshold);
  }

  toJSON(): DetectorJson {
    return {
      kind: KIND,
      version: 1,
      columns: this.columns,
      subsample: this.subsample,
      extension: this.extension,
      threshold: this.threshold,
      oldest: this.oldest,
      nodes: this.trees.map((tree) => tree.rows.length),
      width: this.trees.flatMap((tree) => [...tree.width]),
      rows: this.trees.flatMap((tree) => [...tree.rows]),
      column: this.trees.flatMap((tree) => [...tree.column]),
      normal: this.trees.flatMap((tree) => [...tree.normal]),
      intercept: this.trees.flatMap((tree) => [...tree.intercept]),
    };
  }

  /** @throws RangeError when the data is not a forest that `toJSON` could have written */
  static fromJSON(json: unknown): FittedExtendedIsolationForest {
    const fields = readObject(json, KIND);
    const columns = readWhole(fields, 'columns', 1, 1_000_000);
    const subsample = readWhole(fields, 'subsample', 1, 2 ** 31 - 1);
    const extension = readWhole(fields, 'extension', 0, columns - 1);
    const trees = readExtendedTrees(fields, columns, subsample, extension);
    const threshold = readNumber(fields, 'threshold', 0, 1);
    const oldest = readWhole(fields, 'oldest', 0, trees.length - 1);
    return new FittedExtendedIsolationForest(columns, subsample, extension, trees, threshold, oldest);
  }
}

/** Adds the credit to the columns of a hyperplane that push to this side, equally where none can be told. */
function divide(
  credit: number,
  { column, normal, intercept }: ExtendedIsolationTree,
  from: number,
  to: number,
  values: Float32Array,
  side: 1 | -1,
  shares: Float64Array,
): void {
  const push = (entry: number): number =>
    Math.max(0, side * normal[entry]! * (values[column[entry]!]! - intercept[entry]!));
  let total = 0;
  for (let entry = from; entry < to; entry++) total += push(entry);
  for (let entry = from; entry < to; entry++) {
    shares[column[entry]!]! += credit * (total > 0 ? push(entry) / total : 1 / (to - from));
  }
}
