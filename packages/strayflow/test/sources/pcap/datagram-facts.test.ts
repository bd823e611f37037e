import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../../src/model/address.js';
import {
  be16,
  bytesOf,
  CLIENT,
  CLIENT_MAC,
  CLIENT6,
  ethernet,
  ipv4,
  ipv6,
  mac,
  pcap,
  SERVER,
  SERVER_MAC,
  SERVER6,
  udp,
} from './capture-builder.js';
import { type CaptureReading, type FactRow, readCapture } from './capture-reading.js';
import {
  ascii,
  type DnsRecord,
  dhcp,
  dhcpv6,
  dnsAnswer,
  dnsMessage,
  dnsName,
  dnsQuery,
  neighbour,
} from './content-builder.js';
import { EPOCH } from './conversations.js';

function read(frames: readonly Uint8Array[], snapLength = 262_144): CaptureReading {
  return readCapture(
    pcap(
      frames.map((bytes, index) => ({ time: EPOCH + index, bytes })),
      { snapLength },
    ),
  );
}

const toServer = (payload: Uint8Array, port = 53) =>
  ethernet(ipv4(udp(5000, port, payload), { protocol: 17 }));
const toClient = (payload: Uint8Array, port = 53) =>
  ethernet(ipv4(udp(port, 5000, payload), { protocol: 17, source: SERVER, destination: CLIENT }));
const facts = (...frames: Uint8Array[]) => read(frames).facts;
const short = ({ kind, name, value, text, number }: FactRow) => [kind, name, value, text, number];

