import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StrayflowError } from '../../../src/model/errors.js';
import {
  arp,
  bytesOf,
  type CapturedPacket,
  CLIENT_MAC,
  ethernet,
  icmp,
  ipv4,
  ipv6,
  pcap,
  pcapng,
  SERVER_MAC,
  tcp,
  udp,
} from './capture-builder.js';
import { type CaptureReading, readCapture } from './capture-reading.js';
import {
  ascii,
  certificateMessage,
  clientHello,
  dhcp,
  dnsAnswer,
  dnsQuery,
  serverHello,
  session,
} from './content-builder.js';
import { EPOCH, tcpPackets, wholeConnection } from './conversations.js';
import { sshSession } from './ssh-conversation.js';
import { carried, gre, gtp, mpls, overUdp, ppp, pppoe, vxlan } from './tunnel-builder.js';

/** Tunnels, and what is read inside packets. */
function contents(): Uint8Array[] {
  const inside = ethernet(ipv4(udp(5000, 53, dnsQuery('host.example')), { protocol: 17 }));
  const answer = dnsAnswer('host.example', [{ type: 1, data: [192, 0, 2, 7] }]);
  const name = ipv4(udp(53, 5000, answer), { protocol: 17 });
  return [
    ethernet(overUdp(4789, vxlan(7, inside))),
    ethernet(carried(gre(0x0800, name, { key: 1 }), 47)),
    ethernet(overUdp(2152, gtp(name, { sequence: true }))),
    ethernet(pppoe(ppp(0x21, name)), { type: 0x8864 }),
    ethernet(mpls([16, 17], name), { type: 0x8847 }),
    ethernet(ipv4(udp(68, 67, dhcp(1, [[55, [1, 3, 6]]])), { protocol: 17 })),
    ethernet(ipv4(udp(5353, 5353, answer), { protocol: 17 })),
    ...session([
      [true, clientHello({ serverName: 'www.example.org' })],
      [false, serverHello()],
      [false, certificateMessage()],
    ]).map(({ bytes }) => bytes),
    ...session(
      [
        [true, ascii('GET / HTTP/1.1\r\nHost: www.example.org\r\n\r\n')],
        [false, ascii('HTTP/1.1 200 OK\r\n\r\n')],
      ],
      { serverPort: 8080 },
    ).map(({ bytes }) => bytes),
    ...sshSession(`>44 <44 >60${' <52 >76'.repeat(6)} <28 >112 <256`).map(({ bytes }) => bytes),
  ];
}

/** One of everything, over ten minutes, so that every time-out falls due. */
function mixedPackets(): CapturedPacket[] {
  const packets: CapturedPacket[] = [];
  const add = (at: number, bytes: Uint8Array) => packets.push({ time: EPOCH + at * 1000, bytes });
  for (let round = 0; round < 6; round++) {
    const at = round * 100;
    packets.push(...tcpPackets(wholeConnection(at), { clientPort: 40_000 + (round >> 1) }));
    add(at + 2, ethernet(arp(1, [CLIENT_MAC, '10.0.0.1'], [SERVER_MAC, '10.0.0.2']), { type: 0x0806 }));
    add(at + 3, ethernet(ipv4(icmp(8, 0, round), { protocol: 1 })));
    add(at + 4, ethernet(ipv6(udp(5000, 53), { protocol: 17, extensions: [[60, [0, 1, 4, 0, 0, 0, 0]]] })));
    const data = udp(6000, 53, new Uint8Array(100));
    add(
      at + 5,
      ethernet(ipv4(data.subarray(0, 56), { protocol: 17, id: round, moreFragments: true }), {
        tags: [[0x8100, 7]],
      }),
    );
    add(
      at + 6,
      ethernet(ipv4(data.subarray(56), { protocol: 17, id: round, fragmentOffset: 56 }), {
        tags: [[0x8100, 7]],
      }),
    );
    add(at + 7, ethernet(new Uint8Array(46), { type: 0x88cc }));
    add(at + 8, ethernet(ipv4(tcp())).subarray(0, 40));
    if (round % 3 === 0) contents().forEach((bytes, index) => void add(at + 9 + index / 10, bytes));
  }
  return packets;
}

