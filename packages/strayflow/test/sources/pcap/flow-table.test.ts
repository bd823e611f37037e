import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KEY_WORDS } from '../../../src/sources/pcap/flow-store.js';
import { FlowTable } from '../../../src/sources/pcap/flow-table.js';

function keyOf(number: number): Int32Array {
  return new Int32Array(KEY_WORDS).fill(number);
}

describe('the flow table', () => {
  it('finds what a map would find, through collisions, removals and growth', () => {
    const step = fc.record({ key: fc.nat(40), insert: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), fc.integer({ min: 1, max: 4000 }), (steps, spread) => {
        const table = new FlowTable(1_000_000);
        const expected = new Map<number, number>();
        // Many before them, so that the table grows in the middle.
        for (let filler = 0; filler < 1010; filler++) {
          table.store.flowIds[table.insert(keyOf(1000 + filler), filler)] = 1;
        }
        // Few different hashes, around the end of the table where probing wraps.
        const hashOf = (key: number) => -1 - (key % 5) * spread;
        for (const { key, insert } of steps) {
          const known = expected.get(key);
          expect(table.find(keyOf(key), hashOf(key))).toBe(known ?? -1);
          if (insert && known === undefined) {
            const flow = table.insert(keyOf(key), hashOf(key));
            table.store.flowIds[flow] = 1;
            expected.set(key, flow);
          } else if (!insert && known !== undefined) {
            table.remove(known);
            expected.delete(key);
          }
        }
        expect(table.size).toBe(1010 + expected.size);
        expect(new Set(expected.values()).size).toBe(expected.size);
        for (const [key, flow] of expected) expect(table.find(keyOf(key), hashOf(key))).toBe(flow);
        for (let filler = 0; filler < 1010; filler++) {
          expect(table.find(keyOf(1000 + filler), filler)).toBe(filler);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('refuses more flows than it may hold', () => {
    const table = new FlowTable(1);
    table.insert(keyOf(1), 1);
    expect(table.full).toBe(true);
    expect(() => table.insert(keyOf(2), 2)).toThrow(RangeError);
  });
});