describe('DNS', () => {
  it('gives questions and answers, with the client as their subject', () => {
    const answer = dnsAnswer('www.example.org', [{ type: 1, data: [192, 0, 2, 7], timeToLive: 60 }]);
    const reading = read([toServer(dnsQuery('www.example.org')), toClient(answer)]);
    const ends = { address: CLIENT, peer: SERVER, peerPort: 53, uid: '1' };
    expect(reading.facts).toMatchObject([
      { ...ends, kind: 'dnsQuery', frame: 1, name: 'www.example.org', text: 'A', number: 0x1234 },
      { ...ends, kind: 'dnsAnswer', frame: 2, name: 'www.example.org', value: '192.0.2.7', number: 0 },
      { ...ends, kind: 'dnsAddress', frame: 2, value: '192.0.2.7', text: 'A', number: 60 },
    ]);
    expect(reading.flows.map((row) => row.service)).toEqual(['dns', 'dns', 'dns']);
  });

  it.each<[string, DnsRecord, string]>([
    ['AAAA', { type: 28, data: [0x20, 1, 0xd, 0xb8, ...new Array<number>(11).fill(0), 5] }, '2001:db8::5'],
    ['CNAME', { type: 5, data: bytesOf([3], ascii('cdn'), [0xc0, 12]) }, 'cdn.host.example'],
    ['MX', { type: 15, data: bytesOf([0, 10], dnsName('mail.example')) }, 'mail.example'],
    ['SRV', { type: 33, data: bytesOf([0, 0, 0, 0, 0x14, 0x66], dnsName('dc.example')) }, 'dc.example:5222'],
    ['TXT', { type: 16, data: bytesOf([5], ascii('hello'), [6], ascii(' world')) }, 'hello world'],
    ['TYPE4242', { type: 4242, data: [1, 2, 3] }, ''],
  ])('tells the data of %s', (text, record, value) => {
    const [fact] = facts(toClient(dnsAnswer('host.example', [record], 0, record.type)));
    expect(fact).toMatchObject({ kind: 'dnsAnswer', text, value });
  });

  it('tells the code of a refusal, and answers without a question', () => {
    const alone = dnsMessage(0x8400, [], [{ name: dnsName('a.local'), type: 1, data: [10, 0, 0, 9] }]);
    expect(facts(toClient(dnsAnswer('no.example', [], 3)), toClient(alone)).map(short)).toEqual([
      ['dnsAnswer', 'no.example', '', 'A', 3],
      ['dnsAnswer', 'a.local', '10.0.0.9', 'A', 0],
      ['dnsAddress', 'a.local', '10.0.0.9', 'A', 300],
    ]);
  });

  it('writes unusual bytes of names as master files do', () => {
    const message = bytesOf(dnsQuery('x').subarray(0, 12), [4, 0, 0x2e, 0x5c, 0xff, 1, 0x41, 0, 0, 1, 0, 1]);
    expect(facts(toServer(message))[0]!.name).toBe('\\000\\.\\\\\\255.A');
    expect(facts(toServer(bytesOf(dnsQuery('x').subarray(0, 12), [0, 0, 2, 0, 1])))[0]!.name).toBe('.');
  });

  it('asks nothing of a name that leads back into itself, and counts it', () => {
    const head = dnsQuery('x').subarray(0, 12);
    const reading = read([
      toServer(bytesOf(head, [0xc0, 12, 0, 1, 0, 1])),
      toServer(bytesOf(head, [1, 97, 0xc0, 12, 0, 1, 0, 1])),
      toServer(bytesOf(head, [0xc0, 200, 0, 1, 0, 1])),
      toServer(bytesOf(head, [0x80, 1, 0, 1, 0, 1])),
      toServer(bytesOf(head, [60, 97])),
      toServer(bytesOf(head, ...Array.from({ length: 5 }, () => bytesOf([60], ascii('a'.repeat(60)))), [0])),
      toServer(head.subarray(0, 7)),
    ]);
    expect(reading.facts).toEqual([]);
    expect(reading.notes).toContain('7 DNS messages could not be read.');
    expect(reading.flows.every((row) => row.service === '')).toBe(true);
  });

  it('keeps what stands before the place where an answer breaks off', () => {
    const broken = dnsAnswer('host.example', [
      { type: 1, data: [1, 2, 3, 4] },
      { type: 1, data: [1, 2, 3] },
    ]);
    const reading = read([toClient(broken)]);
    expect(reading.facts.map((fact) => fact.kind)).toEqual(['dnsAnswer', 'dnsAddress']);
    expect(reading.notes).toContain('1 DNS message could not be read.');
  });

  it('does not call malformed what the snap length cut', () => {
    const { notes } = read([toServer(dnsQuery('host.example'))], 60);
    expect(notes.join()).not.toContain('DNS');
  });

  it('reads mDNS and LLMNR, and names them', () => {
    const name = dnsMessage(0, [
      ['_http._tcp.local', 12],
      ['printer.local', 28],
    ]);
    const reading = read([toServer(name, 5353), toServer(dnsQuery('wpad'), 5355)]);
    expect(reading.facts.map(short)).toEqual([
      ['dnsQuery', '_http._tcp.local', '', 'PTR', 0x1234],
      ['dnsQuery', 'printer.local', '', 'AAAA', 0x1234],
      ['dnsQuery', 'wpad', '', 'A', 0x1234],
    ]);
    const starts = reading.flows.filter((row) => row.record === 'start');
    expect(starts.map((row) => row.service)).toEqual(['mdns', 'llmnr']);
  });
});

