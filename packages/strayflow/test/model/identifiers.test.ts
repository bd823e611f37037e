import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Identifiers } from '../../src/model/identifiers.js';

const encoder = new TextEncoder();

/** The column of `texts`, of which those at even places come as bytes where they are ASCII. */
function columnOf(texts: readonly string[], expected: number) {
  const identifiers = new Identifiers(expected);
  const codes = texts.map((text, place) => {
    const bytes = encoder.encode(`..${text}..`);
    const isAscii = bytes.length === text.length + 4;
    return place % 2 === 0 && isAscii
      ? identifiers.codeOf(bytes, 2, bytes.length - 2)
      : identifiers.codeOfText(text);
  });
  return identifiers.column(Uint32Array.from(codes));
}

it('gives back every text, and the same code for the same text, whether it came as bytes or as a string', () => {
  const text = fc.oneof(
    fc.constantFrom('', 'CHhAvVGS1DHFjwGM9', 'C1', 'Cü', '\ud800', '\0'),
    fc.string({ maxLength: 40 }),
    fc.string({ unit: 'binary', maxLength: 4 }),
  );
  fc.assert(
    fc.property(fc.array(text, { maxLength: 60 }), fc.integer({ min: 60, max: 80 }), (texts, expected) => {
      const { codes, dictionary } = columnOf(texts, expected);
      const distinct = [...new Set(['', ...texts])];
      expect(dictionary).toEqual(distinct);
      expect([...codes]).toEqual(texts.map((each) => distinct.indexOf(each)));
    }),
  );
});

it('has room for more texts than were expected', () => {
  const texts = Array.from({ length: 1000 }, (_, at) => `identifier ${at}`.repeat(1 + (at % 5)));
  const { codes, dictionary } = columnOf(texts, 4);
  expect([...codes].map((code) => dictionary[code])).toEqual(texts);
});

it('looks at a bounded number of places for texts that were chosen to have one hash', () => {
  // "Aa" and "BB" have the same hash by powers of 31, and so have all texts made of so many of them.
  const texts = Array.from({ length: 4096 }, (_, at) =>
    at.toString(2).padStart(12, '0').replaceAll('0', 'Aa').replaceAll('1', 'BB'),
  );
  const twice = [...texts, ...texts];
  const { codes, dictionary } = columnOf(twice, twice.length);
  expect([...codes].map((code) => dictionary[code])).toEqual(twice);
  // All but the first 64 are taken for new ones.
  expect(dictionary.length).toBe(1 + twice.length - 64);
});

it('can be copied to another thread', () => {
  const column = columnOf(['C1', 'C2', 'C1'], 4);
  expect(structuredClone(column)).toEqual({ codes: Uint32Array.of(1, 2, 1), dictionary: ['', 'C1', 'C2'] });
});
