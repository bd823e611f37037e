import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readTime } from '../../../src/sources/text/time.js';

function read(text: string): number {
  const bytes = new TextEncoder().encode(text);
  return readTime(bytes, 0, bytes.length, { kind: 'calendar', order: 'year-month-day' });
}

it('reads every moment as Date does, to the microsecond, in any zone', () => {
  const zone = fc.tuple(fc.constantFrom('+', '-'), fc.nat(14), fc.nat(59));
  fc.assert(
    fc.property(
      fc.integer({ min: 1e9, max: 4e12 }),
      fc.nat(999),
      zone,
      (ms, micros, [sign, hours, minutes]) => {
        const date = new Date(ms).toISOString().slice(0, 23);
        const offset = `${sign}${String(hours).padStart(2, '0')}${String(minutes).padStart(2, '0')}`;
        const shift = (sign === '-' ? 1 : -1) * (hours * 60 + minutes) * 60_000;
        const fraction = String(micros).padStart(3, '0');
        expect(read(`${date}${offset}`)).toBe(ms + shift);
        expect(read(`${date}Z`)).toBe(ms);
        expect(read(date.slice(0, 19))).toBe(ms - (ms % 1000));
        expect(read(`${date}${fraction}+0000`)).toBeCloseTo(ms + micros / 1000, 3);
        // The same text with a space in front takes the way of all other formats.
        expect(read(` ${date}${fraction}${offset}`)).toBe(read(`${date}${fraction}${offset}`));
      },
    ),
  );
});

it.each([
  '2026-13-01T00:00:00',
  '2026-02-29T00:00:00',
  '2026-01-01T24:00:00',
  '2026-01-01T00:60:00',
  '2026-01-01T00:00:61',
  '2026-01-01T00:00:00.',
  '2026-01-01T00:00:00.x',
  '2026-01-01T00:00:00+1500',
  '2026-01-01T00:00:00+00',
  '2026-01-01T00:00:00ZZ',
  '20x6-01-01T00:00:00',
])('refuses %s, or reads it as the way of all other formats does', (text) => {
  expect(read(text)).toEqual(read(` ${text}`));
});
