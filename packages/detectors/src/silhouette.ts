/** Silhouette: how well rows fit their cluster, compared with the next nearest one. */
import { exp, log } from './elementary.js';
import { meanDistances } from './kernels/distances.js';
import { checkFitMatrix, type Matrix } from './matrix.js';
import { checkWhole } from './options.js';
import { random, sampleAscending } from './random.js';

/** Which rows are judged. */
export interface SilhouetteOptions {
  /**
   * Up to this many rows every row is judged; beyond, as many as keep rows judged x rows at its square, but
   * at least 100. Default 10 000.
   */
  readonly maxRows?: number;
  /** For the draw of judged rows; default 0. */
  readonly seed?: number;
  /** Leaves out rows labelled -1; default false: they count as one more cluster, as in scikit-learn. */
  readonly excludeNoise?: boolean;
}

/** The silhouette, or why there is none. */
export type Silhouette = MeasuredSilhouette | UndefinedSilhouette;

/** How well the rows lie in their clusters. */
export interface MeasuredSilhouette {
  /** -1..1; the mean of `samples`. */
  readonly mean: number;
  /** Silhouette of each judged row (judged rows). */
  readonly samples: Float64Array;
  /** Which rows were judged, ascending (judged rows). */
  readonly rows: Uint32Array;
  /** 95 % interval of the mean over all rows; only when not all were judged. */
  readonly interval?: { readonly low: number; readonly high: number };
}

/** Labels that have no silhouette, such as those of a single cluster. */
export interface UndefinedSilhouette {
  readonly mean: null;
  /** Why it is not defined, in words. */
  readonly reason: string;
}

/**
 * Mean over rows of (b - a) / max(a, b), a the mean distance to the other rows of the own cluster, b the
 * least mean distance to another cluster; 0 for a row alone in its cluster (Rousseeuw, "Silhouettes", J.
 * Comput. Appl. Math. 20, 1987). As scikit-learn's silhouette_score with Euclidean distances. A judged row is
 * compared with all rows, also when only some are judged.
 * @param labels cluster of each row (rows)
 * @throws RangeError on a matrix that is empty, ragged or not finite, or labels of another length
 */
export function silhouette(
  matrix: Matrix,
  labels: Int32Array,
  { maxRows = 10_000, seed = 0, excludeNoise = false }: SilhouetteOptions = {},
): Silhouette {
  checkFitMatrix(matrix);
  checkWhole('maxRows', maxRows, 1);
  if (labels.length !== matrix.rows) {
    throw new RangeError(`expected ${matrix.rows} labels, received ${labels.length}`);
  }
  const grouped = group(matrix, labels, excludeNoise);
  const { clusters, order } = grouped;
  if (clusters.length < 2) {
    return {
      mean: null,
      reason: `silhouette needs 2 clusters or more, there ${clusters.length === 1 ? 'is 1' : 'is none'}`,
    };
  }
  if (clusters.length === order.length) {
    return {
      mean: null,
      reason: `silhouette needs fewer clusters than rows, there are ${order.length} of each`,
    };
  }
  const all = order.length <= maxRows;
  const wanted = all ? order.length : Math.max(LEAST_JUDGED, Math.floor((maxRows * maxRows) / order.length));
  const judged = sampleAscending(order.length, wanted, random(seed));
  const worthwhile = order.length >= LEAST_KERNEL_ROWS && clusters.length * LEAST_CLUSTER <= order.length;
  const means = worthwhile ? meanDistances(grouped, judged) : undefined;
  const judgedSamples = Float64Array.from(judged, (position, i) =>
    means ? judgeMeans(grouped, position, means.within[i]!, means.nearest[i]!) : judge(grouped, position),
  );
  return sortedByRow(grouped.order, judged, judgedSamples, order.length);
}

interface Cluster {
  readonly start: number;
  readonly end: number;
}

interface Grouped {
  /** Row at each position, cluster by cluster. */
  readonly order: Uint32Array;
  /** Values in that order. */
  readonly values: Float64Array;
  readonly columns: number;
  readonly clusters: readonly Cluster[];
  /** Cluster index of each position. */
  readonly clusterOf: Int32Array;
}

/** Puts the rows of each cluster side by side, so that its distances are one run. */
function group({ rows, columns, values }: Matrix, labels: Int32Array, excludeNoise: boolean): Grouped {
  const kept: number[] = [];
  for (let row = 0; row < rows; row++) if (!excludeNoise || labels[row] !== -1) kept.push(row);
  const order = Uint32Array.from(kept.sort((a, b) => labels[a]! - labels[b]! || a - b));
  const grouped = new Float64Array(order.length * columns);
  const clusterOf = new Int32Array(order.length);
  const clusters: Cluster[] = [];
  let start = 0;
  order.forEach((row, position) => {
    for (let c = 0; c < columns; c++) grouped[position * columns + c] = values[row * columns + c]!;
    if (position > 0 && labels[row] !== labels[order[position - 1]!]) {
      clusters.push({ start, end: position });
      start = position;
    }
    clusterOf[position] = clusters.length;
  });
  if (order.length > 0) clusters.push({ start, end: order.length });
  return { order, values: grouped, columns, clusters, clusterOf };
}

