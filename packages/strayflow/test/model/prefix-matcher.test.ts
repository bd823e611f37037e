import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyPrefixContains, parseAddress, parsePrefix } from '../../src/model/address.js';
import { prefixMatcher } from '../../src/model/prefix-matcher.js';

const TEXTS = [
  '0.0.0.0/0',
  '10.0.0.0/8',
  '10.1.0.0/16',
  '10.1.2.3',
  '128.0.0.0/1',
  '192.168.4.0/22',
  '2001:db8::/32',
  'fe80::/10',
  '::/0',
  '::/64',
  '::ffff:0:0/95',
  '::ffff:10.0.0.0/104',
  '2001:db8::1',
];
const ADDRESSES = [
  '10.1.2.3',
  '10.1.2.4',
  '10.200.0.1',
  '11.0.0.1',
  '127.0.0.1',
  '128.0.0.1',
  '192.168.7.255',
  '192.168.8.0',
  '255.255.255.255',
  '0.0.0.0',
  '::1',
  '2001:db8::1',
  '2001:db9::1',
  'fe80::1',
  '::fffe:1:1',
];

describe('the matcher of prefixes', () => {
  it('says what looking through the prefixes says', () => {
    const subset = fc.subarray(TEXTS);
    fc.assert(
      fc.property(
        subset,
        fc.constantFrom(...ADDRESSES),
        fc.integer({ min: 0, max: 3 }),
        (texts, text, row) => {
          const prefixes = texts.map((each) => parsePrefix(each)!);
          const bytes = new Uint8Array(64);
          parseAddress(text, bytes, 16 * row);
          expect(prefixMatcher(prefixes)(bytes, 16 * row)).toBe(anyPrefixContains(prefixes, bytes, 16 * row));
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
