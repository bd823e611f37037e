import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sflowProtocol } from '../../../src/sources/sflow/sflow-protocol.js';
import {
  ACK,
  arp,
  be32,
  bytesOf,
  CLIENT,
  CLIENT_MAC,
  ethernet,
  ipv4,
  SERVER,
  SERVER_MAC,
  SYN,
  tcp,
  udp,
} from '../pcap/capture-builder.js';
import { flowSample, item, rawHeader, readSflow, sflow } from './sflow-datagrams.js';

const question = ethernet(ipv4(udp(5353, 53, new Uint8Array(32)), { protocol: 17, ttl: 61 }));
const answer = ethernet(
  ipv4(udp(53, 5353, new Uint8Array(90)), { protocol: 17, source: SERVER, destination: CLIENT }),
);

describe('sFlow', () => {
  it('makes each sample as many packets as it stands for', () => {
    const { flows, read } = readSflow([sflow([flowSample([rawHeader(question)], { rate: 200 })])]);
    expect(read).toBe(1);
    expect(flows).toEqual([
      expect.objectContaining({
        source: CLIENT,
        destination: SERVER,
        ports: [5353, 53],
        protocol: 17,
        sent: [200, 200 * 60],
        received: [null, null],
        time: 1e12,
        ttl: 61,
        rate: 200,
        interfaceIndex: 3,
        exporter: '192.0.2.9',
      }),
    ]);
  });

  it('reads the expanded form, too, and joins both directions', () => {
    const { flows } = readSflow([
      sflow([flowSample([rawHeader(question)], { rate: 10, expanded: true })]),
      sflow([flowSample([rawHeader(answer)], { rate: 10, expanded: true })], 2),
    ]);
    expect(flows.filter(({ sent, received }) => sent[0] === 10 && received[0] === 10)).toHaveLength(1);
  });

  it('says nothing of the state of a connection that was sampled', () => {
    const opening = ethernet(ipv4(tcp({ flags: SYN }), { protocol: 6 }));
    const reset = ethernet(
      ipv4(tcp({ flags: 4 | ACK, sourcePort: 80, destinationPort: 40000 }), {
        protocol: 6,
        source: SERVER,
        destination: CLIENT,
      }),
    );
    for (const { state } of readSflow([
      sflow([flowSample([rawHeader(opening)], { rate: 100 }), flowSample([rawHeader(reset)], { rate: 100 })]),
    ]).flows) {
      expect(state).toBe(0);
    }
  });

  it('reads addresses without a header, the VLAN and the user', () => {
    const addresses = item(3, [
      ...be32(1500),
      ...be32(6),
      10,
      0,
      0,
      1,
      192,
      0,
      2,
      2,
      ...be32(4444),
      ...be32(80),
      ...be32(24),
      ...be32(0),
    ]);
    const name = new TextEncoder().encode('anna');
    const user = item(1004, bytesOf(be32(106), be32(4), name, be32(106), be32(0)));
    const vlan = item(1001, [...be32(77), ...be32(0), ...be32(78), ...be32(0)]);
    const [flow] = readSflow([sflow([flowSample([vlan, addresses, user], { rate: 4 })])]).flows;
    expect(flow).toMatchObject({
      ports: [4444, 80],
      sent: [4, 6000],
      vlan: 77,
      identity: 'anna',
    });
  });

  it('counts what holds no flow, and what the agent and the network lost', () => {
    const reading = readSflow([
      sflow([item(2, be32(1)), item(4, be32(1)), item(5, be32(1)), item((4413 << 12) | 1, be32(1))], 1),
      sflow(
        [
          flowSample(
            [rawHeader(ethernet(arp(1, [CLIENT_MAC, CLIENT], [SERVER_MAC, SERVER]), { type: 0x0806 }))],
            { drops: 5 },
          ),
          flowSample([], { drops: 5 }),
        ],
        2,
      ),
      sflow([flowSample([rawHeader(question)], { drops: 25 })], 6),
    ]);
    expect(reading.ignored).toEqual({
      'sflow counter sample': 2,
      'sflow discarded packet': 1,
      'sflow sample of an unknown format': 1,
      'sampled arp': 1,
      'sflow sample without a packet': 1,
    });
    expect(reading.losses).toBe(3);
    expect(reading.notes).toEqual([
      "sFlow datagrams that never arrived, by the agents' sequence numbers: 3.",
      'Samples that sFlow agents say they dropped: 20.',
    ]);
  });

  it('refuses what is cut or old, and keeps what stands before', () => {
    const whole = sflow([flowSample([rawHeader(question)]), flowSample([rawHeader(question)])]);
    expect(sflowProtocol.isWhole(whole, 0, whole.length)).toBe(true);
    for (let to = 8; to < whole.length; to++) {
      const cut = whole.slice(0, to);
      expect(sflowProtocol.isWhole(cut, 0, to)).toBe(false);
      expect(readSflow([cut]).rejected).toHaveLength(1);
    }
    expect(readSflow([bytesOf(be32(4), be32(1), new Uint8Array(40))]).rejected).toEqual(['sflow-version-4']);
    expect(readSflow([sflow([], 1, 0xffff_ffff)]).rejected).toEqual(['sflow-truncated']);
  });

  it('never throws, accounts for every record, and is quick, whatever the bytes', () => {
    const base = sflow([
      flowSample([rawHeader(question)], { rate: 2 }),
      flowSample([rawHeader(answer)], { expanded: true }),
      item(4, be32(9)),
    ]);
    const change = fc.tuple(fc.nat(base.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const damaged = base.slice();
        for (const [at, byte] of changes) damaged[at] = byte;
        const { read, rejected, ignored, flows } = readSflow([damaged]);
        const ignores = Object.values(ignored).reduce((sum, count) => sum + count, 0);
        expect(read - rejected.length - ignores).toBeGreaterThanOrEqual(0);
        expect(flows.length).toBeLessThanOrEqual(read);
      }),
      { numRuns: 500 },
    );
  });
});
