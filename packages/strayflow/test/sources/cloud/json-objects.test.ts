import fc from 'fast-check';
import { expect, it } from 'vitest';
import { JsonObjects, type JsonObjectsState } from '../../../src/sources/cloud/json-objects.js';

/** The texts that were handed on; "too long" for what was over the limit. */
function cut(text: string, limit = 1000, cuts: readonly number[] = [], restartAfter = -1): string[] {
  const told: string[] = [];
  const handler = {
    object: (bytes: Uint8Array, from: number, to: number) =>
      void told.push(new TextDecoder().decode(bytes.subarray(from, to))),
    tooLong: () => void told.push('too long'),
  };
  let objects = new JsonObjects(limit, handler);
  const bytes = new TextEncoder().encode(text);
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const length = cuts.length === 0 ? bytes.length : cuts[turn % cuts.length]!;
    objects.push(bytes.slice(at, at + length));
    at += length;
    if (turn !== restartAfter) continue;
    const state: JsonObjectsState = structuredClone(objects.state);
    objects = new JsonObjects(limit, handler, state);
  }
  objects.end();
  return told;
}

it('finds the elements of an array, of records, and of lines', () => {
  for (const text of [
    '[{"a":1},{"b":[2]}]',
    '{"records":[{"a":1},{"b":[2]}]}',
    '{"a":1}\n\n{"b":[2]}\r\n',
    ' \n[\n{"a":1}\n,\n{"b":[2]}\n]\n',
  ]) {
    expect(cut(text)).toEqual(['{"a":1}', '{"b":[2]}']);
  }
});

it('is not misled by what stands in strings', () => {
  const element = '{"a":"}]{[\\"\\\\","records":["x"]}';
  expect(cut(`[${element},${element}]`)).toEqual([element, element]);
  expect(cut('{"recordset":[{"a":1}]}')).toEqual(['{"recordset":[{"a":1}]}']);
});

it('loses no more than a broken element to it', () => {
  expect(cut('[{"a":"open\n},{"b":2},\n{"c":3}]')).toEqual(['{"a":"open', '{"b":2}', '{"c":3}']);
  expect(cut('[7,\n{"b":2}, null {"c":3}]')).toEqual(['7,', '{"b":2}', 'null ', '{"c":3}']);
  expect(cut('[{"a":1},{"b":')).toEqual(['{"a":1}', '{"b":']);
});

it.each([
  ['a brace is missing', '{"t":2,"f":[{"x":3}]'],
  ['a bracket is missing', '{"t":2,"f":["x","y"}'],
  ['a quote is missing', '{"t":2,"f":["x,"y"]}'],
  ['the closing quote of a key is missing', '{"t":2,"f:["x","y"]}'],
  ['a colon is missing', '{"t" 2,"f":["x"]}'],
  ['a piece is missing from the middle', '{"t":2,"f"y"]}'],
  ['there is a brace too many', '{"t":2,"f":["x"]}}'],
  ['there is no value', '{"t":}'],
])('keeps the good elements around a broken one where %s', (_, bad) => {
  const good = (i: number) => `{"t":${i},"f":[{"x":"{[,"},[]]}`;
  const elements = [good(0), good(1), bad, good(3), good(4)];
  for (const text of [`[${elements.join()}]`, `{ "records" : [${elements.join(', ')}]}`]) {
    const told = cut(text);
    expect(told.filter((each) => each.startsWith('{"t":') && each.endsWith('[]]}'))).toEqual([
      good(0),
      good(1),
      good(3),
      good(4),
    ]);
    expect(told).toHaveLength(5);
  }
});

it('says at which byte of the input an element begins', () => {
  const offsets: (number | null)[] = [];
  const objects = new JsonObjects(30, {
    object: (_bytes, _from, _to, offset) => void offsets.push(offset),
    tooLong: (offset) => void offsets.push(offset),
  });
  const text = `[{"a":1},\n {"a":},{"a":"${'x'.repeat(40)}"},{"a":2}]`;
  for (const byte of new TextEncoder().encode(text)) objects.push(Uint8Array.of(byte));
  objects.end();
  expect(offsets).toEqual([1, 11, 18, text.indexOf('{"a":2}')]);
});

it('takes one byte order mark for what it is, and what follows a second one for a line', () => {
  expect(cut('\ufeff[{"a":1}]')).toEqual(['{"a":1}']);
  const twice = '\ufeff\ufeff{"records":[{"a":1}]}';
  for (const cuts of [[], [1]]) expect(cut(twice, 1000, cuts)).toEqual(['{"records":[{"a":1}]}']);
});

it('holds no more than the limit', () => {
  const long = `{"a":"${'x'.repeat(500)}"}`;
  expect(cut(`[${long},{"b":2}]`, 100)).toEqual(['too long', '{"b":2}']);
  expect(cut(`${long}\n{"b":2}\n`, 100)).toEqual(['too long', '{"b":2}']);
});

it('cuts the same objects out of any text, whatever the chunks and across restarts', () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    '"',
    '\\',
    '\n',
    ',',
    '{"records":[',
    '{"a":1}',
    ' ',
    'x',
    'é',
    '\ufeff',
    '{"r',
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 40 }),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }),
      fc.nat(20),
      (pieces, cuts, restart) => {
        const text = pieces.join('');
        expect(cut(text, 24, cuts, restart)).toEqual(cut(text, 24));
      },
    ),
    { numRuns: 300 },
  );
});
