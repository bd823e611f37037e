/** Ranges cover every row once, and depend on the shape alone. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rangesOf } from '../../src/threads/ranges.js';

it('cuts rows into ranges without gap or overlap', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300_000 }), fc.integer({ min: 0, max: 5000 }), (rows, columns) => {
      const ranges = rangesOf(rows, columns);
      const cut = Array.from({ length: ranges.count }, (_, index) => ranges.at(index));
      const ends = cut.map(({ from, rows: count }) => from + count);
      expect(cut.every(({ from, rows: count }, i) => from === (ends[i - 1] ?? 0) && count > 0)).toBe(true);
      expect(ends.at(-1) ?? 0).toBe(rows);
    }),
  );
});

it('ends with ranges that are small beside the whole', () => {
  for (const rows of [100_000, 1_000_000]) {
    const ranges = rangesOf(rows, 12);
    expect(ranges.at(0).rows).toBeGreaterThanOrEqual(4096);
    expect(ranges.at(ranges.count - 1).rows).toBeLessThanOrEqual(rows / 50);
  }
});
