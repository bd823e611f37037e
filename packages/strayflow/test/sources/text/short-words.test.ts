import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TextCache } from '../../../src/sources/text/cache.js';
import { PlainWords } from '../../../src/sources/text/plain.js';

const encoder = new TextEncoder();
/** Of every length around the longest that is kept as numbers, and more than there is room for. */
const word = fc
  .tuple(fc.nat(3000), fc.integer({ min: 1, max: 20 }))
  .map(([number, length]) => `${number}ü${'x'.repeat(20)}`.slice(0, length));

it('gives every word its own meaning, however often and in whatever order they come', () => {
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 300 }), (words) => {
      const cache = new TextCache((text) => text);
      const plain = new PlainWords((text) => text);
      for (const each of [...words, ...words]) {
        const bytes = encoder.encode(`\t${each}\t`);
        expect(cache.read(bytes, 1, bytes.length - 1)).toBe(each);
        expect(plain.read(bytes, 1)).toBe(each);
        expect(plain.end).toBe(bytes.length - 1);
      }
    }),
  );
});

it('tells words apart that differ in zero bytes or in length alone', () => {
  const cache = new TextCache((text) => text.length);
  for (const bytes of [[], [0], [0, 0], [0, 0, 0, 0, 0], [65, 0], [0, 65], [65]]) {
    expect(cache.read(Uint8Array.from(bytes), 0, bytes.length)).toBe(bytes.length);
  }
});
