/** Captures to begin with: conversations, fragments, tunnels, and exporters' datagrams on their way. */
import {
  arp,
  type CapturedPacket,
  CLIENT,
  CLIENT_MAC,
  ethernet,
  icmp,
  ipv4,
  ipv6,
  pcap,
  pcapng,
  SERVER,
  SERVER_MAC,
  udp,
} from '../sources/pcap/capture-builder.js';
import { EPOCH, tcpPackets, wholeConnection } from '../sources/pcap/conversations.js';
import * as tunnel from '../sources/pcap/tunnel-builder.js';

/** A question for example.com, type A. */
const DNS_QUESTION = Uint8Array.from([
  0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 7, 101, 120, 97, 109, 112, 108, 101, 3, 99, 111, 109, 0, 0, 1, 0, 1,
]);
/** Its answer, the name given by a pointer (RFC 1035 section 4.1.4). */
const DNS_ANSWER = Uint8Array.from([
  ...DNS_QUESTION.slice(0, 2),
  0x81,
  0x80,
  0,
  1,
  0,
  1,
  0,
  0,
  0,
  0,
  ...DNS_QUESTION.slice(12),
  0xc0,
  12,
  0,
  1,
  0,
  1,
  0,
  0,
  0,
  60,
  0,
  4,
  192,
  0,
  2,
  2,
]);

/** @param exports payloads of exporters' datagrams */
export function captureSeeds(exports: readonly Uint8Array[]): readonly Uint8Array[] {
  const question = ipv4(udp(5353, 53, DNS_QUESTION), { protocol: 17 });
  const answer = ipv4(udp(53, 5353, DNS_ANSWER), { protocol: 17, source: SERVER, destination: CLIENT });
  const frames = [
    ethernet(question),
    ethernet(answer),
    ethernet(ipv4(new Uint8Array(16), { protocol: 17, moreFragments: true, id: 9 })),
    ethernet(ipv4(new Uint8Array(24), { protocol: 17, fragmentOffset: 16, id: 9 })),
    ethernet(
      ipv6(udp(1024, 53, DNS_QUESTION), {
        protocol: 17,
        extensions: [[0, [0, 0, 0, 0, 0, 0, 0]]],
      }),
    ),
    ethernet(ipv6(icmp(135, 0), { protocol: 58 })),
    ethernet(ipv4(icmp(8, 0, 7), { protocol: 1 }), { tags: [[0x8100, 7]] }),
    ethernet(arp(1, [CLIENT_MAC, CLIENT], ['00:00:00:00:00:00', SERVER]), { type: 0x806 }),
    ethernet(ipv4(udp(68, 67, new Uint8Array(260)), { protocol: 17 })),
  ];
  const tunnels = [
    ethernet(tunnel.carried(tunnel.gre(0x0800, question, { key: 5, checksum: true }), 47)),
    ethernet(tunnel.carried(tunnel.erspan2(frames[0]!), 47)),
    ethernet(tunnel.carried(tunnel.erspan3(frames[0]!, true), 47)),
    ethernet(tunnel.carried(tunnel.pptp(tunnel.ppp(0x0021, question)), 47)),
    ethernet(tunnel.overUdp(4789, tunnel.vxlan(5, frames[1]!))),
    ethernet(tunnel.overUdp(6081, tunnel.geneve(5, 0x6558, frames[1]!, 2))),
    ethernet(tunnel.overUdp(2152, tunnel.gtp(question, { sequence: true, extensions: [[0x85, [1, 2]]] }))),
    ethernet(tunnel.overUdp(1701, tunnel.l2tp(tunnel.ppp(0x0021, question), true))),
    ethernet(tunnel.carried(question, 4)),
    ethernet(tunnel.mpls([17, 18], answer), { type: 0x8847 }),
    ethernet(tunnel.pppoe(tunnel.ppp(0x0021, question)), { type: 0x8864, source: SERVER_MAC }),
  ];
  const sent = exports.map((each) =>
    ethernet(ipv4(udp(40_000, 2055, Uint8Array.from(each)), { protocol: 17 })),
  );
  const connection = tcpPackets(wholeConnection(0));
  return [
    pcap([...connection, ...packets(frames)]),
    pcap(packets(tunnels)),
    pcapng(packets([...frames, ...tunnels])),
    pcapng(connection),
    pcap(packets(sent)),
    pcapng(packets(sent)),
  ];
}

function packets(frames: readonly Uint8Array[]): CapturedPacket[] {
  return frames.map((bytes, index) => ({ time: EPOCH + 50 * index, bytes }));
}
