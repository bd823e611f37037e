import { describe, expect, it } from 'vitest';
import type { PcapOptions } from '../../../src/sources/pcap.js';
import {
  arp,
  bytesOf,
  CLIENT,
  CLIENT_MAC,
  CLIENT6,
  ethernet,
  icmp,
  ipv4,
  ipv6,
  pcap,
  SERVER,
  SERVER_MAC,
  SERVER6,
  tcp,
  udp,
} from './capture-builder.js';
import { type CaptureReading, readCapture } from './capture-reading.js';
import { EPOCH } from './conversations.js';
import {
  carried,
  erspan2,
  erspan3,
  geneve,
  gre,
  gtp,
  l2tp,
  mpls,
  overUdp,
  ppp,
  pppoe,
  pptp,
  TUNNEL_FROM,
  TUNNEL_TO,
  vxlan,
} from './tunnel-builder.js';

function read(frames: readonly Uint8Array[], options: Partial<PcapOptions> = {}): CaptureReading {
  return readCapture(pcap(frames.map((bytes, index) => ({ time: EPOCH + index, bytes }))), options);
}

const INNER_MAC = '02:00:00:00:00:0a';
const packet = ipv4(tcp(), { ttl: 61 });
const packet6 = ipv6(tcp());
const frame = ethernet(packet, { source: INNER_MAC });
const four = { source: CLIENT, destination: SERVER };
const six = { source: CLIENT6, destination: SERVER6 };

