/** A radius for DBSCAN from the data: the knee of the k-distance curve. */
import { kdTree } from './kd-tree.js';
import { checkFitMatrix, type Matrix } from './matrix.js';
import { nearestSearch } from './nearest.js';
import { checkWhole } from './options.js';
import { quantileOfSorted } from './quantile.js';
import { random, sampleAscending } from './random.js';

/** How many rows are looked at. */
export interface KDistanceOptions {
  /**
   * Rows whose distances make the curve, drawn evenly at random when there are more; each is searched among
   * all rows. Default 2048.
   */
  readonly maxRows?: number;
  /** For that draw; default 0. */
  readonly seed?: number;
}

/**
 * Distance of each row (of a sample) to its `minSamples`-th nearest row, itself counted, ascending: at a
 * radius of the r-th of them, r rows are core rows (Ester, Kriegel, Sander and Xu, "A Density-Based Algorithm
 * for Discovering Clusters", KDD 1996, section 4.2).
 */
export function kDistances(
  matrix: Matrix,
  minSamples: number,
  { maxRows = 2048, seed = 0 }: KDistanceOptions = {},
): Float64Array {
  checkFitMatrix(matrix);
  checkWhole('minSamples', minSamples, 1);
  checkWhole('maxRows', maxRows, 1);
  const wanted = Math.min(minSamples, matrix.rows);
  const search = nearestSearch(kdTree(matrix), wanted);
  const sample = sampleAscending(matrix.rows, maxRows, random(seed));
  const distances = Float64Array.from(sample, (row) => {
    search.find(matrix.values, row * matrix.columns);
    return Math.min(Math.sqrt(search.squares[wanted - 1]!), Number.MAX_VALUE);
  });
  return distances.sort();
}

/**
 * Knee of the k-distance curve: where it lies farthest below the line from its first to its last point
 * (Satopaa et al., "Finding a Kneedle in a Haystack", 2011). Distances above the 99th percentile are cut to
 * it, or one far row would put the knee at the end. Above 0: where the knee is 0, because rows repeat, the
 * least distance above 0; 1 where all are 0.
 */
export function kDistanceEpsilon(matrix: Matrix, minSamples: number, options: KDistanceOptions = {}): number {
  const distances = kDistances(matrix, minSamples, options);
  const count = distances.length;
  const least = distances[0]!;
  const height = quantileOfSorted(distances, 0.99) - least;
  let knee = count - 1;
  let deepest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    const below = (i + 1) / count - (height > 0 ? Math.min(1, (distances[i]! - least) / height) : 0);
    if (below > deepest) {
      deepest = below;
      knee = i;
    }
  }
  const found = distances[knee]!;
  return found > 0 ? found : (distances.find((distance) => distance > 0) ?? 1);
}
