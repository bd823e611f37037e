import fc from 'fast-check';
import { expect, it } from 'vitest';
import { digitBits, digitsOf } from '../../../src/sources/text/digit-words.js';

it('finds and reads the digits that four bytes begin with, whatever stands behind them', () => {
  const byte = fc.oneof(fc.integer({ min: 48, max: 57 }), fc.nat(255), fc.constantFrom(47, 58, 0, 128, 255));
  fc.assert(
    fc.property(fc.array(byte, { minLength: 4, maxLength: 4 }), (four) => {
      const word = new DataView(Uint8Array.from(four).buffer).getInt32(0, true);
      const text = /^[0-9]*/.exec(String.fromCharCode(...four))![0];
      expect(digitBits(word)).toBe(8 * text.length);
      if (text !== '') expect(digitsOf(word, 8 * text.length)).toBe(Number(text));
    }),
    { numRuns: 2000 },
  );
});
