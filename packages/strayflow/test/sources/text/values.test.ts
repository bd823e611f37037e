import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAddress, parseAddress } from '../../../src/model/address.js';
import { readAddress, readMac } from '../../../src/sources/text/address.js';
import { isMissing, readNumber, readWhole } from '../../../src/sources/text/number.js';
import { printable, printableBytes } from '../../../src/sources/text/printable.js';
import { detectTime, epochFormat, epochUnit, readTime } from '../../../src/sources/text/time.js';

/** With other digits around, which must not be read. */
function cell(text: string): { bytes: Uint8Array; from: number; to: number } {
  const inner = new TextEncoder().encode(text);
  const bytes = new Uint8Array(inner.length + 4).fill(0x39);
  bytes.set(inner, 2);
  return { bytes, from: 2, to: 2 + inner.length };
}

function number(text: string, shift = 0): number {
  const { bytes, from, to } = cell(text);
  return readNumber(bytes, from, to, shift);
}

describe('numbers', () => {
  it('are those that JavaScript reads, to the last bit', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(number(String(value))).toBe(Number(String(value)));
      }),
    );
    fc.assert(
      fc.property(fc.nat(), fc.nat({ max: 999_999_999 }), (whole, fraction) => {
        const text = `${whole}.${String(fraction).padStart(9, '0')}`;
        expect(number(text)).toBe(Number(text));
      }),
    );
  });

  it('are shifted by powers of ten with one rounding', () => {
    expect(number('1655071198.444458', 3)).toBe(1655071198444.458);
    expect(number('1655071198444458', -3)).toBe(1655071198444.458);
    expect(number('0.1', 3)).toBe(100);
    expect(number('1e3', 3)).toBe(1e6);
  });

  it.each([
    '',
    ' ',
    '-',
    '.',
    '+',
    '1.2.3',
    '1,2',
    'e5',
    '1e',
    '0x10',
    'inf',
    'NaN',
    '1 2',
    '--1',
    '1'.repeat(65),
  ])('are not found in %j', (text) => {
    expect(number(text)).toBeNaN();
  });

  it.each([
    [' 12 ', 12],
    ['-3.5', -3.5],
    ['+7', 7],
    ['1.', 1],
    ['.5', 0.5],
    ['1.2E7', 1.2e7],
    ['9007199254740993', 9007199254740992],
    ['00012', 12],
  ])('are found in %j', (text, value) => {
    expect(number(text)).toBe(value);
  });

  it('are whole and within bounds where they must be', () => {
    const whole = (text: string) => {
      const { bytes, from, to } = cell(text);
      return readWhole(bytes, from, to, 65_535);
    };
    expect(whole('443')).toBe(443);
    expect(whole('443.0')).toBe(443);
    expect(whole('0x01bB')).toBe(443);
    for (const text of ['65536', '-1', '1.5', '0x10000', '0xg', '0x', 'http']) expect(whole(text)).toBeNaN();
  });

  it.each(['', '-', ' - ', 'nan', 'NaN', 'NULL', 'null', 'None', '\\N', '(empty)', '?', 'unknown', 'N/A'])(
    'are said to be missing by %j',
    (text) => {
      const { bytes, from, to } = cell(text);
      expect(isMissing(bytes, from, to)).toBe(true);
    },
  );

  it.each(['0', 'nano', '-1', 'x', 'unknowns', '--'])('are not said to be missing by %j', (text) => {
    const { bytes, from, to } = cell(text);
    expect(isMissing(bytes, from, to)).toBe(false);
  });
});

