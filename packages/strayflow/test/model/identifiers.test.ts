import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Identifiers } from '../../src/model/identifiers.js';

const encoder = new TextEncoder();

/** The column of `texts`, of which those at even places come as bytes where they are ASCII. */
function columnOf(texts: readonly string[], identifiers = new Identifiers()) {
  identifiers.start(new Uint32Array(texts.length));
  texts.forEach((text, row) => {
    const bytes = encoder.encode(`..${text}..`);
    const isAscii = bytes.length === text.length + 4;
    if (row % 2 === 0 && isAscii) identifiers.ascii(row, bytes, 2, bytes.length - 2);
    else identifiers.text(row, text);
  });
  return identifiers.column(texts.length);
}

it('gives back every text, and the same code for the same text, whether it came as bytes or as a string', () => {
  const text = fc.oneof(
    fc.constantFrom('', 'CHhAvVGS1DHFjwGM9', 'C1', 'Cü', '\ud800', '\0'),
    fc.nat(1e6).map((number) => `C${number}`.repeat(1 + (number % 8))),
  );
  const batch = fc.array(text, { maxLength: 60 });
  fc.assert(
    fc.property(fc.array(batch, { maxLength: 3 }), (batches) => {
      const identifiers = new Identifiers();
      const columns = batches.map((texts) => columnOf(texts, identifiers));
      for (const [index, texts] of batches.entries()) {
        const distinct = [...new Set(['', ...texts])];
        const { codes, dictionary } = columns[index]!;
        expect(dictionary).toEqual(distinct);
        expect([...codes]).toEqual(texts.map((each) => distinct.indexOf(each)));
      }
    }),
  );
});

it('has room for more texts than rows', () => {
  const identifiers = new Identifiers();
  identifiers.start(new Uint32Array(1));
  for (let text = 0; text < 1000; text++) identifiers.text(0, `identifier ${text}`.repeat(1 + (text % 5)));
  const { codes, dictionary } = identifiers.column(1);
  expect(dictionary[codes[0]!]).toBe('identifier 999'.repeat(5));
  expect(dictionary[7]).toBe('identifier 6identifier 6');
});

it('looks at a bounded number of places for texts that were chosen to have one hash', () => {
  // "Aa" and "BB" have the same hash by powers of 31, and so have all texts made of so many of them.
  const texts = Array.from({ length: 4096 }, (_, at) =>
    at.toString(2).padStart(12, '0').replaceAll('0', 'Aa').replaceAll('1', 'BB'),
  );
  const twice = [...texts, ...texts];
  const { codes, dictionary } = columnOf(twice);
  expect([...codes].map((code) => dictionary[code])).toEqual(twice);
  // All but the first 64 are taken for new ones.
  expect(dictionary.length).toBe(1 + twice.length - 64);
});

it('can be copied to another thread', () => {
  const column = columnOf(['C1', 'C2', 'C1']);
  expect(structuredClone(column)).toEqual({ codes: Uint32Array.of(1, 2, 1), dictionary: ['', 'C1', 'C2'] });
});
