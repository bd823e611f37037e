import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type NamesOf, namedAddresses, namesWords, nameWord } from '../../src/model/known-names.js';

const all: NamesOf = (address) => [{ name: `name of ${address}`, source: 'dns' }];
const mentioned = (text: string) => namedAddresses('192.0.2.1', [text], all).map(({ address }) => address);

describe('addresses that a text mentions', () => {
  it.each([
    ['tried 1,024 ports of 10.1.0.5 in 4.5 minutes.', ['10.1.0.5']],
    ['asked 10.0.0.9, 10.0.0.8; then 10.0.0.7.', ['10.0.0.9', '10.0.0.8', '10.0.0.7']],
    ['2001:db8::/64 to fe80::1.', ['2001:db8::/64', 'fe80::1']],
    ['203.0.113.0/24: and [2001:db8::1]:443', ['203.0.113.0/24', '2001:db8::1']],
    ['back to 86.136.67.231:1337 (tcp) and 10.20.1.10:22.', ['86.136.67.231', '10.20.1.10']],
    ['nothing at all', []],
  ])('of %j', (text, expected) => {
    expect(mentioned(text)).toEqual(expect.arrayContaining(['192.0.2.1', ...expected]));
  });

  it('are named once, the host first, and only where a name is known', () => {
    const namesOf: NamesOf = (address, user) =>
      address === '10.0.0.9' ? [{ name: `for ${user}`, source: 'dhcp' }] : [];
    expect(namedAddresses('192.0.2.1', ['10.0.0.9 and 10.0.0.9', '192.0.2.1'], namesOf)).toEqual([
      { address: '10.0.0.9', names: [{ name: 'for 192.0.2.1', source: 'dhcp' }] },
    ]);
    expect(namedAddresses('192.0.2.1', ['192.0.2.1 and 10.0.0.9'], all)[0]!.address).toBe('192.0.2.1');
  });

  it('are few, and found soon, whatever the text', () => {
    const long = Array.from({ length: 10_000 }, (_, i) => `10.0.${i >> 8}.${i & 255}`).join(' ');
    expect(mentioned(long)).toHaveLength(9);
    for (const text of ['1.'.repeat(1e6), ':'.repeat(1e6), `${'a'.repeat(1e6)}:`]) mentioned(text);
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => void mentioned(text)));
  });
});

describe('a name in a sentence', () => {
  it('is a word of ASCII, with its source', () => {
    expect(
      namesWords([
        { name: 'printer-3', source: 'dhcp' },
        { name: 'www.example.org', source: 'tls' },
        { name: '_dmarc.büro.example', source: 'dns' },
      ]),
    ).toBe('printer-3 (DHCP), www.example.org (SNI), _dmarc.b?ro.example (DNS)');
    expect(nameWord('x'.repeat(300))).toBe(`${'x'.repeat(61)}...`);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        expect(nameWord(name)).toMatch(/^[\w.?-]{0,64}$/);
      }),
    );
  });
});
