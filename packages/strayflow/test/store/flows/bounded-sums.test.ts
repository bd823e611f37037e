import { expect, it } from 'vitest';
import { BoundedSums } from '../../../src/store/flows/bounded-sums.js';

const bounded = (most: number) => new BoundedSums<number, number>({ most, weightOf: (sum) => sum });

it('keeps all keys as long as there is room', () => {
  const sums = bounded(10);
  for (let key = 0; key < 20; key++) sums.add(key, key);
  expect([sums.sums.size, sums.isCut]).toEqual([20, false]);
});

it('forgets those with least, and says so', () => {
  const sums = bounded(10);
  for (let key = 0; key < 1_000; key++) sums.add(key, (key * 7_919) % 1_000);
  expect(sums.isCut).toBe(true);
  expect(sums.sums.size).toBeLessThanOrEqual(20);
  const kept = [...sums.sums.values()];
  for (let sum = 990; sum < 1_000; sum++) expect(kept).toContain(sum);
});

it('stays bounded where all weigh the same', () => {
  const sums = bounded(10);
  for (let key = 0; key < 500; key++) sums.add(key, 0);
  expect(sums.sums.size).toBeLessThanOrEqual(20);
});
