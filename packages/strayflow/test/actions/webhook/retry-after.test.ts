import { describe, expect, it } from 'vitest';
import { pauseOf } from '../../../src/actions/webhook/retry-after.js';

const NOW = Date.UTC(1994, 10, 6, 8, 47, 37);

describe('Retry-After', () => {
  it.each([
    ['0', 0],
    ['120', 120_000],
    // The examples of RFC 9110, section 5.6.7: two minutes later.
    ['Sun, 06 Nov 1994 08:49:37 GMT', 120_000],
    ['Sunday, 06-Nov-94 08:49:37 GMT', 120_000],
    ['Sun Nov  6 08:49:37 1994', 120_000],
    ['Sun, 06 Nov 1994 08:00:00 GMT', 0],
  ])('of "%s" is a pause', (header, pause) => {
    expect(pauseOf(header, NOW)).toBe(pause);
  });

  it('takes a year of two digits for the last one that fits, if the next is over fifty years ahead', () => {
    const in2026 = Date.UTC(2026, 0, 1);
    expect(pauseOf('Sunday, 06-Nov-94 08:49:37 GMT', in2026)).toBe(0);
    expect(pauseOf('Thursday, 01-Jan-26 00:00:09 GMT', in2026)).toBe(9_000);
  });

  it.each([
    '',
    '-1',
    '1.5',
    '9999999999',
    '<script>',
    'Sun, 06 Nov 1994 08:49:37',
    'Sun, 06 Xyz 1994 08:49:37 GMT',
    'Sun, 06 Nov 1994 99:49:37 GMT',
    '2026-01-01T00:00:00Z',
  ])('that is "%s" says nothing', (header) => {
    expect(pauseOf(header, NOW)).toBeNull();
  });
});
