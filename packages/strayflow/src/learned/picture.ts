/** The sample of flows in two dimensions, with its clusters. */
import { dbscan, kDistanceEpsilon, type Matrix, principalComponents, silhouette } from '@strayflow/detectors';
import type { ClusterSummary } from '../model/analysis.js';
import type { FeatureSpec } from '../model/feature-rows.js';
import { inputOf, SOFTENED } from './member-input.js';
import type { Picture, RowModels } from './models.js';
import type { LearnedOptions } from './options.js';
import { applyScaling, fitScaling } from './row-scaling.js';
import { openScorer } from './scorer.js';
import type { SampleSplit } from './split.js';

const MOST_POINTS = 3_000;
/** Fewer rows make no picture. */
const FEWEST_ROWS = 50;
/** Repeats would make the k-distance curve's knee as small as rounding. */
const LEAST_EPSILON = 0.1;

export interface PictureTask {
  readonly kind: 'picture';
  /** Scaled and softened, as DBSCAN is given them. */
  readonly rows: Matrix;
  readonly options: LearnedOptions['dbscan'];
}

export interface PictureDrawing {
  readonly kind: 'picture';
  readonly clusters: ClusterSummary;
  readonly axes: readonly [string, string];
  /** Of the first rows (points x 2). */
  readonly coordinates: Float64Array;
  /** Of the same rows (points). */
  readonly labels: Int32Array;
}

/** Of the first rows of all that the models learn from (raw units); null when there are too few. */
export function pictureTask(
  all: Matrix,
  columns: readonly FeatureSpec[],
  options: LearnedOptions['dbscan'],
): PictureTask | null {
  if (all.rows < FEWEST_ROWS) return null;
  const scaled = inputOf(SOFTENED, applyScaling(fitScaling(columns, all), all));
  const rows = Math.min(options.rows, scaled.rows);
  const values = scaled.values.slice(0, rows * scaled.columns);
  return { kind: 'picture', rows: { rows, columns: scaled.columns, values }, options };
}

export function drawPicture({ rows, options }: PictureTask): PictureDrawing {
  const { minSamples } = options;
  const epsilon = chooseEpsilon(rows, options);
  const { labels, clusters } = dbscan({ minSamples, epsilon }).cluster(rows);
  const noise = labels.reduce((count, label) => count + (label < 0 ? 1 : 0), 0);
  const measured = silhouette(rows, labels, { excludeNoise: true });
  const points = Math.min(rows.rows, MOST_POINTS);
  const components = principalComponents(rows, Math.min(2, rows.columns));
  const projected = components.project(rows);
  const coordinates = new Float64Array(2 * points);
  for (let r = 0; r < points; r++) {
    for (let k = 0; k < projected.columns; k++) {
      coordinates[2 * r + k] = projected.values[r * projected.columns + k]!;
    }
  }
  const axis = (k: number) =>
    `principal component ${k + 1} (${Math.round(100 * (components.shares[k] ?? 0))} % of variance)`;
  return {
    kind: 'picture',
    clusters: {
      epsilon,
      minSamples,
      clusters,
      noise,
      sampledRows: rows.rows,
      silhouette: measured.mean,
      note: clusterNote(clusters, measured.mean),
    },
    axes: [axis(0), axis(1)],
    coordinates,
    labels: labels.slice(0, points),
  };
}

/** Adds what the models say of each point. */
export function finishPicture(
  drawing: PictureDrawing,
  split: SampleSplit,
  models: RowModels | null,
): Picture {
  const { columns } = split.all;
  const count = drawing.labels.length;
  const rows = { rows: count, columns, values: split.all.values.slice(0, count * columns) };
  const surprise =
    models === null
      ? new Float64Array(count)
      : openScorer(models).score(rows, split.host, split.time).surprise;
  return {
    clusters: drawing.clusters,
    axes: drawing.axes,
    points: Array.from(drawing.labels, (cluster, i) => ({
      x: drawing.coordinates[2 * i]!,
      y: drawing.coordinates[2 * i + 1]!,
      cluster,
      surprise: surprise[i]!,
    })),
  };
}

/** The radius that was asked for, or the knee of the k-distance curve. */
export function chooseEpsilon(rows: Matrix, { epsilon, minSamples }: LearnedOptions['dbscan']): number {
  return epsilon ?? Math.max(LEAST_EPSILON, kDistanceEpsilon(rows, minSamples));
}

function clusterNote(clusters: number, silhouetteMean: number | null): string | null {
  if (clusters === 0) return 'no cluster: no place is dense enough, so there is no silhouette';
  if (clusters === 1) return 'one cluster: the flows do not fall into groups, so there is no silhouette';
  return silhouetteMean === null ? 'no silhouette: every flow is a group of its own' : null;
}
