import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PairCounts } from '../../src/analysis/pair-counts.js';

it('counts pairs as a map would, and none that comes when it is full', () => {
  const pair = fc.tuple(fc.integer({ min: 0, max: 40_000_000_000 }), fc.integer({ min: 0, max: 65_535 }));
  fc.assert(
    fc.property(
      fc.array(pair, { minLength: 1 }),
      fc.infiniteStream(fc.nat()),
      fc.integer({ min: 1, max: 40 }),
      (pairs, picks, capacity) => {
        const counts = new PairCounts(capacity);
        const map = new Map<string, number>();
        for (let i = 0; i < 200; i++) {
          const [hosts, port] = pairs[picks.next().value! % pairs.length]!;
          counts.add(hosts, port);
          const key = `${hosts} ${port}`;
          const known = map.get(key);
          if (known !== undefined || map.size < capacity) map.set(key, (known ?? 0) + 1);
        }
        expect(counts.largest).toBe(Math.max(...map.values()));
      },
    ),
  );
});

it('keeps apart very many', () => {
  const counts = new PairCounts(100_000);
  for (let i = 0; i < 60_000; i++) counts.add(i * 200_000 + (i % 7), i & 0xffff);
  counts.add(200_000 + 1, 1);
  expect(counts.largest).toBe(2);
});