/** With fewer the interval would not hold what it says: silhouettes are skewed. */
const LEAST_JUDGED = 100;
/** With fewer rows the kernel gains nothing; clusters of fewer rows on average leave its blocks half empty. */
const LEAST_KERNEL_ROWS = 1000;
const LEAST_CLUSTER = 32;

function judgeMeans(
  { clusters, clusterOf }: Grouped,
  position: number,
  within: number,
  nearest: number,
): number {
  const { start, end } = clusters[clusterOf[position]!]!;
  const greater = Math.max(within, nearest);
  return end - start > 1 && greater > 0 ? (nearest - within) / greater : 0;
}

function judge({ values, columns, clusters, clusterOf }: Grouped, position: number): number {
  const own = clusterOf[position]!;
  const ownRows = clusters[own]!.end - clusters[own]!.start;
  if (ownRows === 1) return 0;
  let within = 0;
  let nearest = Number.POSITIVE_INFINITY;
  for (let k = 0; k < clusters.length; k++) {
    const { start, end } = clusters[k]!;
    const sum = sumOfDistances(values, position * columns, columns, start, end);
    if (k === own) within = sum / (ownRows - 1);
    else nearest = Math.min(nearest, sum / (end - start));
  }
  const greater = Math.max(within, nearest);
  return greater > 0 && Number.isFinite(greater) ? (nearest - within) / greater : 0;
}

function sumOfDistances(
  values: Float64Array,
  at: number,
  columns: number,
  start: number,
  end: number,
): number {
  let sum = 0;
  let i = start * columns;
  let position = start;
  for (; position + 1 < end; position += 2) {
    // Two rows at a time: one sum alone would wait for its own last addition.
    let first = 0;
    let second = 0;
    for (let c = 0; c < columns; c++, i++) {
      const x = values[at + c]!;
      const d = x - values[i]!;
      const e = x - values[i + columns]!;
      first += d * d;
      second += e * e;
    }
    i += columns;
    sum += Math.sqrt(first) + Math.sqrt(second);
  }
  if (position < end) {
    let last = 0;
    for (let c = 0; c < columns; c++, i++) {
      const d = values[at + c]! - values[i]!;
      last += d * d;
    }
    sum += Math.sqrt(last);
  }
  return sum;
}

function sortedByRow(
  order: Uint32Array,
  judged: Uint32Array,
  judgedSamples: Float64Array,
  total: number,
): MeasuredSilhouette {
  const ranks = Array.from(judged.keys()).sort((a, b) => order[judged[a]!]! - order[judged[b]!]!);
  const samples = Float64Array.from(ranks, (rank) => judgedSamples[rank]!);
  const rows = Uint32Array.from(ranks, (rank) => order[judged[rank]!]!);
  const count = samples.length;
  const mean = samples.reduce((sum, sample) => sum + sample, 0) / count;
  if (count === total) return { mean, samples, rows };
  return { mean, samples, rows, interval: intervalOf(mean, samples, total) };
}

/** 97.5 % of normal deviates are below. */
const DEVIATE = 1.959964;

/**
 * 95 % interval of the mean of `total` values of which these were drawn without replacement, corrected for
 * skewness (Hall, "On the Removal of Skewness by Transformation", J. R. Stat. Soc. B 54, 1992): many rows lie
 * well and a few badly, and the plain interval would end too low.
 */
function intervalOf(mean: number, samples: Float64Array, total: number): { low: number; high: number } {
  const count = samples.length;
  const share = count / total;
  let squares = 0;
  let cubes = 0;
  for (const sample of samples) {
    const square = (sample - mean) * (sample - mean);
    squares += square;
    cubes += square * (sample - mean);
  }
  const deviation = Math.sqrt((squares / (count - 1) / count) * (1 - share));
  const skewness = squares > 0 ? (cubes / squares) * Math.sqrt(count / squares) : 0;
  // Of the mean: what was drawn is known exactly, which takes from the skewness, too.
  const skew = (skewness * (1 - 2 * share)) / Math.sqrt((1 - share) * count);
  // The first term of Student's quantile over the normal one.
  const deviate = DEVIATE * (1 + (DEVIATE * DEVIATE + 1) / (4 * count));
  const transformed = (x: number): number =>
    Math.abs(skew) < 1e-6 ? x : (3 / skew) * (cubeRoot(1 + skew * (x - skew / 6)) - 1);
  return {
    low: Math.max(-1, mean - deviation * transformed(deviate)),
    high: Math.min(1, mean - deviation * transformed(-deviate)),
  };
}

function cubeRoot(value: number): number {
  return value === 0 ? 0 : Math.sign(value) * exp(log(Math.abs(value)) / 3);
}
