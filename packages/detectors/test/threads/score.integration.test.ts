/** Scores from threads are those of the calling thread, bit for bit, however many threads, rows and jobs there are. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COLUMNS, firstDifference, fitted, openPools, rowsOf } from './scoring.js';

const pools = openPools([
  ...[1, 2, 3, 4].map((threads) => ({ threads })),
  ...[1, 3].map((threads) => ({ threads, sharedMemory: false })),
  { threads: 0 },
]);

describe('scoring with any number of threads', () => {
  it.each([1, 1023, 4099])('gives the same bits for %i rows', async (count) => {
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
});
