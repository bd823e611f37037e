import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressRefusal } from '../../../src/actions/webhook/address-guard.js';

/** First and last address of each range, and the neighbours that are public. */
const REFUSED: readonly (readonly [string, readonly string[]])[] = [
  ['this network', ['0.0.0.0', '0.0.0.1', '0.255.255.255']],
  ['private (RFC 1918)', ['10.0.0.0', '10.255.255.255', '172.16.0.0', '172.31.255.255']],
  ['private (RFC 1918), 192.168', ['192.168.0.0', '192.168.255.255']],
  ['carrier-grade translation', ['100.64.0.0', '100.127.255.255', '100.100.100.200']],
  ['loopback', ['127.0.0.0', '127.0.0.1', '127.255.255.255', '::1']],
  ['link-local and metadata', ['169.254.0.0', '169.254.169.254', '169.254.255.255', 'fe80::1', 'febf::1']],
  ['metadata at other addresses', ['168.63.129.16', '192.0.0.192', 'fd00:ec2::254', 'fd20:ce::254']],
  ['multicast', ['224.0.0.0', '239.255.255.255', 'ff02::1', 'ff0e::1']],
  ['broadcast and reserved', ['240.0.0.0', '255.255.255.254', '255.255.255.255', '192.0.0.0', '192.88.99.1']],
  [
    'documentation and benchmarks',
    ['192.0.2.1', '198.51.100.1', '203.0.113.1', '198.18.0.1', '198.19.255.255'],
  ],
  ['documentation (v6)', ['2001:db8::1', '3fff::1']],
  ['unique local', ['fc00::1', 'fdff:ffff::1']],
  ['unspecified', ['::']],
  ['mapped v4', ['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.0.0.1', '::ffff:169.254.169.254']],
  ['v4 in v6 in other ways', ['::127.0.0.1', '::ffff:0:127.0.0.1', '64:ff9b::127.0.0.1', '64:ff9b::a00:1']],
  ['v4 through 6to4, Teredo and local NAT64', ['2002:7f00:1::', '2001:0:5ef5:79fd::1', '64:ff9b:1::1']],
  ['site-local, discard-only, segment routing', ['fec0::1', '100::1', '5f00::1', '4000::1']],
  ['what is no address', ['', 'localhost', 'fe80::1%eth0', '1.2.3', '0x7f.1', '01.2.3.4', '1.2.3.4 ']],
];
const ALLOWED = [
  '1.1.1.1',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.0',
  '169.253.255.255',
  '169.255.0.0',
  '172.15.255.255',
  '172.32.0.0',
  '192.167.255.255',
  '192.169.0.0',
  '223.255.255.255',
  '::ffff:1.1.1.1',
  '64:ff9b::101:101',
  '2606:4700:4700::1111',
  '2a00:1450:4001::1',
];

describe('the guard of addresses', () => {
  it.each(REFUSED)('refuses %s', (_name, addresses) => {
    for (const address of addresses) expect(addressRefusal(address), address).not.toBeNull();
  });

  it.each(ALLOWED)('allows %s', (address) => {
    expect(addressRefusal(address)).toBeNull();
  });

  it('judges a mapped address and one behind NAT64 as the IPv4 address that they are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 4, maxLength: 4 }), (octets) => {
        const text = octets.join('.');
        expect(addressRefusal(`::ffff:${text}`)).toBe(addressRefusal(text));
        expect(addressRefusal(`64:ff9b::${text}`)).toBe(addressRefusal(text));
      }),
    );
  });
});
