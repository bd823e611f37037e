import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findKey, internKey, keyTable, removeKey } from '../../src/features/key-table.js';
import { restore, snapshot } from '../../src/model/snapshot.js';

describe('the key table', () => {
  it('keeps, finds and forgets keys as a map does', () => {
    const step = fc.record({ remove: fc.boolean(), a: fc.nat(12), b: fc.nat(12) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), fc.nat(400), (steps, pause) => {
        let table = keyTable(2, 100);
        const model = new Map<string, number>();
        steps.forEach(({ remove, a, b }, i) => {
          if (i === pause) table = restore(snapshot(table));
          table.probe.set([a, b]);
          const known = model.get(`${a} ${b}`) ?? -1;
          expect(findKey(table)).toBe(known);
          if (known >= 0 && remove) {
            removeKey(table, known);
            model.delete(`${a} ${b}`);
          } else if (!remove) {
            const id = internKey(table);
            if (known >= 0) expect(id).toBe(known);
            else if (model.size === 100) expect(id).toBe(-1);
            else {
              expect([...model.values()]).not.toContain(id);
              model.set(`${a} ${b}`, id);
            }
          }
          expect(table.size).toBe(model.size);
        });
        for (const [key, id] of model) {
          table.probe.set(key.split(' ').map(Number));
          expect(findKey(table)).toBe(id);
        }
      }),
      { numRuns: 60 },
    );
  });
});
