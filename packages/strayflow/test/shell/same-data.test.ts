import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isSameData } from '../../src/shell/same-data.js';

it('agrees with Node about plain data', () => {
  const leaf = fc.oneof(fc.integer({ min: 0, max: 2 }), fc.constant('a'), fc.constant(null));
  const numbers = fc.array(fc.integer({ min: 0, max: 1 }), { maxLength: 2 });
  const data = fc.letrec((tie) => ({
    node: fc.oneof(
      leaf,
      numbers.map((values) => Int32Array.from(values)),
      numbers.map((values) => Uint16Array.from(values)),
      fc.array(tie('node'), { maxLength: 2 }),
      fc.dictionary(fc.constantFrom('a', 'b'), tie('node'), { maxKeys: 2, noNullPrototype: true }),
    ),
  })).node;
  fc.assert(
    fc.property(data, data, (one, other) => {
      expect(isSameData(one, other)).toBe(isDeepStrictEqual(one, other));
      expect(isSameData(one, structuredClone(one))).toBe(true);
    }),
  );
});
