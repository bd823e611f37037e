import { describe, expect, it } from 'vitest';
import {
  arp,
  be16,
  be32,
  bytesOf,
  CLIENT,
  CLIENT_MAC,
  CLIENT6,
  ethernet,
  type IpFields,
  icmp,
  ipv4,
  ipv6,
  mac,
  type PcapFormat,
  pcap,
  pcapng,
  SERVER,
  SERVER_MAC,
  SERVER6,
  tcp,
  udp,
} from './capture-builder.js';
import { type CaptureReading, readCapture } from './capture-reading.js';
import { EPOCH } from './conversations.js';

function read(frames: readonly Uint8Array[], format: PcapFormat = {}): CaptureReading {
  return readCapture(
    pcap(
      frames.map((bytes, index) => ({ time: EPOCH + index, bytes })),
      format,
    ),
  );
}

const packet = ipv4(tcp());
const packet6 = ipv6(tcp());
const mac8 = [...mac(CLIENT_MAC), 0, 0];

describe('link layers', () => {
  it.each<[string, number, Uint8Array, string]>([
    ['Ethernet', 1, ethernet(packet), CLIENT_MAC],
    ['raw IP', 101, packet, ''],
    ['raw IPv6', 101, packet6, ''],
    ['raw IP of BSD', 12, packet, ''],
    ['raw IP of OpenBSD', 14, packet, ''],
    ['IPv4 only', 228, packet, ''],
    ['IPv6 only', 229, packet6, ''],
    ['loopback, little-endian', 0, bytesOf([2, 0, 0, 0], packet), ''],
    ['loopback, big-endian', 0, bytesOf([0, 0, 0, 2], packet), ''],
    ['loopback IPv6 of macOS', 0, bytesOf([30, 0, 0, 0], packet6), ''],
    ['loopback of OpenBSD', 108, bytesOf([0, 0, 0, 24], packet6), ''],
    ['Linux cooked', 113, bytesOf([0, 0], be16(1), be16(6), mac8, be16(0x0800), packet), CLIENT_MAC],
    [
      'Linux cooked with a tag',
      113,
      bytesOf([0, 0], be16(1), be16(6), mac8, be16(0x8100), be16(7), be16(0x0800), packet),
      CLIENT_MAC,
    ],
    [
      'Linux cooked 2',
      276,
      bytesOf(be16(0x86dd), [0, 0], be32(5), be16(1), [0, 6], mac8, packet6),
      CLIENT_MAC,
    ],
    ['SNAP in 802.3', 1, ethernet(bytesOf([0xaa, 0xaa, 3, 0, 0, 0, 8, 0], packet), { type: 48 }), CLIENT_MAC],
  ])('%s leads to the flow', (_name, linkType, frame, sourceMac) => {
    const { flows, rejected, ignored } = read([frame], { linkType });
    expect({ rejected, ignored }).toEqual({ rejected: {}, ignored: {} });
    expect(flows[0]).toMatchObject({
      sourcePort: 40_000,
      destinationPort: 80,
      protocol: 6,
      sourceMac: sourceMac || '00:00:00:00:00:00',
    });
    expect([CLIENT, CLIENT6]).toContain(flows[0]!.source);
    expect([SERVER, SERVER6]).toContain(flows[0]!.destination);
  });

  it('takes the interface from Linux cooked 2, and its VLAN tag', () => {
    const frame = bytesOf(
      be16(0x8100),
      [0, 0],
      be32(5),
      be16(1),
      [0, 6],
      mac8,
      be16(42),
      be16(0x0800),
      packet,
    );
    expect(read([frame], { linkType: 276 }).flows[0]).toMatchObject({ interfaceIndex: 5, vlan: 42 });
  });

  it('keeps VLANs apart, and names the inner one of two', () => {
    const frames = [
      ethernet(packet),
      ethernet(packet, { tags: [[0x8100, 10]] }),
      ethernet(packet, { tags: [[0x8100, 20]] }),
      ethernet(packet, {
        tags: [
          [0x88a8, 100],
          [0x8100, 20],
        ],
      }),
    ];
    const starts = read(frames).flows.filter((row) => row.record === 'start');
    expect(starts.map((row) => row.vlan)).toEqual([0, 10, 20, 20]);
  });

  it('ignores what is no IP by its own name, and rejects what breaks off', () => {
    const reading = read([
      ethernet(new Uint8Array(46), { type: 0x88cc }),
      ethernet(bytesOf([0x42, 0x42, 3], new Uint8Array(40)), { type: 43 }),
      ethernet(bytesOf([0xaa, 0xaa, 3, 0, 0, 0x0c, 0x20, 0], new Uint8Array(40)), { type: 48 }),
      ethernet(packet).subarray(0, 13),
      ethernet(packet, { tags: [[0x8100, 1]] }).subarray(0, 16),
      ethernet(packet, { tags: Array.from({ length: 9 }, () => [0x8100, 1] as const) }),
    ]);
    expect(reading.ignored).toEqual({ 'ethertype 0x88cc': 1, 'llc 0x42': 1, 'snap 0x00000c': 1 });
    expect(reading.rejected).toEqual({ 'ethernet-truncated': 1, 'vlan-truncated': 1, 'vlan-depth': 1 });
    expect(reading.read).toBe(6);
    expect(reading.flows).toEqual([]);
  });
});

