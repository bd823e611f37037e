import { expect, it } from 'vitest';
import { bytes, counted, duration, share, shortCount } from '../../src/words/numbers.js';

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [123_456, '123 kB'],
  [2e21, '2000000 PB'],
])('%d bytes are %s', (value, text) => {
  expect(bytes(value)).toBe(text);
});

it.each([
  [1, 3, '33.3 %'],
  [0, 3, '0 %'],
  [3, 3, '100 %'],
  [999_999, 1_000_000, 'over 99.99 %'],
  [1, 1_000_000, 'under 0.01 %'],
  [1, 0, 'none'],
])('%d of %d is never rounded to all or nothing: %s', (part, whole, text) => {
  expect(share(part, whole)).toBe(text);
});

it('shortens counts from ten thousand on', () => {
  expect([9_999, 10_000, 2_345_678].map(shortCount)).toEqual(['9,999', '10K', '2.35M']);
});

it('says lengths of time in their largest unit', () => {
  expect([20, 1_000, 90_000, 7_200_000, 172_800_000].map(duration)).toEqual([
    '20 ms',
    '1 s',
    '2 min',
    '2 h',
    '2 d',
  ]);
});

it('knows one from many', () => {
  expect([counted(1, 'host'), counted(2, 'host'), counted(0, 'family', 'families')]).toEqual([
    '1 host',
    '2 hosts',
    '0 families',
  ]);
});
