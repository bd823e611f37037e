/** `--preset classic`: the old script to the letter, its faults included, to compare with. */
import {
  autoencoder,
  type DbscanClusters,
  dbscan,
  isolationForest,
  type Matrix,
  oneClassSvm,
  silhouette,
  standardScaler,
  takeRows,
} from '@strayflow/detectors';
import type { ClassicResult } from '../model/analysis.js';
import { sortedQuantile } from './row-scaling.js';

export interface ClassicInput {
  readonly columns: readonly string[];
  /** Every numeric column, raw, in the order of the input (rows x columns). */
  readonly matrix: Matrix;
  /** Which columns are ports: the only ones that are scaled. */
  readonly portColumns: readonly number[];
  /** Source of each row (rows). */
  readonly hosts: readonly string[];
  /** Rows that the input had in all: more than `matrix.rows` where it is a sample. */
  readonly seen: number;
}

const CONTAMINATION = 0.05;
const NU = 0.05;
const EPOCHS = 50;
const BATCH = 32;
const VALIDATION_SHARE = 0.1;
const EPSILON = 0.3;
const MIN_SAMPLES = 10;
const ERROR_PERCENTILE = 0.95;
const FLAG_LINE = 0.8;
/** Up to this many rows each is judged in the silhouette; beyond, it is estimated. */
const SILHOUETTE_ROWS = 10_000;
const MOST_HOSTS = 100;

/** The old verdict. Time grows with the square of the rows: 100 000 take minutes. */
export function classicPreset(input: ClassicInput, seed: number): ClassicResult {
  const { matrix, columns } = input;
  const notes: string[] = [];
  if (input.seen > matrix.rows) {
    notes.push(
      `The old script holds every row in memory: ${matrix.rows} of ${input.seen} rows were drawn at random for it.`,
    );
  }
  if (matrix.rows === 0 || matrix.columns === 0) return emptyResult(input, notes);

  const { rows, forestSigns, svmSigns, errors, clustering } = classicVerdicts(input, seed);
  const threshold = sortedQuantile(errors.slice().sort(), ERROR_PERCENTILE);
  const measured = silhouette(rows, clustering.labels, { maxRows: SILHOUETTE_ROWS, seed });
  if (measured.mean === null) {
    notes.push(`The old script stops here with an error: ${measured.reason}, all rows have one label.`);
  } else if (measured.interval !== undefined) {
    notes.push(
      `The silhouette is estimated: 95 % interval ${measured.interval.low.toFixed(3)} to ${measured.interval.high.toFixed(3)}.`,
    );
  }
  const risks = Float64Array.from(
    errors,
    (error, r) => (forestSigns[r]! + svmSigns[r]! + (error > threshold ? 1 : 0)) / 3,
  );
  return {
    rows: rows.rows,
    columns,
    flagged: count(risks, (risk) => risk > FLAG_LINE),
    riskCounts: riskCounts(risks),
    isolationForestOutliers: count(forestSigns, (sign) => sign < 0),
    oneClassSvmOutliers: count(svmSigns, (sign) => sign < 0),
    autoencoderThreshold: threshold,
    autoencoderOutliers: count(errors, (error) => error > threshold),
    clusters: clustering.clusters,
    noise: count(clustering.labels, (label) => label < 0),
    silhouette: measured.mean,
    notes,
    hosts: byHost(input.hosts, risks),
  };
}

export interface ClassicVerdicts {
  /** With the ports standardised (rows x columns). */
  readonly rows: Matrix;
  /** -1 = anomaly, 1 = normal, as scikit-learn's `predict` (rows). */
  readonly forestSigns: Int8Array;
  readonly svmSigns: Int8Array;
  /** Mean absolute error (rows). */
  readonly errors: Float64Array;
  readonly clustering: DbscanClusters;
}

/** What each of the old models says of each row. */
export function classicVerdicts({ matrix, portColumns }: ClassicInput, seed: number): ClassicVerdicts {
  const rows = standardScaler({ only: portColumns }).fit(matrix).transform(matrix);
  const forest = isolationForest({ contamination: CONTAMINATION, seed }).fit(rows);
  const svm = oneClassSvm({ nu: NU, gamma: 'scale', method: 'exact' }).fit(rows);
  return {
    rows,
    forestSigns: Int8Array.from(forest.score(rows), (score) => (score > forest.threshold ? -1 : 1)),
    svmSigns: Int8Array.from(svm.score(rows), (score) => (score >= 0 ? -1 : 1)),
    errors: reconstructionErrors(rows, seed),
    clustering: dbscan({ epsilon: EPSILON, minSamples: MIN_SAMPLES }).cluster(rows),
  };
}

/** Trained on all but the last tenth, as Keras's validation_split takes the last rows; judged on all. */
function reconstructionErrors(rows: Matrix, seed: number): Float64Array {
  const training = Math.max(1, Math.floor(rows.rows * (1 - VALIDATION_SHARE)));
  const first = takeRows(
    rows,
    Uint32Array.from({ length: training }, (_, r) => r),
  );
  return autoencoder({ epochs: EPOCHS, batch: BATCH, seed }).fit(first).score(rows);
}

function riskCounts(risks: Float64Array): Readonly<Record<string, number>> {
  const counts = new Map<number, number>();
  for (const risk of risks) counts.set(risk, (counts.get(risk) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => a - b).map(([risk, n]) => [risk.toFixed(2), n]));
}

function byHost(hosts: readonly string[], risks: Float64Array): ClassicResult['hosts'] {
  const sums = new Map<string, { rows: number; flagged: number }>();
  risks.forEach((risk, r) => {
    const host = hosts[r]!;
    const sum = sums.get(host) ?? { rows: 0, flagged: 0 };
    sum.rows++;
    if (risk > FLAG_LINE) sum.flagged++;
    sums.set(host, sum);
  });
  return [...sums]
    .map(([host, sum]) => ({ host, ...sum }))
    .sort((a, b) => b.flagged - a.flagged || b.rows - a.rows || (a.host < b.host ? -1 : 1))
    .slice(0, MOST_HOSTS);
}

function emptyResult(input: ClassicInput, notes: readonly string[]): ClassicResult {
  return {
    rows: 0,
    columns: input.columns,
    flagged: 0,
    riskCounts: {},
    isolationForestOutliers: 0,
    oneClassSvmOutliers: 0,
    autoencoderThreshold: 0,
    autoencoderOutliers: 0,
    clusters: 0,
    noise: 0,
    silhouette: null,
    notes: [...notes, 'There is no row with numbers to judge.'],
    hosts: [],
  };
}

function count(values: Iterable<number>, holds: (value: number) => boolean): number {
  let found = 0;
  for (const value of values) if (holds(value)) found++;
  return found;
}
