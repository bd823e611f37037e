/** Scores from threads are those of the calling thread, bit for bit, however many threads there are. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type AnyFittedDetector,
  autoencoder,
  dbscan,
  extendedIsolationForest,
  isolationForest,
  type Matrix,
  oneClassSvm,
} from '../../src/index.js';
import { openThreads, type ThreadPool } from '../../src/threads/index.js';
import { clusteredRows } from '../rows.js';
import { compiledSources } from './compiled.js';

const COLUMNS = 5;
const compiled = compiledSources();
const worker = compiled.url('threads/worker.js');
const fitted: readonly AnyFittedDetector[] = [
  isolationForest({ trees: 20, seed: 3 }),
  extendedIsolationForest({ trees: 10 }),
  oneClassSvm({ nu: 0.1 }),
  autoencoder({ layers: [8, 3, 8], epochs: 3 }),
  dbscan({ minSamples: 5 }),
].map((detector): AnyFittedDetector => detector.fit(clusteredRows(400, COLUMNS)));

const pools: ThreadPool[] = [];
beforeAll(async () => {
  const shared = [1, 2, 3, 4].map((threads) => openThreads({ threads, worker }));
  const transferred = [1, 3].map((threads) => openThreads({ threads, worker, sharedMemory: false }));
  pools.push(...(await Promise.all([...shared, ...transferred, openThreads({ threads: 0 })])));
});
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.close()));
});

/** Rows within and beyond the reach of kernels of 32 bits. */
function rowsOf(rows: number, seed: number): Matrix {
  const matrix = clusteredRows(rows, COLUMNS, seed);
  for (let r = 13; r < rows; r += 97) matrix.values[r * COLUMNS + (r % COLUMNS)] = r % 2 === 0 ? 1e12 : -3e5;
  return matrix;
}

/** Row of the first score that differs in any bit, -1 when none does; thousands of scores are slow to compare else. */
function firstDifference(received: Float64Array, expected: Float64Array): number {
  if (received.length !== expected.length) return Math.min(received.length, expected.length);
  return received.findIndex((score, row) => !Object.is(score, expected[row]));
}

describe('scoring with threads', () => {
  it('says how it works', () => {
    expect(pools.map(({ mode, threads }) => [mode, threads])).toEqual([
      ['shared', 1],
      ['shared', 2],
      ['shared', 3],
      ['shared', 4],
      ['transferred', 1],
      ['transferred', 3],
      ['in-place', 0],
    ]);
    expect(pools.map((pool) => pool.reason === null)).toEqual([true, true, true, true, false, false, false]);
  });

  it.each([0, 1, 15, 1023, 1025, 4099])('gives the same bits for %i rows', async (count) => {
    const rows = rowsOf(count, count);
    for (const model of fitted) {
      const expected = model.score(rows);
      for (const pool of pools) expect(firstDifference(await pool.score(model, rows), expected)).toBe(-1);
    }
  });

  it('gives the same bits for enough rows to be cut into large and small ranges', async () => {
    const rows = rowsOf(33_001, 8);
    const [forest] = fitted;
    const expected = forest!.score(rows);
    for (const pool of pools) expect(firstDifference(await pool.score(forest!, rows), expected)).toBe(-1);
  });

  it('gives the same bits for any rows and any order of jobs', async () => {
    const job = fc.record({
      rows: fc.integer({ min: 0, max: 3000 }),
      seed: fc.nat(100),
      model: fc.nat(fitted.length - 1),
      pool: fc.nat(pools.length - 1),
      shared: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(job, { maxLength: 6 }), async (jobs) => {
        await Promise.all(
          jobs.map(async ({ rows, seed, model, pool, shared }) => {
            const matrix = rowsOf(rows, seed);
            const given = shared ? pools[pool]!.zeros(rows, COLUMNS) : matrix;
            given.values.set(matrix.values);
            const scores = await pools[pool]!.score(fitted[model]!, given);
            expect(firstDifference(scores, fitted[model]!.score(matrix))).toBe(-1);
            expect(firstDifference(given.values, matrix.values)).toBe(-1);
          }),
        );
      }),
      { numRuns: 8 },
    );
  });

  it('takes a part of a larger shared array', async () => {
    const [, pool] = pools;
    const whole = pool!.zeros(3000, COLUMNS);
    whole.values.set(rowsOf(3000, 5).values);
    const part = { rows: 2001, columns: COLUMNS, values: whole.values.subarray(7 * COLUMNS, 2008 * COLUMNS) };
    expect(part.values.buffer).toBeInstanceOf(SharedArrayBuffer);
    const expected = fitted[3]!.score({ ...part, values: part.values.slice() });
    expect(firstDifference(await pool!.score(fitted[3]!, part), expected)).toBe(-1);
  });

  it('gives scores that no later job changes', async () => {
    const [, pool] = pools;
    const first = await pool!.score(fitted[0]!, rowsOf(1500, 1));
    const before = first.slice();
    await pool!.score(fitted[0]!, rowsOf(1500, 2));
    expect(firstDifference(first, before)).toBe(-1);
  });

  it('keeps more models apart than its workers keep', async () => {
    const rows = clusteredRows(200, COLUMNS, 9);
    const models = Array.from({ length: 11 }, (_, seed) => isolationForest({ trees: 5, seed }).fit(rows));
    for (const pool of pools) {
      for (const model of [...models, ...models.toReversed(), models[3]!]) {
        expect(firstDifference(await pool.score(model, rows), model.score(rows))).toBe(-1);
      }
    }
  });
});