describe('DHCP', () => {
  const broadcast = (payload: Uint8Array, from: number, to: number, source: string) =>
    ethernet(ipv4(udp(from, to, payload), { protocol: 17, source, destination: '255.255.255.255' }));

  it('gives what a client asks for, and its fingerprint', () => {
    const request = dhcp(3, [
      [50, [10, 0, 0, 77]],
      [54, [10, 0, 0, 254]],
      [12, ascii('laptop')],
      [55, [1, 3, 6, 15]],
    ]);
    expect(facts(broadcast(request, 68, 67, '0.0.0.0'))).toMatchObject([
      {
        kind: 'dhcpRequest',
        address: '10.0.0.77',
        mac: CLIENT_MAC,
        peer: '10.0.0.254',
        peerPort: 67,
        name: 'laptop',
        value: '1,3,6,15',
        text: 'request',
      },
    ]);
  });

  it('gives what a server offers', () => {
    const offer = dhcp(
      2,
      [
        [51, [0, 0, 14, 16]],
        [15, ascii('example.org\0')],
        [3, [10, 0, 0, 254]],
        [6, [10, 0, 0, 253, 9, 9, 9, 9]],
      ],
      [10, 0, 0, 77],
    );
    expect(facts(broadcast(offer, 67, 68, '10.0.0.254'))).toMatchObject([
      {
        kind: 'dhcpOffer',
        address: '10.0.0.77',
        mac: CLIENT_MAC,
        peer: '10.0.0.254',
        name: 'example.org',
        value: 'router 10.0.0.254; resolver 10.0.0.253,9.9.9.9',
        text: 'offer',
        number: 3600,
      },
    ]);
  });

  it('counts messages that break off', () => {
    const message = dhcp(1, [[12, ascii('laptop')]]);
    const { facts: read1, notes } = read([
      broadcast(message.subarray(0, 246), 68, 67, '0.0.0.0'),
      broadcast(message.subarray(0, 200), 68, 67, '0.0.0.0'),
    ]);
    expect(read1).toEqual([]);
    expect(notes).toContain('2 DHCP messages could not be read.');
  });

  it('reads DHCPv6', () => {
    const duid = bytesOf([0, 3, 0, 1], mac(CLIENT_MAC));
    const resolver = new Uint8Array(16);
    parseAddress('2001:db8::53', resolver);
    const given = new Uint8Array(16);
    parseAddress('2001:db8::77', given);
    const address = bytesOf(be16(5), be16(24), given, [0, 0, 0, 10], [0, 0, 0, 20]);
    const asked = dhcpv6(1, [
      [1, duid],
      [6, Uint8Array.from([0, 23, 0, 24])],
      [39, bytesOf([0], dnsName('laptop'))],
    ]);
    const told = dhcpv6(7, [
      [1, duid],
      [3, bytesOf(new Uint8Array(12), address)],
      [23, resolver],
      [24, dnsName('example.org')],
    ]);
    const rows = facts(
      ethernet(ipv6(udp(546, 547, asked), { protocol: 17 })),
      ethernet(ipv6(udp(547, 546, told), { protocol: 17, source: SERVER6, destination: CLIENT6 })),
    );
    expect(rows).toMatchObject([
      {
        kind: 'dhcpRequest',
        mac: CLIENT_MAC,
        name: 'laptop',
        value: '23,24',
        text: 'solicit',
        peer: SERVER6,
      },
      {
        kind: 'dhcpOffer',
        address: '2001:db8::77',
        mac: CLIENT_MAC,
        peer: SERVER6,
        name: 'example.org',
        value: 'resolver 2001:db8::53',
        text: 'reply',
        number: 20,
      },
    ]);
  });
});

describe('neighbour discovery', () => {
  const target = new Uint8Array(16);
  parseAddress(SERVER6, target);
  const message = (payload: Uint8Array, fields: { ttl?: number; source?: string } = {}) =>
    ethernet(ipv6(payload, { protocol: 58, ttl: 255, ...fields }));

  it('gives who claims which address', () => {
    const reading = read([
      message(neighbour(135, target, [1, CLIENT_MAC])),
      message(neighbour(136, target, [2, SERVER_MAC])),
      message(neighbour(134, null, [1, CLIENT_MAC])),
    ]);
    expect(reading.facts).toMatchObject([
      { kind: 'neighbourBinding', address: CLIENT6, mac: CLIENT_MAC, peer: SERVER6, text: 'solicitation' },
      { address: SERVER6, mac: SERVER_MAC, text: 'advertisement' },
      { address: CLIENT6, mac: CLIENT_MAC, text: 'router' },
    ]);
    expect(reading.flows.filter((row) => row.record === 'start')).toHaveLength(3);
  });

  it('believes nothing that came through a router, and takes no claim where none is made', () => {
    const reading = read([
      message(neighbour(136, target, [2, SERVER_MAC]), { ttl: 64 }),
      message(neighbour(135, target)),
      message(bytesOf(neighbour(135, target), [1, 0, 0, 0, 0, 0, 0, 0])),
    ]);
    expect(reading.facts).toEqual([]);
    expect(reading.notes).toContain('1 neighbour discovery message could not be read.');
  });
});

