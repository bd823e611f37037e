/** Scores from threads are those of the calling thread, bit for bit. */
import { describe, expect, it } from 'vitest';
import { isolationForest } from '../../src/index.js';
import { clusteredRows } from '../rows.js';
import { COLUMNS, firstDifference, fitted, openPools, rowsOf } from './scoring.js';

const pools = openPools([{ threads: 2 }, { threads: 3, sharedMemory: false }, { threads: 0 }]);

describe('scoring with threads', () => {
  it('says how it works', () => {
    expect(pools.map(({ mode, threads }) => [mode, threads])).toEqual([
      ['shared', 2],
      ['transferred', 3],
      ['in-place', 0],
    ]);
    expect(pools.map((pool) => pool.reason === null)).toEqual([true, false, false]);
  });

  it.each([0, 1, 15, 1025])('gives the same bits for %i rows', async (count) => {
    const rows = rowsOf(count, count);
    for (const model of fitted) {
      const expected = model.score(rows);
      for (const pool of pools) expect(firstDifference(await pool.score(model, rows), expected)).toBe(-1);
    }
  });

  it('takes a part of a larger shared array', async () => {
    const [pool] = pools;
    const whole = pool!.zeros(3000, COLUMNS);
    whole.values.set(rowsOf(3000, 5).values);
    const part = { rows: 2001, columns: COLUMNS, values: whole.values.subarray(7 * COLUMNS, 2008 * COLUMNS) };
    expect(part.values.buffer).toBeInstanceOf(SharedArrayBuffer);
    const expected = fitted[3]!.score({ ...part, values: part.values.slice() });
    expect(firstDifference(await pool!.score(fitted[3]!, part), expected)).toBe(-1);
  });

  it('gives scores that no later job changes', async () => {
    const [pool] = pools;
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