const packets = mixedPackets();
const captures = [
  pcap(packets),
  pcap(packets, { littleEndian: false, nanoseconds: true, snapLength: 64 }),
  pcapng(packets),
  bytesOf(
    pcapng(packets.slice(0, 20), { littleEndian: false, block: 'old' }),
    pcapng(packets.slice(20), { interfaces: [{ resolution: 9 }] }),
    pcapng(packets.slice(0, 3), { block: 'simple' }),
  ),
];
const whole = captures.map((capture) => readCapture(capture));

describe('captures in pieces', () => {
  it('reads the same however the capture is cut', () => {
    fc.assert(
      fc.property(
        fc.nat(captures.length - 1),
        fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 40 }),
        (index, sizes) => {
          expect(readCapture(captures[index]!, {}, sizes)).toEqual(whole[index]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('reads the same however it is cut and wherever it is continued from a snapshot', () => {
    fc.assert(
      fc.property(
        fc.nat(captures.length - 1),
        fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 40 }),
        fc.array(fc.nat(60), { minLength: 1, maxLength: 8 }),
        (index, sizes, restarts) => {
          expect(readCapture(captures[index]!, {}, sizes, restarts)).toEqual(whole[index]);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('goes on from a snapshot with other options, and loses no packet by that', () => {
    const packetsOf = ({ flows }: CaptureReading) =>
      flows.reduce((sum, row) => sum + row.packetsSent! + row.packetsReceived!, 0);
    const little = { maxFlows: 1, contents: false };
    for (let after = 0; after < 30; after++) {
      const restarts = [after, after + 2];
      const fewer = readCapture(captures[0]!, {}, [200], restarts, [little, {}]);
      const more = readCapture(captures[0]!, little, [200], restarts, [{}, little]);
      expect([packetsOf(fewer), packetsOf(more)]).toEqual([packetsOf(whole[0]!), packetsOf(whole[0]!)]);
    }
  });

  it('reads the same byte by byte', () => {
    captures.forEach((capture, index) => {
      expect(readCapture(capture, {}, [1])).toEqual(whole[index]);
    });
  });
});

describe('mutated captures', () => {
  const mutation = fc.record({
    index: fc.nat(captures.length - 1),
    edits: fc.array(fc.record({ at: fc.nat(), value: fc.nat(255) }), { maxLength: 12 }),
    keep: fc.double({ min: 0, max: 1, noNaN: true }),
    sizes: fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 5 }),
    maxFlows: fc.integer({ min: 1, max: 8 }),
  });

  it('are read or refused in words, and every frame is accounted for', () => {
    fc.assert(
      fc.property(mutation, ({ index, edits, keep, sizes, maxFlows }) => {
        const capture = captures[index]!.slice(0, Math.ceil(captures[index]!.length * keep));
        for (const { at, value } of edits) capture[at % capture.length] = value;
        try {
          const reading = readCapture(capture, { maxFlows }, sizes);
          const counted = [reading.rejected, reading.ignored]
            .flatMap((reasons) => Object.values(reasons))
            .reduce((sum, count) => sum + count, 0);
          const inFlows = reading.flows.reduce(
            (sum, row) => sum + row.packetsSent! + row.packetsReceived!,
            0,
          );
          const messages = reading.facts.filter((fact) => fact.kind === 'arpBinding').length;
          expect(inFlows + messages + counted).toBe(reading.read);
          const opened = reading.flows.filter((row) => row.record === 'start').length;
          expect(reading.flows.filter((row) => row.record === 'end')).toHaveLength(opened);
          for (const row of reading.flows) {
            expect(Number.isFinite(row.time) && row.durationMs! >= 0 && row.time >= row.start).toBe(true);
          }
        } catch (error) {
          if (!(error instanceof StrayflowError)) throw error;
          expect(error.message).toMatch(/byte|no bytes/);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('survive bytes of pure noise behind a good header', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), fc.boolean(), (noise, next) => {
        const header = next ? pcapng([packets[0]!]) : pcap([packets[0]!]);
        expect(readCapture(bytesOf(header, noise)).read).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
  });
});
