/** Random numbers: the published sequence, evenness, independence of streams. */
import { describe, expect, it } from 'vitest';
import { random, sampleAscending, shuffled } from '../src/index.js';
import { sum } from './rows.js';

describe('random numbers', () => {
  it('repeat for a seed and stream, and differ otherwise', () => {
    const take = (seed: number, stream?: number) => {
      const generator = random(seed, stream);
      return Array.from({ length: 8 }, () => generator.bits());
    };
    expect(take(7)).toEqual(take(7));
    const all = [take(7), take(8), take(7, 1), take(0), take(-1), take(0.5), take(2 ** 40)].map(String);
    expect(new Set(all).size).toBe(all.length);
  });

  it('stay as they are: models made with a seed can be made again', () => {
    const generator = random(42);
    expect([generator.bits(), generator.bits(), generator.bits()]).toMatchInlineSnapshot(`
      [
        1702224491,
        2150885043,
        2386608481,
      ]
    `);
  });

  it('are even', () => {
    const generator = random(11);
    const counts = new Float64Array(10);
    let total = 0;
    for (let i = 0; i < 100_000; i++) {
      counts[generator.below(10)]! += 1;
      total += generator.uniform();
    }
    const chiSquare = sum(counts.map((count) => (count - 10_000) ** 2 / 10_000));
    expect(chiSquare).toBeLessThan(27.9);
    expect(Math.abs(total / 100_000 - 0.5)).toBeLessThan(0.004);
  });

  it('draw samples without repeats, ascending, every row as likely as another', () => {
    const counts = new Float64Array(20);
    const generator = random(5);
    for (let i = 0; i < 5000; i++) {
      const sample = sampleAscending(20, 5, generator);
      expect(sample).toHaveLength(5);
      sample.forEach((row, k) => {
        if (k > 0) expect(row).toBeGreaterThan(sample[k - 1]!);
        counts[row]! += 1;
      });
    }
    expect(sum(counts.map((count) => (count - 1250) ** 2 / 1250))).toBeLessThan(43.8);
    expect([...sampleAscending(3, 10, generator)]).toEqual([0, 1, 2]);
  });

  it('shuffle everything exactly once', () => {
    const order = shuffled(100, random(1));
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect([...order.slice(0, 5)]).not.toEqual([0, 1, 2, 3, 4]);
  });

  it('want a finite seed', () => {
    expect(() => random(Number.NaN)).toThrow(/finite seed, received NaN/);
  });
});
