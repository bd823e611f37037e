import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AgingMap } from '../../../src/sources/record/aging-map.js';

describe('AgingMap', () => {
  it('tells the oldest entry as a Map would, whatever is put in and deleted', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(2), fc.nat(5)), { maxLength: 200 }), (steps) => {
        const plain = new Map<string, { key: string }>();
        const aging = new AgingMap(plain);
        for (const [action, number] of steps) {
          const key = String(number);
          const entry = plain.get(key);
          if (action === 0) {
            if (entry !== undefined) aging.delete(key, entry);
          } else if (action === 1 && entry === undefined) aging.add(key, { key });
          else {
            const first = [...plain.values()][0];
            expect(aging.oldest).toBe(first);
            if (first !== undefined) expect(aging.oldestKey).toBe(first.key);
          }
          expect(aging.size).toBe(plain.size);
        }
      }),
    );
  });
});
