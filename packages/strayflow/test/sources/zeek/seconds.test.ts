import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readSeconds } from '../../../src/sources/zeek/record.js';

function read(text: string): number {
  const bytes = new TextEncoder().encode(text);
  return readSeconds(bytes, 0, bytes.length);
}

it('reads what Zeek measured, whichever way the double is written', () => {
  fc.assert(
    fc.property(fc.nat(2_000_000_000), fc.nat(999_999), (seconds, micros) => {
      const exact = (seconds * 1e6 + micros) / 1e3;
      expect(read(`${seconds}.${String(micros).padStart(6, '0')}`)).toBe(exact);
      expect(read(String(seconds + micros / 1e6))).toBe(exact);
      expect(read((seconds + micros / 1e6).toFixed(9))).toBe(exact);
      expect(read((micros / 1e6).toExponential())).toBe(micros / 1e3);
      expect(read((micros / 1e6 + 1e-16).toFixed(20))).toBe(micros / 1e3);
    }),
    { numRuns: 500 },
  );
});

it.each([
  ['0', 0],
  ['12', 12_000],
  ['1.9999996', 2000],
  ['9.2e-05', 0.092],
  ['1e3', 1e6],
])('reads %s', (text, expected) => expect(read(text)).toBe(expected));

it.each(['', '-', '-1', '.', 'e-5', '1.2.3', '1e-', '0x10', 'nan', 'inf'])('refuses %j', (text) =>
  expect(read(text)).toBeNaN(),
);
