/** Detectors that are fitted at the same time are those that are fitted one after the other. */
import { afterAll, beforeAll, expect, expectTypeOf, it } from 'vitest';
import {
  autoencoder,
  dbscan,
  extendedIsolationForest,
  type FittedAutoencoder,
  type FittedIsolationForest,
  isolationForest,
  minMaxScaler,
  oneClassSvm,
} from '../../src/index.js';
import { openThreads, type ThreadPool } from '../../src/threads/index.js';
import { clusteredRows } from '../rows.js';
import { compiledSources } from './compiled.js';

const worker = compiledSources().url('threads/worker.js');
const rows = clusteredRows(500, 4);
const unit = minMaxScaler().fit(rows).transform(rows);

const pools: ThreadPool[] = [];
beforeAll(async () => {
  const ways = [{ threads: 1 }, { threads: 3 }, { threads: 2, sharedMemory: false }, { threads: 0 }];
  pools.push(...(await Promise.all(ways.map((way) => openThreads({ ...way, worker })))));
});
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.close()));
});

it('fits different detectors on their own rows, in the order of the requests', async () => {
  const expected = [
    isolationForest({ seed: 4 }).fit(rows),
    oneClassSvm({ nu: 0.1 }).fit(rows),
    autoencoder({ layers: [8, 3, 8], epochs: 5 }).fit(unit),
    dbscan({ minSamples: 5 }).fit(rows),
    isolationForest().fit(unit),
    extendedIsolationForest({ trees: 20 }).fit(unit),
  ].map((fitted) => JSON.stringify(fitted));
  for (const pool of pools) {
    const fitted = await pool.fit([
      { kind: 'isolation-forest', options: { seed: 4 }, matrix: rows },
      { kind: 'one-class-svm', options: { nu: 0.1 }, matrix: rows },
      { kind: 'autoencoder', options: { layers: [8, 3, 8], epochs: 5 }, matrix: unit },
      { kind: 'dbscan', options: { minSamples: 5 }, matrix: rows },
      { kind: 'isolation-forest', matrix: unit },
      { kind: 'extended-isolation-forest', options: { trees: 20 }, matrix: unit },
    ]);
    expect(fitted.map((one) => JSON.stringify(one))).toEqual(expected);
    expectTypeOf(fitted[0]).toEqualTypeOf<FittedIsolationForest>();
    expectTypeOf(fitted[2]).toEqualTypeOf<FittedAutoencoder>();
    expect(await pool.score(fitted[2], unit)).toEqual(fitted[2].score(unit));
  }
});

it('fits nothing when nothing is asked for', async () => {
  for (const pool of pools) expect(await pool.fit([])).toEqual([]);
});