describe('IPv4', () => {
  const one = (payload: Uint8Array, fields: IpFields) => read([ethernet(ipv4(payload, fields))]);

  it('reads past options, and leaves Ethernet padding uncounted', () => {
    const options = ipv4(tcp(), { options: [7, 4, 4, 0], ttl: 61 });
    const { flows } = read([bytesOf(ethernet(options), new Uint8Array(6))]);
    expect(flows[0]).toMatchObject({ destinationPort: 80, bytesSent: 44, ttl: 61 });
  });

  it('takes the length of the frame where the header says zero, as before segmentation', () => {
    expect(one(tcp({}, new Uint8Array(3000)), { totalLength: 0 }).flows[0]!.bytesSent).toBe(3040);
  });

  it('rejects broken headers by reason', () => {
    const version = ethernet(packet);
    version[14] = 0x55;
    const short = ethernet(packet);
    short[14] = 0x44;
    expect(
      read([
        ethernet(packet).subarray(0, 30),
        version,
        short,
        ethernet(ipv4(tcp(), { totalLength: 19 })),
        ethernet(packet).subarray(0, 14 + 20 + 13),
        ethernet(ipv4(new Uint8Array(7), { protocol: 17 })),
        ethernet(ipv4(new Uint8Array(3), { protocol: 1 })),
        ethernet(ipv4(icmp(8, 0).subarray(0, 6), { protocol: 1 })),
        ethernet(ipv4(new Uint8Array(7), { protocol: 132 })),
      ]).rejected,
    ).toEqual({
      'ipv4-truncated': 1,
      'ip-version': 1,
      'ipv4-header-length': 1,
      'ipv4-total-length': 1,
      'tcp-truncated': 1,
      'udp-truncated': 1,
      'icmp-truncated': 2,
      'transport-truncated': 1,
    });
  });

  it('does not take bytes after the IP packet for its transport header', () => {
    expect(one(bytesOf(udp(1, 2), new Uint8Array(40)), { protocol: 17, totalLength: 24 }).rejected).toEqual({
      'udp-truncated': 1,
    });
  });

  it('keeps other protocols as flows without ports', () => {
    const { flows } = one(new Uint8Array(10), { protocol: 47 });
    expect(flows[0]).toMatchObject({
      protocol: 47,
      sourcePort: null,
      destinationPort: null,
      tcpFlags: null,
      icmpType: null,
      bytesSent: 30,
      state: 'S0',
    });
  });
});