describe('what tunnels carry is counted', () => {
  it.each<[string, Uint8Array, { source: string }, string]>([
    ['IPv4 in IPv4', carried(packet, 4), four, CLIENT_MAC],
    ['IPv6 in IPv4', carried(packet6, 41), six, CLIENT_MAC],
    ['IPv4 in IPv6', ipv6(packet, { protocol: 4, source: '2001:db8::a' }), four, CLIENT_MAC],
    ['IPv6 in IPv6', ipv6(packet6, { protocol: 41, source: '2001:db8::a' }), six, CLIENT_MAC],
    ['GRE', carried(gre(0x0800, packet), 47), four, CLIENT_MAC],
    ['GRE of IPv6', carried(gre(0x86dd, packet6), 47), six, CLIENT_MAC],
    [
      'GRE with checksum, key and sequence',
      carried(gre(0x0800, packet, { checksum: true, key: 5, sequence: 6 }), 47),
      four,
      CLIENT_MAC,
    ],
    ['GRE of Ethernet', carried(gre(0x6558, frame), 47), four, INNER_MAC],
    ['GRE of MPLS', carried(gre(0x8847, mpls([16], packet)), 47), four, CLIENT_MAC],
    ['PPTP', carried(pptp(bytesOf([0xff, 3], ppp(0x21, packet))), 47), four, CLIENT_MAC],
    ['ERSPAN I', carried(gre(0x88be, frame), 47), four, INNER_MAC],
    ['ERSPAN II', carried(erspan2(frame), 47), four, INNER_MAC],
    ['ERSPAN III', carried(erspan3(frame), 47), four, INNER_MAC],
    ['ERSPAN III with a platform header', carried(erspan3(frame, true), 47), four, INNER_MAC],
    ['Ethernet in IP', carried(bytesOf([0x30, 0], frame), 97), four, INNER_MAC],
    ['VXLAN', overUdp(4789, vxlan(7, frame)), four, INNER_MAC],
    ["VXLAN on Linux's old port", overUdp(8472, vxlan(7, frame)), four, INNER_MAC],
    ['Geneve', overUdp(6081, geneve(7, 0x6558, frame, 2)), four, INNER_MAC],
    ['Geneve of IP', overUdp(6081, geneve(7, 0x0800, packet)), four, CLIENT_MAC],
    ['GTP-U', overUdp(2152, gtp(packet)), four, CLIENT_MAC],
    ['GTP-U with a sequence number', overUdp(2152, gtp(packet6, { sequence: true })), six, CLIENT_MAC],
    [
      'GTP-U with extension headers',
      overUdp(
        2152,
        gtp(packet, {
          extensions: [
            [0x85, [1, 2]],
            [0xc0, [0, 1, 2, 3, 4, 5]],
          ],
        }),
      ),
      four,
      CLIENT_MAC,
    ],
    ['L2TP', overUdp(1701, l2tp(bytesOf([0xff, 3], ppp(0x21, packet)), true)), four, CLIENT_MAC],
    ['L2TP without a length', overUdp(1701, l2tp(ppp(0x57, packet6), false)), six, CLIENT_MAC],
    ['MPLS in IP', carried(mpls([16, 17], packet), 137), four, CLIENT_MAC],
    ['MPLS over UDP', overUdp(6635, mpls([16], packet)), four, CLIENT_MAC],
  ])('%s', (_name, outer, ends, sourceMac) => {
    const { flows, rejected, ignored, notes } = read([ethernet(outer)]);
    expect({ rejected, ignored }).toEqual({ rejected: {}, ignored: {} });
    expect(flows).toHaveLength(2);
    const bytes = ends.source === CLIENT ? packet.length : packet6.length;
    expect(flows[0]).toMatchObject({
      ...ends,
      protocol: 6,
      destinationPort: 80,
      bytesSent: bytes,
      sourceMac,
    });
    expect(notes.join()).toMatch(/1 packet of .+ counted as what they carry/);
  });

  it('follows tunnels in tunnels, to a depth of four', () => {
    const nested = (depth: number): Uint8Array => (depth === 0 ? packet : carried(nested(depth - 1), 4));
    expect(read([ethernet(nested(4))]).flows[0]).toMatchObject(four);
    expect(read([ethernet(nested(5))]).flows[0]).toMatchObject({ source: TUNNEL_FROM, protocol: 4 });
    const mixed = carried(gre(0x6558, ethernet(overUdp(4789, vxlan(1, frame)))), 47);
    expect(read([ethernet(mixed)]).flows[0]).toMatchObject(four);
  });

  it('takes ttl and tag from the inside of an overlay', () => {
    const tagged = ethernet(packet, { tags: [[0x8100, 12]] });
    const outer = ethernet(overUdp(4789, vxlan(7, tagged)), { tags: [[0x8100, 900]] });
    expect(read([outer]).flows[0]).toMatchObject({ ttl: 61, vlan: 12 });
  });

  it('keeps networks with the same addresses apart', () => {
    const starts = read([
      ethernet(overUdp(4789, vxlan(7, frame))),
      ethernet(overUdp(4789, vxlan(8, frame))),
      ethernet(overUdp(4789, vxlan(7, frame))),
      ethernet(carried(gre(0x6558, frame, { key: 0x900 }), 47)),
      ethernet(packet),
    ]).flows.filter((row) => row.record === 'start');
    expect(starts.map((row) => row.frame)).toEqual([1, 2, 4, 5]);
  });

  it('reads ARP inside', () => {
    const inside = ethernet(arp(2, [SERVER_MAC, SERVER], [CLIENT_MAC, CLIENT]), { type: 0x0806 });
    const { facts, flows } = read([ethernet(overUdp(4789, vxlan(7, inside)))]);
    expect(flows).toEqual([]);
    expect(facts).toMatchObject([{ address: SERVER, mac: SERVER_MAC, text: 'reply' }]);
  });

  it('counts whole frames where frames are counted', () => {
    const outer = ethernet(carried(packet, 4));
    expect(read([outer], { accounting: 'frame' }).flows[0]!.bytesSent).toBe(outer.length);
  });

  it('leaves tunnels as they are when told so', () => {
    const { flows, notes } = read([ethernet(carried(packet, 4))], { decapsulate: false });
    expect(flows[0]).toMatchObject({ source: TUNNEL_FROM, destination: TUNNEL_TO, protocol: 4 });
    expect(notes).toEqual([]);
  });

  it('counts the packet inside of a fragmented tunnel packet once, and its later fragments apart', () => {
    const large = gre(0x0800, ipv4(udp(5000, 6000, new Uint8Array(1400)), { protocol: 17 }));
    const { flows, ignored } = read([
      ethernet(carried(large.subarray(0, 800), 47, { id: 9, moreFragments: true })),
      ethernet(carried(large.subarray(800), 47, { id: 9, fragmentOffset: 800 })),
    ]);
    expect(ignored).toEqual({ 'later fragment of a tunnel packet': 1 });
    expect(flows.at(-1)).toMatchObject({ ...four, sourcePort: 5000, packetsSent: 0, record: 'end' });
    expect(flows[0]).toMatchObject({ packetsSent: 1, bytesSent: 1428 });
  });

  it('joins fragments inside to their flow', () => {
    const data = udp(5000, 6000, new Uint8Array(64));
    const part = (from: number, to: number, moreFragments: boolean) =>
      ethernet(
        carried(
          ipv4(data.subarray(from, to), { protocol: 17, id: 3, fragmentOffset: from, moreFragments }),
          4,
        ),
      );
    const { flows } = read([part(0, 40, true), part(40, 72, false)]);
    expect(new Set(flows.map((row) => row.flow)).size).toBe(1);
    expect(flows.at(-1)).toMatchObject({ sourcePort: 5000, packetsSent: 1 });
  });
});

