import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  byteSize,
  count,
  duration,
  listed,
  partTexts,
  percent,
  quantity,
  riskText,
  utc,
} from '../../src/model/format.js';
import { rarityWords, recordWords, techniqueUrl, usualWords, valueWords } from '../../src/reports/words.js';

describe('numbers in words', () => {
  it('groups thousands without a locale', () => {
    expect([0, 999, 1_000, 1_234_567].map(count)).toEqual(['0', '999', '1,000', '1,234,567']);
    expect([0.021, 12.5, -1_234, 1e9].map(quantity)).toEqual(['0.021', '12.5', '-1,234', '1,000,000,000']);
  });

  it('gives sizes and times in the unit that reads best', () => {
    expect([0, 999, 1_000, 999_999, 48_211_904].map(byteSize)).toEqual([
      '0 B',
      '999 B',
      '1.0 kB',
      '1.0 MB',
      '48.2 MB',
    ]);
    expect([12, 4_200, 300_000, 7_800_000, 31 * 86_400_000].map(duration)).toEqual([
      '12 ms',
      '4.2 s',
      '5 min',
      '2 h 10 min',
      '31 days',
    ]);
  });

  it('never rounds a risk up over a line that it did not reach', () => {
    expect([0.7996, 0.8, 0.49999, 0.5, 0, 1].map(riskText)).toEqual([
      '0.799',
      '0.80',
      '0.499',
      '0.50',
      '0.00',
      '1.00',
    ]);
  });

  it('shows parts of a risk that add up to it as shown', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 }),
        (weights) => {
          const sum = weights.reduce((total, weight) => total + weight, 0);
          const risk = 0.811;
          const parts = partTexts(
            risk,
            weights.map((weight) => (risk * weight) / sum),
          );
          const thousandths = parts.reduce((total, part) => total + Math.round(Number(part) * 1_000), 0);
          expect(thousandths).toBe(811);
        },
      ),
    );
  });

  it('shows a small share as more than nothing', () => {
    expect([0, 0.004, 0.41, 1].map(percent)).toEqual(['0 %', '0.4 %', '41 %', '100 %']);
  });

  it('says UTC, and says so when there is no time', () => {
    expect(utc(Date.UTC(2026, 2, 3, 18, 40, 11, 999))).toBe('2026-03-03 18:40:11 UTC');
    expect(utc(Number.NaN)).toBe('unknown time');
  });

  it('joins words as a sentence does', () => {
    expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(listed)).toEqual(['', 'a', 'a and b', 'a, b and c']);
  });

  it('names the unit once', () => {
    const contribution = {
      feature: 'ports tried',
      value: 1_024,
      unit: 'ports',
      usual: { low: 1, high: 6 },
      share: 1,
    };
    expect([valueWords(contribution), usualWords(contribution)]).toEqual(['1,024', '1 to 6']);
    const bytes = {
      feature: 'bytes sent',
      value: 4e6,
      unit: 'B',
      usual: { low: 410, high: 66_000 },
      share: 1,
    };
    expect([valueWords(bytes), usualWords(bytes)]).toEqual(['4.0 MB', '410 B to 66.0 kB']);
  });

  it('turns a surprise into odds', () => {
    expect(rarityWords(5.8)).toBe('An ordinary host shows this about once in 630,000 times');
    expect(rarityWords(15)).toBe('An ordinary host shows this less than once in a billion times');
    expect(rarityWords(400)).toBe(rarityWords(9.1));
    expect(rarityWords(0.1)).toBe('Ordinary hosts show this often');
  });

  it('calls records what their input calls them', () => {
    const input = { format: 'pcapng', name: 'a.pcapng' } as Parameters<typeof recordWords>[1][number];
    const log = { ...input, format: 'zeek-conn', name: 'conn.log' };
    const records = [
      { input: 0, record: 3 },
      { input: 1, record: 9 },
      { input: 0, record: 12_345 },
    ];
    expect(recordWords(records, [input, log], 10)).toEqual(['a.pcapng: frames 3, 12345', 'conn.log: line 9']);
  });

  it('links only what is a technique', () => {
    expect(techniqueUrl('T1498.001')).toBe('https://attack.mitre.org/techniques/T1498/001/');
    expect(techniqueUrl('javascript:alert(1)')).toBeNull();
  });
});
