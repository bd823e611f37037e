/** A fitted DBSCAN: scores new rows by how far they are from the nearest dense place. */
import type { DetectorJson, FittedDetector } from './detector.js';
import { kdTree } from './kd-tree.js';
import { NearestPoints } from './kernels/nearest.js';
import { checkMatrix, checkRow, type Matrix } from './matrix.js';
import { type NearestSearch, nearestSearch } from './nearest.js';
import { readNumber, readNumbers, readObject, readWhole, readWholes } from './untrusted.js';

const KIND = 'dbscan';

export interface DbscanParts {
  readonly epsilon: number;
  readonly minSamples: number;
  /** Number of clusters among the fitted rows. */
  readonly clusters: number;
  /** Rows that were clustered: fewer than given where `maxRows` cut them. */
  readonly fittedRows: number;
  /** Core rows among them; `references` holds at most `maxCoreRows`. */
  readonly coreRows: number;
  /**
   * Rows that distances are taken from: core rows, or the fitted rows when there is no core row (references x
   * columns).
   */
  readonly references: Matrix;
  /** Cluster of each reference, -1 when there is no core row (references). */
  readonly labels: Int32Array;
}

/** Core rows of fitted clusters; its score is the distance to the nearest of them, in radii. */
export class FittedDbscan implements FittedDetector, DbscanParts {
  readonly kind = KIND;
  readonly columns: number;
  readonly epsilon: number;
  readonly minSamples: number;
  readonly clusters: number;
  readonly fittedRows: number;
  readonly coreRows: number;
  readonly references: Matrix;
  readonly labels: Int32Array;
  readonly #kernel: NearestPoints | undefined;
  #tree: { readonly order: Int32Array; readonly search: NearestSearch } | undefined;

  constructor(parts: DbscanParts) {
    this.columns = parts.references.columns;
    this.epsilon = parts.epsilon;
    this.minSamples = parts.minSamples;
    this.clusters = parts.clusters;
    this.fittedRows = parts.fittedRows;
    this.coreRows = parts.coreRows;
    this.references = parts.references;
    this.labels = parts.labels;
    this.#kernel = NearestPoints.of(parts.references);
  }

  /**
   * Distance to the nearest reference over epsilon (rows): at most 1 is inside a cluster (when all core rows
   * were kept).
   */
  score(matrix: Matrix): Float64Array {
    checkMatrix(matrix, this.columns);
    const squares = this.#kernel?.worthwhile(matrix.rows) ? this.#kernel.squares(matrix) : undefined;
    const scores = new Float64Array(matrix.rows);
    for (let r = 0; r < matrix.rows; r++) {
      const square = squares?.[r] ?? Number.NaN;
      const distance = Number.isNaN(square)
        ? this.#distance(matrix.values, r * this.columns)
        : distanceOf(square);
      scores[r] = Math.min(distance / this.epsilon, Number.MAX_VALUE);
    }
    return scores;
  }

  /** Cluster of the nearest reference within epsilon, -1 where there is none (rows). */
  assign(matrix: Matrix): Int32Array {
    checkMatrix(matrix, this.columns);
    const labels = new Int32Array(matrix.rows).fill(-1);
    const squaredRadius = this.epsilon * this.epsilon;
    for (let r = 0; r < matrix.rows; r++) {
      const { order, search } = this.#find(matrix.values, r * this.columns);
      if (search.squares[0]! <= squaredRadius) labels[r] = this.labels[order[search.positions[0]!]!]!;
    }
    return labels;
  }

  /**
   * Each column's part of the distance to the nearest reference (columns): 0 or more, adding up to the score.
   */
  explain(row: Float64Array): Float64Array {
    checkRow(row, this.columns);
    const { order, search } = this.#find(row, 0);
    const distance = distanceOf(search.squares[0]!);
    const at = order[search.positions[0]!]! * this.columns;
    const score = Math.min(distance / this.epsilon, Number.MAX_VALUE);
    return row.map((value, c) => {
      if (distance === 0) return 0;
      const difference = (value - this.references.values[at + c]!) / distance;
      return Math.min(difference * difference * score, Number.MAX_VALUE);
    });
  }

  toJSON(): DetectorJson {
    return {
      kind: KIND,
      version: 1,
      columns: this.columns,
      epsilon: this.epsilon,
      minSamples: this.minSamples,
      clusters: this.clusters,
      fittedRows: this.fittedRows,
      coreRows: this.coreRows,
      labels: [...this.labels],
      references: [...this.references.values],
    };
  }

  /** @throws RangeError when the data is not what `toJSON` could have written */
  static fromJSON(json: unknown): FittedDbscan {
    const fields = readObject(json, KIND);
    const columns = readWhole(fields, 'columns', 1, 1_000_000);
    const clusters = readWhole(fields, 'clusters', 0, 2 ** 31 - 1);
    const labels = readWholes(fields, 'labels', -1, clusters - 1);
    if (labels.length === 0) throw new RangeError('expected at least 1 reference in labels, received 0');
    const values = readNumbers(fields, 'references', labels.length * columns);
    return new FittedDbscan({
      epsilon: readNumber(fields, 'epsilon', Number.MIN_VALUE),
      minSamples: readWhole(fields, 'minSamples', 1, 2 ** 31 - 1),
      clusters,
      fittedRows: readWhole(fields, 'fittedRows', 1, 2 ** 31 - 1),
      coreRows: readWhole(fields, 'coreRows', 0, 2 ** 31 - 1),
      references: { rows: labels.length, columns, values },
      labels,
    });
  }

  #distance(row: Float64Array, at: number): number {
    return distanceOf(this.#find(row, at).search.squares[0]!);
  }

  #find(row: Float64Array, at: number): { readonly order: Int32Array; readonly search: NearestSearch } {
    if (!this.#tree) {
      const tree = kdTree(this.references);
      this.#tree = { order: tree.order, search: nearestSearch(tree, 1) };
    }
    this.#tree.search.find(row, at);
    return this.#tree;
  }
}

function distanceOf(square: number): number {
  return Math.min(Math.sqrt(square), Number.MAX_VALUE);
}
