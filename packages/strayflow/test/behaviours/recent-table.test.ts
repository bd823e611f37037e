import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprintOfBoth, fingerprintWith } from '../../src/behaviours/fingerprint.js';
import * as maps from '../../src/behaviours/recent-map.js';
import * as tables from '../../src/behaviours/recent-table.js';
import { restore, snapshot } from '../../src/model/snapshot.js';

interface Entry {
  readonly value: number;
}

/** Low bits that are the same, so that probing is tried, too. */
const keyOf = (n: number) => (n % 4) * 2 ** 32 + 7 + (n >> 2);

describe('the table of recent entries', () => {
  it('remembers, forgets and orders as a map does', () => {
    const one = fc.record({
      key: fc.integer({ min: 0, max: 60 }).map(keyOf),
      act: fc.constantFrom('use', 'use', 'use', 'peek', 'forget', 'idle', 'store'),
      value: fc.nat(100),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 400 }), fc.integer({ min: 2, max: 60 }), (steps, capacity) => {
        let table = tables.recentTable<Entry>(capacity);
        const map = maps.recentMap<Entry, number>(capacity);
        const worth = ({ value }: Entry) => value > 80;
        for (const { key, act, value } of steps) {
          if (act === 'forget') {
            tables.forget(table, key);
            maps.forget(map, key);
          } else if (act === 'idle') {
            tables.forgetIdle(table, (entry) => entry.value === value);
            maps.forgetIdle(map, (entry) => entry.value === value);
          } else if (act === 'peek') {
            expect(tables.peek(table, key)).toEqual(map.young.get(key) ?? map.old.get(key));
          } else if (act === 'store') table = restore<tables.RecentTable<Entry>>(snapshot(table));
          else {
            const known = tables.recall(table, key);
            expect(known).toEqual(maps.recall(map, key));
            if (known !== undefined) continue;
            tables.remember(table, key, { value }, worth);
            maps.remember(map, key, { value }, worth);
          }
        }
        const entries = [...tables.recentEntries(table)];
        expect(entries.map(([, value]) => value)).toEqual([...maps.recentValues(map)]);
        expect(entries.map(([key]) => key)).toEqual([...map.old.keys(), ...map.young.keys()]);
        expect(table.forgotten).toBe(map.forgotten);
      }),
    );
  });

  it('stays small where entries come and go', () => {
    const table = tables.recentTable<Entry>(1_000);
    for (let n = 0; n < 50_000; n++) {
      tables.remember(table, fingerprintWith(1, n), { value: n });
      if (n >= 10) tables.forget(table, fingerprintWith(1, n - 10));
    }
    expect([...tables.recentEntries(table)].map(([, { value }]) => value)).toEqual(
      Array.from({ length: 10 }, (_, i) => 49_990 + i),
    );
    expect(table.young.index.slots.length).toBeLessThan(200);
    expect(table.forgotten).toBe(0);
  });
});

describe('fingerprints that are put together', () => {
  it('tell numbers, orders and keys apart', () => {
    const seen = new Set<number>();
    for (let a = 0; a < 60; a++) {
      const key = fingerprintWith(0, a);
      for (let b = 0; b < 60; b++) {
        seen.add(fingerprintOfBoth(key, fingerprintWith(0, b)));
        seen.add(fingerprintWith(key, (b << 16) | a));
        seen.add(fingerprintWith(key, -1 - b));
      }
    }
    expect(seen.size).toBe(3 * 60 * 60);
    for (const key of seen) if (!Number.isSafeInteger(key) || key < 0) expect.unreachable(`${key}`);
  });
});
