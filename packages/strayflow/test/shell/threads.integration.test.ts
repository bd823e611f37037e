import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type * as Threads from '../../src/shell/threads.js';
import { fitted } from '../learned/fitted.js';
import { flowRows, ordinaryFlows, ordinaryHostRows } from '../learned/synthetic-rows.js';

/** Worker threads load compiled files: the test does, too. */
const compiled = new URL('../../dist/shell/threads.js', import.meta.url);

let threads: typeof Threads;
beforeAll(async () => {
  if (!existsSync(fileURLToPath(compiled))) {
    throw new Error(`${fileURLToPath(compiled)} is missing: run "npx tsc -b packages/strayflow" first`);
  }
  threads = (await import(compiled.href)) as typeof Threads;
});

const rows = [flowRows(ordinaryFlows(3000, 11)), ordinaryHostRows(80, 12)];

describe('the thread runner', () => {
  it('fits the same bits with one thread and with three', async () => {
    const here = threads.threadRunner(1);
    const three = threads.threadRunner(3);
    try {
      const one = await fitted(rows, new Set(), undefined, here.run);
      const other = await fitted(rows, new Set(), undefined, three.run);
      expect(other).toEqual(one);
    } finally {
      await here.close();
      await three.close();
    }
  });

  it('rejects with the cause when a task fails, and goes on with the next', async () => {
    const runner = threads.threadRunner(2);
    try {
      const empty = { rows: 0, columns: 2, values: new Float64Array(0) };
      const full = { rows: 40, columns: 1, values: Float64Array.from({ length: 40 }, (_, i) => i) };
      const options = { trees: 10, subsample: 16 };
      const task = (fit: typeof full) =>
        ({ kind: 'isolation-forest', seed: 1, options, fit, calibrate: full }) as const;
      await expect(runner.run([task(empty)])).rejects.toThrow(/expected at least 1 row/);
      await expect(runner.run([task(full)])).resolves.toHaveLength(1);
    } finally {
      await runner.close();
    }
  });

  it('gives up what still runs when it is closed, and takes no more', async () => {
    const runner = threads.threadRunner(2);
    const closing = fitted(rows, new Set(), undefined, runner.run);
    const rejected = expect(closing).rejects.toThrow(/closed/);
    await runner.close();
    await rejected;
    await expect(runner.run([])).rejects.toThrow(/after close/);
  });

  it('refuses a number of threads that is none', () => {
    expect(() => threads.threadRunner(0)).toThrow(RangeError);
    expect(() => threads.threadRunner(1.5)).toThrow(RangeError);
  });
});
