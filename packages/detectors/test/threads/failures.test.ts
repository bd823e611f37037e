/** What goes wrong in a worker reaches the caller, and the pool stays usable. */
import { afterEach, describe, expect, it } from 'vitest';
import { type FittedDetector, isolationForest, type Matrix } from '../../src/index.js';
import { openThreads, type ThreadOptions, type ThreadPool } from '../../src/threads/index.js';
import { clusteredRows } from '../rows.js';
import { compiledSources } from './compiled.js';

const compiled = compiledSources();
const worker = compiled.url('threads/worker.js');
const COLUMNS = 3;
const rows = clusteredRows(2500, COLUMNS);
const forest = isolationForest({ trees: 10 }).fit(rows);
const expected = forest.score(rows);

let pools: ThreadPool[] = [];
async function open(options: ThreadOptions): Promise<ThreadPool> {
  const pool = await openThreads({ worker, ...options });
  pools.push(pool);
  return pool;
}
afterEach(async () => {
  await Promise.all(pools.map((pool) => pool.close()));
  pools = [];
});

const WAYS: readonly (readonly [string, ThreadOptions])[] = [
  ['shared memory', { threads: 2 }],
  ['copies', { threads: 2, sharedMemory: false }],
  ['no threads', { threads: 0 }],
];

describe.each(WAYS)('a pool with %s', (_, options) => {
  it('refuses what the detector refuses, in the same words, and goes on', async () => {
    const pool = await open(options);
    const values = rows.values.slice();
    values[2321 * COLUMNS + 1] = Number.NaN;
    const wrong: readonly Matrix[] = [
      { rows: 2500, columns: COLUMNS, values },
      { rows: 1250, columns: 2 * COLUMNS, values: rows.values },
      { rows: 10, columns: COLUMNS, values: rows.values },
    ];
    for (const matrix of wrong) {
      const received = await pool.score(forest, matrix).catch((cause: unknown) => cause);
      expect(received).toBeInstanceOf(RangeError);
      expect(() => forest.score(matrix)).toThrow((received as Error).message);
    }
    expect(await pool.score(forest, rows)).toEqual(expected);
  });

  it('refuses to fit with options out of range', async () => {
    const pool = await open(options);
    const request = { kind: 'isolation-forest', options: { trees: 0 }, matrix: rows } as const;
    await expect(pool.fit([request])).rejects.toThrow(RangeError);
    await expect(pool.fit([request])).rejects.toThrow(/expected .*trees.*received 0/);
    await expect(pool.fit([{ kind: 'forest', matrix: rows } as never])).rejects.toThrow(/expected kind/);
    expect(await pool.score(forest, rows)).toEqual(expected);
  });

  it('takes no job after it is closed, and may be closed again', async () => {
    const pool = await open(options);
    await pool.close();
    await expect(pool.score(forest, rows)).rejects.toThrow(/after close/);
    await expect(pool.fit([])).rejects.toThrow(/after close/);
    await pool.close();
  });
});

describe.each(WAYS.slice(0, 2))('a pool of workers with %s', (_, options) => {
  it('rejects the job during which a worker ends, and replaces the worker', async () => {
    // Ends at matrices of two columns, which the sound worker scores.
    const mortal = compiled.add(
      'threads/mortal.js',
      `import { parentPort } from 'node:worker_threads';
      parentPort.on('message', (task) => { if ((task.matrix ?? task).columns === 2) process.exit(9); });
      await import('./worker.js');`,
    );
    const pool = await open({ ...options, worker: mortal });
    const narrow = clusteredRows(2500, 2);
    const small = isolationForest({ trees: 10 }).fit(narrow);
    await expect(pool.score(small, narrow)).rejects.toThrow('a worker thread ended with code 9');
    expect(await pool.score(forest, rows)).toEqual(expected);
    await expect(pool.score(small, narrow)).rejects.toThrow('a worker thread ended with code 9');
    expect(await pool.score(forest, rows)).toEqual(expected);
  });

  it('refuses a detector that is not of this library, and goes on', async () => {
    const pool = await open(options);
    const foreign: FittedDetector = {
      kind: 'mean',
      columns: COLUMNS,
      score: (matrix) => new Float64Array(matrix.rows),
      explain: (row) => row,
      toJSON: () => ({ kind: 'mean', version: 1 }),
    };
    await expect(pool.score(foreign, rows)).rejects.toThrow(
      /expected kind isolation-forest.*received "mean"/,
    );
    expect(await pool.score(forest, rows)).toEqual(expected);
  });

  it('rejects what is not done when it is closed', async () => {
    const pool = await open(options);
    const jobs = [pool.score(forest, rows), pool.score(forest, rows)];
    const settled = Promise.allSettled(jobs);
    await pool.close();
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(jobs[0]).rejects.toThrow(/closed before the job was done|after close/);
  });
});

describe('opening threads', () => {
  it('works in place, and says why, where the worker cannot be started', async () => {
    const pool = await open({ threads: 2, worker: compiled.url('threads/missing.js') });
    expect(pool.mode).toBe('in-place');
    expect(pool.reason).toMatch(/missing\.js/);
    expect(await pool.score(forest, rows)).toEqual(expected);
  });

  it('works in place where a worker would compute other bits', async () => {
    const plain = compiled.add(
      'threads/plain.js',
      `delete globalThis.WebAssembly; await import('./worker.js');`,
    );
    const pool = await open({ threads: 2, worker: plain });
    expect(pool.mode).toBe('in-place');
    expect(pool.reason).toMatch(/may not use WebAssembly/);
  });

  it('works with copies where there is no shared memory', async () => {
    const whole = Object.getOwnPropertyDescriptor(globalThis, 'SharedArrayBuffer')!;
    Reflect.deleteProperty(globalThis, 'SharedArrayBuffer');
    try {
      const pool = await open({ threads: 2 });
      expect(pool.mode).toBe('transferred');
      expect(pool.reason).toMatch(/no shared memory/);
      expect(await pool.score(forest, rows)).toEqual(expected);
      expect(pool.zeros(2, 3).values).toEqual(new Float64Array(6));
    } finally {
      Object.defineProperty(globalThis, 'SharedArrayBuffer', whole);
    }
  });

  it.each([-1, 1.5, Number.NaN, 257])('refuses %d threads', async (threads) => {
    await expect(openThreads({ threads, worker })).rejects.toThrow(RangeError);
  });
});