describe('fragments', () => {
  const data = udp(5000, 53, new Uint8Array(64));
  const fragment = (from: number, to: number, fields: IpFields = {}) =>
    ethernet(
      ipv4(data.subarray(from, to), {
        protocol: 17,
        id: 77,
        fragmentOffset: from,
        moreFragments: to < data.length,
        ...fields,
      }),
    );

  it('counts later fragments on the flow of the first', () => {
    const { flows, notes } = read([fragment(0, 24), fragment(24, 48), fragment(48, 72)]);
    expect(flows).toHaveLength(2);
    expect(flows[0]).toMatchObject({ sourcePort: 5000, destinationPort: 53, packetsSent: 1, bytesSent: 44 });
    expect(flows[1]).toMatchObject({ record: 'end', packetsSent: 2, bytesSent: 88 });
    expect(notes.join()).toContain('2 later IP fragments');
  });

  it('tells packets apart by id and direction', () => {
    const answer = { source: SERVER, destination: CLIENT };
    const { flows } = read([fragment(0, 24), fragment(24, 72, { id: 78 }), fragment(24, 72, answer)]);
    const alone = flows.filter((row) => row.sourcePort === null && row.record === 'end');
    expect(alone).toHaveLength(1);
    expect(alone[0]).toMatchObject({ state: 'OTH', packetsReceived: 1, protocol: 17 });
  });

  it('keeps fragments whose first one is missing or too small, without ports and without blame', () => {
    const { flows, notes, rejected } = read([
      fragment(24, 72),
      ethernet(ipv4(data.subarray(0, 8), { protocol: 6, id: 5, moreFragments: true })),
    ]);
    expect(rejected).toEqual({});
    expect(flows[0]).toMatchObject({ sourcePort: null, state: 'OTH', bytesSent: 68, protocol: 17 });
    expect(flows[1]).toMatchObject({ sourcePort: null, state: 'OTH', bytesSent: 28, protocol: 6 });
    expect(notes.join()).toContain("1 IP fragment without the packet's first one");
  });

  it('does not join a fragment to a flow that has ended and whose place was taken', () => {
    const later = fragment(24, 72);
    const other = ethernet(ipv4(udp(1, 2), { protocol: 17, source: '10.9.9.9' }));
    const capture = pcap([
      { time: EPOCH, bytes: fragment(0, 24) },
      { time: EPOCH + 59_000, bytes: other },
      { time: EPOCH + 60_000, bytes: later },
    ]);
    const { flows } = readCapture(capture, { idleTimeoutMs: 30_000 });
    expect(flows.map((row) => [row.record, row.flow])).toEqual([
      ['start', 1],
      ['end', 1],
      ['start', 2],
      ['start', 3],
      ['end', 2],
      ['end', 3],
    ]);
  });

  it('joins IPv6 fragments whose first header differs from the transport protocol', () => {
    const destinationOptions = bytesOf([17, 0, 1, 4, 0, 0, 0, 0], data);
    const part = (from: number, to: number) =>
      ethernet(
        ipv6(destinationOptions.subarray(from, to), {
          protocol: 60,
          id: 9,
          fragmentOffset: from,
          moreFragments: to < destinationOptions.length,
        }),
      );
    const { flows } = read([part(0, 40), part(40, 80)]);
    expect(flows.at(-1)).toMatchObject({ sourcePort: 5000, packetsSent: 1, protocol: 17 });
    expect(new Set(flows.map((row) => row.flow)).size).toBe(1);
  });
});

describe('IPv6', () => {
  it('walks the chain of extension headers to the transport', () => {
    const bytes = ipv6(udp(5000, 53), {
      protocol: 17,
      extensions: [
        [0, [0, 5, 2, 0, 0, 1, 0]],
        [43, [0, 0, 0, 0, 0, 0, 0]],
        [44, [0, 0, 0, 0, 0, 0, 1]],
        [51, [4, 0, 0, ...new Array<number>(20).fill(0)]],
        [60, [1, 1, 12, ...new Array<number>(12).fill(0)]],
      ],
    });
    const { flows, rejected } = read([ethernet(bytes)]);
    expect(rejected).toEqual({});
    expect(flows[0]).toMatchObject({ protocol: 17, sourcePort: 5000, bytesSent: bytes.length });
  });

  it('takes the length of the frame for jumbograms, and 40 for a header alone', () => {
    const jumbo = ipv6(tcp({}, new Uint8Array(70_000)), { payloadLength: 0 });
    expect(read([ethernet(jumbo)]).flows[0]!.bytesSent).toBe(70_060);
    const padded = bytesOf(ethernet(ipv6(new Uint8Array(0), { protocol: 59 })), new Uint8Array(6));
    expect(read([padded]).flows[0]).toMatchObject({ protocol: 59, bytesSent: 40 });
  });

  it('rejects headers that break off, and endless chains', () => {
    const long = ipv6(tcp(), {
      extensions: Array.from({ length: 20 }, () => [60, [0, 1, 4, 0, 0, 0, 0]] as const),
    });
    const reading = read([
      ethernet(packet6).subarray(0, 50),
      ethernet(ipv6(new Uint8Array(4), { protocol: 43 })),
      ethernet(ipv6(bytesOf([6, 200, 0, 0, 0, 0, 0, 0]), { protocol: 60 })),
      ethernet(long),
    ]);
    expect(reading.rejected).toEqual({ 'ipv6-truncated': 3, 'ipv6-extension-headers': 1 });
  });
});

