import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addressKind,
  formatAddress,
  formatPrefix,
  hostName,
  parseAddress,
  parsePrefix,
  prefixContains,
} from '../../src/model/address.js';

function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(16);
  expect(parseAddress(text, bytes), text).toBe(true);
  return bytes;
}

describe('addresses', () => {
  it('read what they write, for any 16 bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        expect(bytesOf(formatAddress(bytes))).toEqual(bytes);
      }),
    );
  });

  it.each([
    ['2001:db8:0:0:0:0:2:1', '2001:db8::2:1'],
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:DB8::', '2001:db8::'],
    ['::', '::'],
    ['::1', '::1'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
    ['10.0.0.1', '10.0.0.1'],
  ])('write %s as RFC 5952 says: %s', (text, written) => {
    expect(formatAddress(bytesOf(text))).toBe(written);
  });

  it.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '01.2.3.4',
    '256.1.1.1',
    '1.2.3.4 ',
    ':::',
    '1::2::3',
    '12345::',
    '1:2:3:4:5:6:7',
    'fe80::1%eth0',
    '1.2.3.x',
    '::1.2.3.4:5',
  ])('refuse %j', (text) => {
    const out = new Uint8Array(16).fill(7);
    expect(parseAddress(text, out)).toBe(false);
  });

  it('know the kinds of RFC 6890', () => {
    const kinds = (texts: string[]) => texts.map((text) => addressKind(bytesOf(text)));
    expect(kinds(['10.1.1.1', '172.31.0.1', '192.168.0.1', 'fd00::1'])).toEqual(new Array(4).fill('private'));
    expect(
      kinds(['100.64.0.1', '127.0.0.1', '169.254.1.1', '224.0.0.1', '255.255.255.255', '0.0.0.0']),
    ).toEqual(['shared', 'loopback', 'link-local', 'multicast', 'broadcast', 'unspecified']);
    expect(kinds(['198.18.134.99', '203.0.113.9', '240.0.0.1', '172.32.0.1', '2606:4700::1'])).toEqual([
      'benchmark',
      'documentation',
      'reserved',
      'public',
      'public',
    ]);
  });
});

describe('prefixes', () => {
  it('clear host bits, contain their own, and are written back', () => {
    const prefix = parsePrefix('10.1.2.3/9')!;
    expect(formatPrefix(prefix)).toBe('10.0.0.0/9');
    expect(prefixContains(prefix, bytesOf('10.127.255.255'))).toBe(true);
    expect(prefixContains(prefix, bytesOf('10.128.0.0'))).toBe(false);
    expect(formatPrefix(parsePrefix('2001:db8:ffff::1/33')!)).toBe('2001:db8:8000::/33');
    expect(formatPrefix(parsePrefix('192.0.2.7')!)).toBe('192.0.2.7/32');
  });

  it.each(['10.0.0.0/33', '10.0.0.0/-1', '::/129', 'net/8', '10.0.0.0/', '10.0.0.0/8/8'])(
    'refuse %s',
    (text) => {
      expect(parsePrefix(text)).toBeNull();
    },
  );
});

describe('host names', () => {
  it('count external IPv6 by /64 and all else by address', () => {
    expect(hostName(bytesOf('2606:4700:1:2:3:4:5:6'), 0, false)).toBe('2606:4700:1:2::/64');
    expect(hostName(bytesOf('2606:4700:1:2:3:4:5:6'), 0, true)).toBe('2606:4700:1:2:3:4:5:6');
    expect(hostName(bytesOf('8.8.8.8'), 0, false)).toBe('8.8.8.8');
    expect(hostName(bytesOf('fe80::1'), 0, false)).toBe('fe80::1');
  });
});
