/** Packet and byte totals per address pair, and facts, against tshark, on generated captures; real ones: `npm run evaluate`. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  arp,
  bytesOf,
  type CapturedPacket,
  CLIENT_MAC,
  ethernet,
  icmp,
  ipv4,
  ipv6,
  type PcapFormat,
  pcap,
  pcapng,
  udp,
} from './capture-builder.js';
import {
  ascii,
  certificateMessage,
  clientHello,
  dhcp,
  dnsAnswer,
  dnsMessage,
  dnsQuery,
  neighbour,
  serverHello,
  session,
} from './content-builder.js';
import { EPOCH, tcpPackets, wholeConnection } from './conversations.js';
import { expectAgreement } from './tshark-agreement.js';
import { expectSameFacts } from './tshark-facts.js';
import { carried, erspan2, geneve, gre, gtp, mpls, overUdp, ppp, pppoe, vxlan } from './tunnel-builder.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'strayflow-tshark-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function generated(name: string, capture: Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, capture);
  return file;
}

function traffic(wrap: (packet: Uint8Array) => Uint8Array): CapturedPacket[] {
  const packets: CapturedPacket[] = [];
  const push = (packet: Uint8Array) =>
    packets.push({ time: EPOCH + packets.length * 250, bytes: wrap(packet) });
  for (let host = 1; host <= 20; host++) {
    const peer = { client: `10.1.0.${host}`, server: `192.0.2.${1 + (host % 3)}` };
    for (const { bytes } of tcpPackets(wholeConnection(0), peer)) push(bytes.subarray(14));
    const toServer = { source: peer.client, destination: peer.server };
    push(ipv4(icmp(8, 0, host, new Uint8Array(host)), { protocol: 1, ...toServer }));
    push(
      ipv4(icmp(0, 0, host, new Uint8Array(host)), {
        protocol: 1,
        source: peer.server,
        destination: peer.client,
      }),
    );
    const data = udp(5000 + host, 7000, new Uint8Array(1400));
    push(ipv4(data.subarray(0, 800), { protocol: 17, id: host, moreFragments: true, ...toServer }));
    push(ipv4(data.subarray(800), { protocol: 17, id: host, fragmentOffset: 800, ...toServer }));
    push(ipv6(udp(6000, 7000, new Uint8Array(host)), { protocol: 17, source: `2001:db8::${host}` }));
    push(ipv4(new Uint8Array(30), { protocol: 254, options: [7, 4, 4, 0], ...toServer }));
  }
  return packets;
}

describe('totals per address pair equal those of tshark', () => {
  const cooked = (packet: Uint8Array) =>
    bytesOf(
      [0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0],
      packet[0]! >> 4 === 6 ? [0x86, 0xdd] : [8, 0],
      packet,
    );
  const cooked2 = (packet: Uint8Array) =>
    bytesOf(
      packet[0]! >> 4 === 6 ? [0x86, 0xdd] : [8, 0],
      [0, 0, 0, 0, 0, 2, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0],
      packet,
    );
  const tagged = (packet: Uint8Array) =>
    ethernet(packet, {
      tags: [
        [0x88a8, 30],
        [0x8100, 7],
      ],
    });
  const plain = (packet: Uint8Array) => ethernet(packet);
  const bare = (packet: Uint8Array) => packet;

  it.each<[string, (packet: Uint8Array) => Uint8Array, PcapFormat]>([
    ['ethernet', plain, {}],
    ['ethernet-big-endian-ns', plain, { littleEndian: false, nanoseconds: true }],
    ['ethernet-snapped', plain, { snapLength: 68 }],
    ['qinq', tagged, {}],
    ['raw', bare, { linkType: 101 }],
    ['linux-cooked', cooked, { linkType: 113 }],
    ['linux-cooked-2', cooked2, { linkType: 276 }],
  ])('generated: %s', (name, wrap, format) => {
    const packets = traffic(wrap);
    const file = generated(`${name}.pcap`, pcap(packets, format));
    expect(expectAgreement(file)).toContain(`${packets.length} packets`);
  });

  const inTunnel = (wrap: (packet: Uint8Array) => Uint8Array) => (packet: Uint8Array) =>
    ethernet(wrap(packet));
  const typeOf = (packet: Uint8Array) => (packet[0]! >> 4 === 6 ? 0x86dd : 0x0800);
  it.each<[string, (packet: Uint8Array) => Uint8Array]>([
    ['ip-in-ip', inTunnel((packet) => carried(packet, packet[0]! >> 4 === 6 ? 41 : 4))],
    ['gre', inTunnel((packet) => carried(gre(typeOf(packet), packet, { key: 3, sequence: 4 }), 47))],
    ['erspan-2', inTunnel((packet) => carried(erspan2(ethernet(packet)), 47))],
    ['vxlan', inTunnel((packet) => overUdp(4789, vxlan(7, ethernet(packet))))],
    ['geneve', inTunnel((packet) => overUdp(6081, geneve(7, 0x6558, ethernet(packet), 1)))],
    ['gtp', inTunnel((packet) => overUdp(2152, gtp(packet, { sequence: true })))],
    [
      'pppoe',
      (packet) => ethernet(pppoe(ppp(packet[0]! >> 4 === 6 ? 0x57 : 0x21, packet)), { type: 0x8864 }),
    ],
    ['mpls', (packet) => ethernet(mpls([16, 17], packet), { type: 0x8847 })],
    [
      'vxlan-in-gre',
      inTunnel((packet) => carried(gre(0x0800, overUdp(4789, vxlan(7, ethernet(packet)))), 47)),
    ],
  ])('generated: what %s carries', (name, wrap) => {
    const packets = traffic(wrap);
    const file = generated(`${name}.pcap`, pcap(packets));
    expect(expectAgreement(file)).toContain(`${packets.length} packets`);
  });

  it.each(['enhanced', 'simple', 'old'] as const)('generated: pcapng with %s packet blocks', (block) => {
    const packets = traffic(plain);
    const file = generated(`${block}.pcapng`, pcapng(packets, { block }));
    expect(expectAgreement(file)).toContain(`${packets.length} packets`);
  });
});

describe('facts equal those of tshark', () => {
  it('generated: one of everything', () => {
    const inFrame = (payload: Uint8Array, from: number, to: number) =>
      ethernet(ipv4(udp(from, to, payload), { protocol: 17 }));
    const name = new Uint8Array(16).fill(9);
    const frames = [
      inFrame(dnsQuery('www.example.org', 28), 5000, 53),
      inFrame(dnsAnswer('www.example.org', [{ type: 1, data: [192, 0, 2, 9] }]), 53, 5000),
      inFrame(
        dnsMessage(0, [
          ['a.local', 12],
          ['b.local', 1],
        ]),
        5353,
        5353,
      ),
      inFrame(dnsQuery('wpad'), 5000, 5355),
      ethernet(carried(gre(0x0800, ipv4(udp(5000, 53, dnsQuery('inside.example')), { protocol: 17 })), 47)),
      inFrame(dhcp(1, [[55, [1, 3, 6, 15, 119]]]), 68, 67),
      inFrame(dhcp(2, [[51, [0, 0, 1, 0]]], [10, 0, 0, 9]), 67, 68),
      ethernet(arp(1, [CLIENT_MAC, '10.0.0.1'], [CLIENT_MAC, '10.0.0.2']), { type: 0x0806 }),
      ethernet(ipv6(neighbour(136, name, [2, CLIENT_MAC]), { protocol: 58, ttl: 255 })),
    ];
    const packets: CapturedPacket[] = [
      ...frames.map((bytes, index) => ({ time: EPOCH + index, bytes })),
      ...session(
        [
          [true, clientHello({ serverName: 'www.example.org', protocols: ['h2', 'http/1.1'] })],
          [false, bytesOf(serverHello({ protocol: 'h2' }), certificateMessage())],
        ],
        { at: 100 },
      ),
      ...session(
        [
          [true, ascii('GET /path HTTP/1.1\r\nHost: www.example.org\r\n\r\n')],
          [false, ascii('HTTP/1.1 204 No Content\r\n\r\n')],
        ],
        { at: 200, serverPort: 80, clientPort: 41_000 },
      ),
    ];
    const file = generated('facts.pcap', pcap(packets));
    expect(expectSameFacts(file)).toEqual({
      'DNS names': 6,
      'DNS addresses': 1,
      'server names of TLS': 1,
      'JA3S of TLS': 1,
      certificates: 1,
      'requests of HTTP': 1,
      'messages of DHCP': 2,
      'bindings of ARP': 1,
      'bindings of neighbours': 1,
    });
  });

  it.each(['ordinary', 'attacked'])('recorded in the lab: %s', (name) => {
    const packed = new URL(`../../../../../examples/lab/captures/${name}.pcap.gz`, import.meta.url);
    const file = generated(`${name}.pcap`, gunzipSync(readFileSync(packed)));
    const compared = expectSameFacts(file);
    expect(compared['DNS names']).toBeGreaterThan(1000);
    expect(compared['requests of HTTP']).toBeGreaterThan(1000);
  });
});
