/** Pools of several kinds, and models of every kind, for the tests of scoring with threads. */
import { afterAll, beforeAll } from 'vitest';
import {
  type AnyFittedDetector,
  autoencoder,
  dbscan,
  extendedIsolationForest,
  isolationForest,
  type Matrix,
  oneClassSvm,
} from '../../src/index.js';
import { openThreads, type ThreadOptions, type ThreadPool } from '../../src/threads/index.js';
import { clusteredRows } from '../rows.js';
import { compiledSources } from './compiled.js';

export const COLUMNS = 5;

export const fitted: readonly AnyFittedDetector[] = [
  isolationForest({ trees: 20, seed: 3 }),
  extendedIsolationForest({ trees: 10 }),
  oneClassSvm({ nu: 0.1 }),
  autoencoder({ layers: [8, 3, 8], epochs: 3 }),
  dbscan({ minSamples: 5 }),
].map((detector): AnyFittedDetector => detector.fit(clusteredRows(400, COLUMNS)));

/** The pools of these options, open while the tests of the file run. */
export function openPools(ways: readonly ThreadOptions[]): readonly ThreadPool[] {
  const worker = compiledSources().url('threads/worker.js');
  const pools: ThreadPool[] = [];
  beforeAll(async () => {
    pools.push(...(await Promise.all(ways.map((way) => openThreads({ ...way, worker })))));
  });
  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.close()));
  });
  return pools;
}

/** Rows within and beyond the reach of kernels of 32 bits. */
export function rowsOf(rows: number, seed: number): Matrix {
  const matrix = clusteredRows(rows, COLUMNS, seed);
  for (let r = 13; r < rows; r += 97) matrix.values[r * COLUMNS + (r % COLUMNS)] = r % 2 === 0 ? 1e12 : -3e5;
  return matrix;
}

/** Row of the first score that differs in any bit, -1 when none does; thousands of scores are slow to compare else. */
export function firstDifference(received: Float64Array, expected: Float64Array): number {
  if (received.length !== expected.length) return Math.min(received.length, expected.length);
  return received.findIndex((score, row) => !Object.is(score, expected[row]));
}