describe('ICMP', () => {
  const ping = (type: number, identifier: number, answer = false) =>
    ethernet(
      ipv4(icmp(type, 0, identifier), {
        protocol: 1,
        ...(answer ? { source: SERVER, destination: CLIENT } : {}),
      }),
    );

  it('pairs echo requests and replies by identifier', () => {
    const { flows } = read([ping(8, 1), ping(8, 2), ping(0, 1, true)]);
    const ends = flows.filter((row) => row.record === 'end');
    expect(ends.map((row) => [row.flow, row.state, row.icmpType, row.sourcePort])).toEqual([
      [2, 'S0', 8, null],
      [1, 'SF', 8, null],
    ]);
  });

  it('takes the receiver of an echo reply for the one who asked, without claiming to know', () => {
    const { flows } = read([ping(0, 1, true), ping(8, 1)]);
    expect(flows[0]).toMatchObject({
      source: CLIENT,
      initiatorKnown: false,
      state: 'OTH',
      packetsReceived: 1,
    });
    expect(flows[1]).toMatchObject({ record: 'update', state: 'SF', initiatorKnown: true, packetsSent: 1 });
  });

  it('pairs ICMPv6 echoes', () => {
    const echo = (type: number, fields: IpFields = {}) =>
      ethernet(ipv6(icmp(type, 0, 3), { protocol: 58, ...fields }));
    const { flows } = read([echo(128), echo(129, { source: SERVER6, destination: CLIENT6 })]);
    expect(flows.at(-1)).toMatchObject({ state: 'SF', icmpType: 128, protocol: 58 });
  });

  it('calls nobody unanswered for sending an error message', () => {
    const { flows } = read([
      ethernet(ipv4(icmp(3, 3), { protocol: 1 })),
      ethernet(ipv4(icmp(3, 1), { protocol: 1 })),
    ]);
    expect(flows.filter((row) => row.record === 'start')).toMatchObject([
      { state: 'OTH', icmpType: 3, icmpCode: 3 },
      { state: 'OTH', icmpType: 3, icmpCode: 1 },
    ]);
  });
});

describe('ARP', () => {
  const none = '00:00:00:00:00:00';
  const frame = (payload: Uint8Array) => ethernet(payload, { type: 0x0806 });

  it('gives requests, replies and gratuitous announcements as facts', () => {
    const { facts, flows } = read([
      frame(arp(1, [CLIENT_MAC, CLIENT], [none, SERVER])),
      frame(arp(2, [SERVER_MAC, SERVER], [CLIENT_MAC, CLIENT])),
      frame(arp(1, [SERVER_MAC, SERVER], [none, SERVER])),
    ]);
    expect(flows).toEqual([]);
    expect(facts).toMatchObject([
      { frame: 1, time: EPOCH, address: CLIENT, mac: CLIENT_MAC, peer: SERVER, text: 'request' },
      { frame: 2, time: EPOCH + 1, address: SERVER, mac: SERVER_MAC, peer: CLIENT, text: 'reply' },
      { frame: 3, time: EPOCH + 2, address: SERVER, mac: SERVER_MAC, peer: SERVER, text: 'gratuitous' },
    ]);
  });

  it('takes a probe for no claim, and tells apart what it does not read', () => {
    const foreign = arp(1, [CLIENT_MAC, CLIENT], [none, SERVER]);
    foreign[1] = 15;
    const reading = read([
      frame(arp(1, [CLIENT_MAC, '0.0.0.0'], [none, SERVER])),
      frame(arp(3, [CLIENT_MAC, CLIENT], [none, SERVER])),
      frame(foreign),
      frame(arp(1, [CLIENT_MAC, CLIENT], [none, SERVER]).subarray(0, 20)),
    ]);
    expect(reading.facts).toEqual([]);
    expect(reading.ignored).toEqual({
      'arp probe': 1,
      'arp other operation': 1,
      'arp for other networks': 1,
    });
    expect(reading.rejected).toEqual({ 'arp-truncated': 1 });
  });

  it('hands on more facts than one batch holds', () => {
    const packets = Array.from({ length: 5000 }, (_, index) => ({
      time: EPOCH + index,
      bytes: frame(arp(1, [CLIENT_MAC, CLIENT], [none, SERVER])),
    }));
    const { facts } = readCapture(pcapng(packets));
    expect(facts.map((fact) => fact.frame)).toEqual(packets.map((_, index) => index + 1));
  });
});
