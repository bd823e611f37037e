import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { formatAddress, parsePrefix } from '../../../src/model/address.js';
import { machinePeers, needOf } from '../../../src/shell/acting/machine.js';
import { scratchFolder } from '../scratch-folder.js';

/** As a little-endian kernel prints them: 192.0.2.1 is the gateway, 198.51.100.7 is logged in, 192.0.2.123 tells the time. */
const FILES = {
  'proc/net/route': [
    'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT',
    'eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0',
    'eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0',
  ].join('\n'),
  'proc/net/ipv6_route': [
    '00000000000000000000000000000000 00 00000000000000000000000000000000 00 20010db8000000010000000000000001 00000400 00000001 00000000 00000003     eth0',
    '20010db8000000010000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth0',
  ].join('\n'),
  'proc/net/tcp': [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 020200C0:0016 076433C6:D431 01 00000000:00000000 00:00000000 00000000     0        0 1',
    '   1: 020200C0:0016 086433C6:D431 06 00000000:00000000 00:00000000 00000000     0        0 2',
    '   2: 020200C0:01BB 096433C6:D431 01 00000000:00000000 00:00000000 00000000     0        0 3',
    '   3: 020200C0:0016 nonsense',
  ].join('\n'),
  'proc/net/tcp6': [
    '   0: B80D0120000000000000000001000000:0016 B80D0120010000000000000005000000:D431 01 00000000:00000000',
    '   1: 0000000000000000FFFF0000020200C0:0016 0000000000000000FFFF00000A6433C6:D431 01 00000000:00000000',
  ].join('\n'),
  'proc/net/udp': '   0: 020200C0:D431 7B0200C0:007B 01 00000000:00000000',
  'etc/resolv.conf':
    '# who knows\nnameserver 192.0.2.53\nnameserver fe80::1%eth0\nnameserver 127.0.0.53\nsearch example.org\n',
  'etc/systemd/timesyncd.conf': '[Time]\nNTP=192.0.2.124 time.example.org 2001:db8:1::123\n',
};

const machine = () => {
  const folder = scratchFolder(FILES);
  const files = {
    proc: `${folder}/proc`,
    etc: `${folder}/etc`,
    sshConnection: '203.0.113.5 50000 192.0.2.2 22',
  };
  return machinePeers(files);
};
const of = (role: string) =>
  machine()
    .filter((peer) => peer.role === role)
    .map(({ address }) => formatAddress(address));

describe('what this machine may not lose', () => {
  it('is its gateways, of both versions', () => {
    expect(of('gateway')).toEqual(['192.0.2.1', '2001:db8:0:1::1']);
  });

  it('is whom it asks for names and for the time, but not itself', () => {
    expect(of('name server')).toEqual(['192.0.2.53', 'fe80::1']);
    expect(of('time server')).toEqual(['192.0.2.124', '2001:db8:1::123', '192.0.2.123']);
  });

  it('is who is logged in now: established connections to SSH alone', () => {
    expect(of("administrator's session")).toEqual([
      '198.51.100.7',
      '2001:db8:0:1::5',
      '198.51.100.10',
      '203.0.113.5',
    ]);
  });

  it('is its own addresses', () => {
    const outside = Object.values(networkInterfaces())
      .flatMap((all) => all ?? [])
      .filter(({ internal }) => !internal).length;
    expect(of('own address')).toHaveLength(outside);
  });

  it('is nothing that cannot be read', () => {
    const nowhere = { proc: '/nowhere', etc: '/nowhere', sshConnection: '' };
    expect(machinePeers(nowhere).every(({ role }) => role === 'own address')).toBe(true);
  });
});

describe('a block', () => {
  it.each([
    ['198.51.100.7/32', "198.51.100.7 is an administrator's session of this machine"],
    ['198.51.100.0/24', "198.51.100.7 is an administrator's session of this machine"],
    ['2001:db8:0:1::/64', '2001:db8:0:1::1 is a gateway of this machine'],
    ['192.0.2.53/32', '192.0.2.53 is a name server of this machine'],
  ])('of %s is held back', (prefix, why) => {
    expect(needOf(parsePrefix(prefix)!, machine())).toBe(why);
  });

  it('of anybody else is not', () => {
    expect(needOf(parsePrefix('198.51.100.9/32')!, machine())).toBe(null);
  });
});