describe('what only looks like a tunnel stays what it is', () => {
  const shortened = ipv4(tcp(), { totalLength: 60 });
  it.each<[string, Uint8Array]>([
    ['IP in IP without IP', carried(new Uint8Array(40), 4)],
    ['IPv6 behind the number of IPv4', carried(packet6, 4)],
    ['a longer packet than there is room for', carried(shortened, 4)],
    ['GRE with unknown flags', carried(bytesOf([0x40, 0, 8, 0], packet), 47)],
    ['GRE of something else', carried(gre(0x88cc, new Uint8Array(40)), 47)],
    ['PPTP with compressed payload', carried(pptp(ppp(0xfd, new Uint8Array(30))), 47)],
    ['any datagram to the port of VXLAN', overUdp(4789, new Uint8Array(60).fill(8))],
    ['VXLAN of spanning tree', overUdp(4789, vxlan(7, ethernet(new Uint8Array(46), { type: 0x88cc })))],
    ['Geneve of another version', overUdp(6081, bytesOf([0x40], geneve(7, 0x0800, packet).subarray(1)))],
    ['GTP-U control', overUdp(2152, bytesOf([0x30, 1, 0, 4, 0, 0, 0, 0], new Uint8Array(4)))],
    ['GTP-U of another length', overUdp(2152, bytesOf(gtp(packet), [0]))],
    [
      'GTP-U with an endless extension header',
      overUdp(2152, gtp(packet, { extensions: [[0x85, [1, 200, 3]]] })),
    ],
    ['L2TP control', overUdp(1701, bytesOf([0xc8, 2, 0, 12], new Uint8Array(8)))],
    ['DNS from the port of L2TP', carried(udp(1701, 53, new Uint8Array(30)), 17)],
    ['an ICMP error that quotes a packet', carried(bytesOf(icmp(3, 1), packet), 1)],
  ])('%s', (_name, outer) => {
    const { flows, rejected, ignored } = read([ethernet(outer)]);
    expect({ rejected, ignored }).toEqual({ rejected: {}, ignored: {} });
    expect(flows[0]).toMatchObject({ source: TUNNEL_FROM, destination: TUNNEL_TO });
  });

  it('says how many packets could not be followed', () => {
    const { notes } = read([ethernet(carried(new Uint8Array(40), 4))]);
    expect(notes).toEqual([
      '1 packet addressed as IP in IP kept as they are: no packet could be read inside.',
    ]);
  });
});

describe('MPLS and PPPoE on the link', () => {
  const linked = (type: number, payload: Uint8Array) => ethernet(payload, { type });

  it.each<[string, Uint8Array]>([
    ['a label', linked(0x8847, mpls([16], packet))],
    ['three labels', linked(0x8848, mpls([16, 17, 18], packet))],
    ['a pseudo-wire with a control word', linked(0x8847, mpls([16], bytesOf([0, 0, 0, 1], frame)))],
    ['a pseudo-wire without', linked(0x8847, mpls([16], frame))],
    ['PPPoE', linked(0x8864, pppoe(ppp(0x21, packet)))],
    ['PPPoE with padding', linked(0x8864, bytesOf(pppoe(ppp(0x21, packet)), new Uint8Array(6)))],
    ['PPPoE with MPLS', linked(0x8864, pppoe(ppp(0x281, mpls([16], packet))))],
  ])('%s leads to the flow', (_name, bytes) => {
    const { flows, rejected, ignored, notes } = read([bytes], { decapsulate: false });
    expect({ rejected, ignored, notes }).toEqual({ rejected: {}, ignored: {}, notes: [] });
    expect(flows[0]).toMatchObject({ ...four, destinationPort: 80, bytesSent: packet.length });
  });

  it('tells apart what it does not follow', () => {
    const reading = read([
      linked(0x8847, mpls([16], new Uint8Array(60).fill(0x99))),
      linked(
        0x8847,
        mpls(
          Array.from({ length: 17 }, () => 16),
          packet,
        ),
      ),
      linked(0x8847, new Uint8Array(3)),
      linked(0x8864, pppoe(ppp(0xc021, new Uint8Array(8)))),
      linked(0x8864, pppoe(ppp(0x21, packet), 900)),
      linked(0x8864, pppoe(ppp(0x21, packet)).subarray(0, 5)),
      linked(0x8864, pppoe(ppp(0x57, packet))),
      linked(0x8863, new Uint8Array(20)),
    ]);
    expect(reading.flows).toEqual([]);
    expect(reading.ignored).toEqual({ 'mpls without ip': 1, 'ppp 0xc021': 1, 'ethertype 0x8863': 1 });
    expect(reading.rejected).toEqual({
      'mpls-depth': 1,
      'mpls-truncated': 1,
      'pppoe-length': 1,
      'pppoe-truncated': 1,
      'ppp-ip': 1,
    });
  });
});
