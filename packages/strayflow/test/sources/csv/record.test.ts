import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RecordScanner, Scan } from '../../../src/sources/csv/record.js';

const decoder = new TextDecoder();

/** All records of a text, or the code of the scan that stopped. */
function records(text: string, delimiter = ','): { found: string[][]; stopped: number } {
  const bytes = new TextEncoder().encode(`${text}\n`);
  const to = bytes.length - 1;
  const scanner = new RecordScanner(delimiter.charCodeAt(0));
  const found: string[][] = [];
  let at = 0;
  while (at < to) {
    const next = scanner.scan(bytes, at, to);
    if (next < 0) return { found, stopped: next };
    found.push(
      Array.from({ length: scanner.count }, (_, index) =>
        scanner.text(bytes, index, (from, start, end) => decoder.decode(from.subarray(start, end))),
      ),
    );
    at = next;
  }
  return { found, stopped: 0 };
}

it('gives back whatever RFC 4180 can carry', () => {
  const letter = fc.constantFrom('a', '"', ',', ';', '\n', '\r\n', ' ', 'é', '1', '');
  const cell = fc.array(letter, { maxLength: 6 }).map((letters) => letters.join(''));
  const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
      fc.constantFrom('\n', '\r\n'),
      (rows, lineEnd) => {
        const text = rows.map((row) => row.map(quoted).join(',') + lineEnd).join('');
        expect(records(text)).toEqual({ found: rows, stopped: 0 });
      },
    ),
    { numRuns: 500 },
  );
});

it('keeps quotes inside an unquoted field', () => {
  expect(records('a"b",c\n').found).toEqual([['a"b"', 'c']]);
});

it('allows spaces around quotes, and keeps those of unquoted fields', () => {
  expect(records(' "a,b" , c \n').found).toEqual([['a,b', ' c ']]);
});

it('does not mistake a line end inside quotes for the end of the record', () => {
  expect(records('"a\r\nb",1\r\n2,3\n').found).toEqual([
    ['a\r\nb', '1'],
    ['2', '3'],
  ]);
});

it('tells an unfinished record from one with bad quoting', () => {
  expect(records('a,b').stopped).toBe(Scan.incomplete);
  expect(records('"a,b\n').stopped).toBe(Scan.incomplete);
  expect(records('"a"b,c\n').stopped).toBe(Scan.badQuoting);
});