describe('addresses', () => {
  const read = (text: string) => {
    const { bytes, from, to } = cell(text);
    const out = new Uint8Array(20).fill(0xaa);
    return readAddress(bytes, from, to, out, 2) ? formatAddress(out, 2) : null;
  };
  const expected = (text: string) => {
    const out = new Uint8Array(16);
    return parseAddress(text, out) ? formatAddress(out) : null;
  };

  it('are those that the model reads', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        expect(read(text)).toBe(expected(text));
      }),
    );
  });

  it('are refused where the model refuses them', () => {
    const letters = fc.constantFrom(
      '0',
      '1',
      '25',
      '255',
      '256',
      '.',
      ':',
      '::',
      'f',
      'ffff',
      'g',
      '%',
      '1.2.3.4',
    );
    fc.assert(
      fc.property(fc.array(letters, { maxLength: 12 }), (parts) => {
        expect(read(parts.join(''))).toBe(expected(parts.join('')));
      }),
      { numRuns: 3000 },
    );
  });

  it('touch nothing beside their 16 bytes', () => {
    const out = new Uint8Array(20).fill(0xaa);
    const { bytes, from, to } = cell('2001:db8::1:2');
    expect(readAddress(bytes, from, to, out, 2)).toBe(true);
    expect([out[0], out[1], out[18], out[19]]).toEqual([0xaa, 0xaa, 0xaa, 0xaa]);
  });

  it('of the link layer are read with colons and hyphens, and zero when they are none', () => {
    const mac = (text: string) => {
      const { bytes, from, to } = cell(text);
      const out = new Uint8Array(6).fill(1);
      readMac(bytes, from, to, out, 0);
      return Buffer.from(out).toString('hex');
    };
    expect(mac('00:0d:3a:4D:42:f2')).toBe('000d3a4d42f2');
    expect(mac('00-0d-3a-4d-42-f2')).toBe('000d3a4d42f2');
    for (const text of ['', '00:0d', '00:0d:3a:4d:42:fg', '000d3a4d42f2'])
      expect(mac(text)).toBe('000000000000');
  });
});

describe('times', () => {
  const read = (text: string, others: readonly string[] = []) => {
    const found = detectTime([...others, text], null);
    const { bytes, from, to } = cell(text);
    return found === null ? Number.NaN : readTime(bytes, from, to, found.format);
  };
  const moment = Date.UTC(2018, 8, 27, 22, 40, 52) + 362.768;

  it('are those of the calendar, whatever the day', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true }),
        (date) => {
          expect(read(date.toISOString())).toBe(date.getTime());
        },
      ),
    );
  });

  it.each([
    '2018-09-27T22:40:52.362768Z',
    '2018-09-27 22:40:52.362768',
    '2018/09/27 22:40:52.362768',
    '2018-09-28T00:40:52.362768+02:00',
    '2018-09-27T15:10:52.362768-0730',
    '2018-09-27 22:40:52.362768 UTC',
    '27/09/2018 22:40:52.362768',
    '09/27/2018 10:40:52.362768 PM',
    '27.09.2018 22:40:52.362768',
    '1538088052.362768',
    '1538088052362.768',
    '1538088052362768',
    '1538088052362768000',
  ])('are read from %s', (text) => {
    expect(read(text)).toBe(moment);
  });

  it.each([
    '2018-02-29 00:00:00',
    '2018-13-01 00:00:00',
    '2018-09-27 24:00:00',
    '2018-09-27 22:60:00',
    '2018-09-27',
    '2018-09-27T22:40:52Zx',
    '13:00:00',
    '2018-09-27 13:00 PM',
    'yesterday',
    '-5',
    '',
  ])('are not read from %j', (text) => {
    expect(read(text)).toBeNaN();
  });

  it('take the order of day and month from a value that shows it', () => {
    expect(read('03/07/2017 08:55:58', ['13/07/2017 00:00:00'])).toBe(Date.UTC(2017, 6, 3, 8, 55, 58));
    expect(read('03/07/2017 08:55:58', ['07/13/2017 00:00:00'])).toBe(Date.UTC(2017, 2, 7, 8, 55, 58));
    expect(detectTime(['03/07/2017 08:55'], null)?.ambiguous).toBe(true);
  });

  it('take the unit of an epoch from its first value that is not 0', () => {
    expect(detectTime(['', '0', '1538088052362'], null)?.format).toEqual(epochFormat('ms'));
    expect(detectTime(['12.5'], null)?.format).toEqual(epochFormat('s'));
    expect(detectTime(['12.5'], 'us')?.format).toEqual(epochFormat('us'));
    expect([1e10, 1e12, 1e15, 1e18].map(epochUnit)).toEqual(['s', 'ms', 'us', 'ns']);
  });
});

describe('text of unknown origin', () => {
  it('is shown without bytes that a terminal obeys, and bounded', () => {
    expect(printable('a\x1b[31mb\n\u202ec')).toBe('a\\u{1b}[31mb\\n\\u{202e}c');
    expect(printable('x'.repeat(1000)).length).toBeLessThan(90);
    const bytes = new Uint8Array(1000).fill(0x1b);
    expect(printableBytes(bytes, 0, 1000).length).toBeLessThan(90);
    expect(printableBytes(bytes, 0, 1000)).not.toContain('\x1b');
  });
});