describe('fragments', () => {
  const payload = udp(5000, 53, dnsQuery(`${'a'.repeat(60)}.${'b'.repeat(60)}.example`));
  const part4 = (from: number, to: number, id = 7) =>
    ethernet(
      ipv4(payload.subarray(from, to), {
        protocol: 17,
        id,
        fragmentOffset: from,
        moreFragments: to < payload.length,
      }),
    );
  const part6 = (from: number, to: number, bytes = payload) =>
    ethernet(
      ipv6(bytes.subarray(from, to), {
        protocol: 17,
        id: 7,
        fragmentOffset: from,
        moreFragments: to < bytes.length,
      }),
    );
  const { length } = payload;

  it.each<[string, Uint8Array[]]>([
    ['IPv4', [part4(0, 48), part4(48, 96), part4(96, length)]],
    ['IPv4 with one repeated', [part4(0, 48), part4(0, 48), part4(48, length)]],
    ['IPv6', [part6(0, 48), part6(48, length)]],
  ])('are put together and read: %s', (_name, frames) => {
    const reading = read(frames);
    expect(reading.facts).toMatchObject([{ kind: 'dnsQuery', frame: frames.length, uid: '1' }]);
    expect(reading.notes).toContain('1 fragmented packet put together and read.');
    expect(new Set(reading.flows.map((row) => row.flow)).size).toBe(1);
  });

  it('are read when the first comes last', () => {
    const reading = read([part4(48, length), part4(0, 48)]);
    expect(reading.facts).toMatchObject([{ kind: 'dnsQuery', frame: 2 }]);
  });

  it.each<[string, Uint8Array[]]>([
    ['IPv4', [part4(0, 48), part4(40, 96), part4(96, length)]],
    ['IPv6', [part6(0, 48), part6(40, 96), part6(96, length)]],
  ])('that overlap are left unread, and counted: %s', (_name, frames) => {
    const reading = read(frames);
    expect(reading.facts).toEqual([]);
    expect(reading.notes).toContain('1 fragmented packet with overlapping fragments left unread.');
  });

  it('are not put together of different packets, nor later than a minute', () => {
    expect(facts(part4(0, 48, 7), part4(48, length, 8))).toEqual([]);
    const late = pcap([
      { time: EPOCH, bytes: part4(0, 48) },
      { time: EPOCH + 61_000, bytes: part4(48, length) },
    ]);
    expect(readCapture(late, { idleTimeoutMs: 600_000 }).facts).toEqual([]);
  });

  it('are kept for no more packets than there is room for', () => {
    const frames = Array.from({ length: 2000 }, (_, id) => part4(0, 48, id));
    expect(read(frames).notes.join()).toMatch(/1488 fragmented packets left unread/);
  });
});

describe('SNMP', () => {
  it('says its version', () => {
    const message = (version: number, length: readonly number[]) =>
      bytesOf([0x30, ...length, 2, 1, version, 4, 6], ascii('public'), new Uint8Array(30));
    const versions = [message(0, [41]), message(1, [0x81, 41]), message(2, [41]), message(3, [0x82, 0, 41])];
    const { facts } = read(
      versions.map((payload, i) => ethernet(ipv4(udp(40_000 + i, 161, payload), { protocol: 17 }))),
    );
    expect(facts.map(({ kind, name, text }) => [kind, name, text])).toEqual([
      ['software', 'SNMPv1', 'snmp'],
      ['software', 'SNMPv2c', 'snmp'],
      ['software', 'SNMPv3', 'snmp'],
    ]);
  });
});
