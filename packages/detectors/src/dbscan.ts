/** DBSCAN: rows in sparse places belong to no cluster and are strange. */
import { labelBorders } from './border-rows.js';
import { joinCores } from './core-clusters.js';
import { corePositions } from './core-rows.js';
import { coreTree } from './core-tree.js';
import { FittedDbscan } from './dbscan-fitted.js';
import type { Detector } from './detector.js';
import { kDistanceEpsilon } from './k-distance.js';
import { kdTree } from './kd-tree.js';
import { checkFitMatrix, type Matrix, takeRows } from './matrix.js';
import { checkPositive, checkWhole } from './options.js';
import { random, sampleAscending } from './random.js';

/** What a cluster is, and how many rows may take part. */
export interface DbscanOptions {
  /** Radius; default 'k-distance', the knee of the k-distance curve (see `kDistanceEpsilon`). */
  readonly epsilon?: number | 'k-distance';
  /** Rows within the radius, itself counted, that make a core row; default 10. */
  readonly minSamples?: number;
  /**
   * Rows that `fit` clusters at most, drawn evenly at random when there are more; default 100 000. `cluster`
   * takes all.
   */
  readonly maxRows?: number;
  /**
   * Core rows that a fitted detector keeps at most, drawn evenly at random when there are more; default 10
   * 000.
   */
  readonly maxCoreRows?: number;
  /** For those draws; default 0. */
  readonly seed?: number;
}

/** Which cluster each row belongs to. */
export interface DbscanClusters {
  /** Cluster of each row, numbered by first core row; -1 is noise (rows). */
  readonly labels: Int32Array;
  /** 1 where the row is a core row (rows). */
  readonly core: Uint8Array;
  /** Number of clusters. */
  readonly clusters: number;
  readonly epsilon: number;
}

/** An unfitted DBSCAN, which also clusters rows without being fitted. */
export interface Dbscan extends Detector<FittedDbscan> {
  /** Clusters all rows, exactly. @throws RangeError on a matrix that is empty, ragged or not finite */
  cluster(matrix: Matrix): DbscanClusters;
}

/**
 * DBSCAN (Ester, Kriegel, Sander and Xu, KDD 1996), exact, with scikit-learn's labels: Euclidean distance,
 * the radius included, a border row goes to the first cluster that reaches it. Memory grows with rows, never
 * with pairs of rows.
 * @throws RangeError on options out of range
 */
export function dbscan(options: DbscanOptions = {}): Dbscan {
  const { epsilon = 'k-distance', seed = 0 } = options;
  if (epsilon !== 'k-distance') checkPositive('epsilon', epsilon);
  const minSamples = checkWhole('minSamples', options.minSamples ?? 10, 1);
  const maxRows = checkWhole('maxRows', options.maxRows ?? 100_000, 1);
  const maxCoreRows = checkWhole('maxCoreRows', options.maxCoreRows ?? 10_000, 1);
  random(seed);
  const cluster = (matrix: Matrix): DbscanClusters => {
    checkFitMatrix(matrix);
    const radius = epsilon === 'k-distance' ? kDistanceEpsilon(matrix, minSamples, { seed }) : epsilon;
    return clusterRows(matrix, radius, minSamples);
  };
  return {
    kind: 'dbscan',
    cluster,
    fit(matrix) {
      checkFitMatrix(matrix);
      const generator = random(seed);
      const used =
        matrix.rows > maxRows ? takeRows(matrix, sampleAscending(matrix.rows, maxRows, generator)) : matrix;
      const found = cluster(used);
      const cores = Array.from(found.core.keys()).filter((row) => found.core[row] === 1);
      // Without a dense place distances are taken from the fitted rows themselves.
      const candidates = cores.length > 0 ? cores : Array.from(found.core.keys());
      const kept = Array.from(
        sampleAscending(candidates.length, maxCoreRows, generator),
        (i) => candidates[i]!,
      );
      return new FittedDbscan({
        epsilon: found.epsilon,
        minSamples,
        clusters: found.clusters,
        fittedRows: used.rows,
        coreRows: cores.length,
        references: takeRows(used, kept),
        labels: Int32Array.from(kept, (row) => found.labels[row]!),
      });
    },
  };
}

function clusterRows(matrix: Matrix, epsilon: number, minSamples: number): DbscanClusters {
  const squaredRadius = epsilon * epsilon;
  const tree = kdTree(matrix);
  const isCore = corePositions(tree, squaredRadius, minSamples);
  const cores = coreTree(tree, isCore, squaredRadius);
  const positionOf = new Int32Array(matrix.rows);
  tree.order.forEach((row, position) => {
    positionOf[row] = position;
  });
  const joined = joinCores(
    cores,
    squaredRadius,
    positionOf.filter((position) => isCore[position] === 1),
  );
  labelBorders(cores, joined, squaredRadius);
  const labels = new Int32Array(matrix.rows);
  const core = new Uint8Array(matrix.rows);
  let clusters = 0;
  tree.order.forEach((row, position) => {
    labels[row] = joined[position]!;
    core[row] = isCore[position]!;
    clusters = Math.max(clusters, joined[position]! + 1);
  });
  return { labels, core, clusters, epsilon };
}
