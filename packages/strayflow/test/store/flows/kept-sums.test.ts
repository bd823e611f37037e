import { expect, it } from 'vitest';
import { KeptSums } from '../../../src/store/flows/kept-sums.js';

const ROWS = Array.from({ length: 60_000 }, (_, i) => ({ key: String(i) }));

it('works out once what is asked again, and forgets what was not asked for longest', async () => {
  const kept = new KeptSums();
  const made: string[] = [];
  const ask = (key: string) =>
    kept.take(key, () => {
      made.push(key);
      return Promise.resolve(ROWS);
    });
  for (const key of ['a', 'b', 'c', 'a', 'd', 'a', 'b']) expect(await ask(key)).toBe(ROWS);
  // Three fit: with the fourth, the second went.
  expect(made).toEqual(['a', 'b', 'c', 'd', 'b']);
});

it('keeps nothing of what failed', async () => {
  const kept = new KeptSums();
  await expect(kept.take('a', () => Promise.reject(new Error('stopped')))).rejects.toThrow('stopped');
  expect(await kept.take('a', () => Promise.resolve([]))).toEqual([]);
});
