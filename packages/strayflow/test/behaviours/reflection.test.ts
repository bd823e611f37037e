import { describe, expect, it } from 'vitest';
import { reflection } from '../../src/behaviours/reflection.js';
import { type FlowRow, START, UNANSWERED } from '../flow-rows.js';
import { drive, latest } from './drive.js';

type Row = Partial<FlowRow>;

const find = (rows: readonly Row[]) => latest(drive(reflection, rows));
const anyone = (i: number) => `198.${51 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`;

function times(count: number, make: (i: number) => Row): Row[] {
  return Array.from({ length: count }, (_, i) => ({ time: START + i, destination: '10.0.0.5', ...make(i) }));
}

/** Answers of one service from many servers, 560 bytes each. */
const udp = (port: number, count = 2000) =>
  times(count, (i) => ({
    ...UNANSWERED,
    protocol: 17,
    source: anyone(i),
    sourcePort: port,
    destinationPort: 40_000 + (i % 9000),
    bytesSent: 560,
  }));

const SYN_ACK = { initiatorKnown: false, tcpFlags: 0x12, state: 'OTH', sourcePort: 80 } as const;

describe('reflection', () => {
  it('names the victim alone, the service, and how much it was amplified', () => {
    const [evidence, ...more] = find(udp(53));
    expect(more).toEqual([]);
    expect(evidence).toMatchObject({
      family: 'reflection',
      role: 'victim',
      host: '10.0.0.5',
      peer: null,
      key: 'DNS',
      attributable: false,
      technique: 'T1498.002',
    });
    expect(evidence!.summary).toMatch(
      /^received 2,000 unrequested answers \(DNS\) in 2 s at 10\.0\.0\.5 from about (1,9|2,0)\d\d servers, 10 times the bytes/,
    );
    expect(evidence!.contributions.find(({ feature }) => feature === 'amplification')!.value).toBeCloseTo(
      10,
      9,
    );
  });

  it.each([
    [19, 'chargen'],
    [123, 'NTP'],
    [161, 'SNMP'],
    [389, 'CLDAP'],
    [500, 'ISAKMP'],
    [1900, 'SSDP'],
    [11211, 'memcached'],
  ])('by UDP port %i is %s', (port, name) => {
    expect(find(udp(port)).map(({ key }) => key)).toEqual([name]);
  });

  it('by TCP is told by SYN-ACKs and by resets, whichever side is called the source', () => {
    const from = (row: Row) => times(4000, (i) => ({ ...UNANSWERED, ...SYN_ACK, source: anyone(i), ...row }));
    expect(find(from({})).map(({ key, host }) => [key, host])).toEqual([['SYN-ACK', '10.0.0.5']]);
    expect(find(from({ tcpFlags: 0x14 })).map(({ key }) => key)).toEqual(['TCP reset']);
    const turned = times(2000, (i) => ({
      ...SYN_ACK,
      source: '10.0.0.5',
      destination: anyone(i),
      bytesSent: 0,
      packetsSent: 0,
      packetsReceived: 2,
      bytesReceived: 88,
    }));
    const [evidence] = find(turned);
    expect(evidence).toMatchObject({ host: '10.0.0.5', role: 'victim', key: 'SYN-ACK' });
    expect(evidence!.contributions.find(({ feature }) => feature === 'amplification')!.value).toBeCloseTo(
      2.2,
      9,
    );
  });

  it('does not fire below the number that it names', () => {
    const threshold = find(udp(53))[0]!.threshold!.value;
    expect(find(udp(53, threshold - 1))).toEqual([]);
    expect(find(udp(53, threshold))).toHaveLength(1);
  });

  it('is one piece of evidence while it lasts, told while it goes on', () => {
    const told = drive(
      reflection,
      udp(53, 8000).map((row, i) => ({ ...row, time: START + i * 50 })),
    );
    expect(latest(told)).toHaveLength(1);
    expect(told[0]!.lastSeen).toBeLessThan(START + 20_000);
  });
});

describe('what looks like reflection and is none', () => {
  const quiet = (rows: readonly Row[]) => expect(find(rows)).toEqual([]);

  it('answers that were asked for', () => {
    quiet(times(3000, (i) => ({ protocol: 17, destination: anyone(i), destinationPort: 53 })));
  });

  it('late answers of the few resolvers of a busy host', () => {
    quiet(udp(53).map((row, i) => ({ ...row, source: `198.51.100.${i % 3}` })));
  });

  it('resets that a proxy gets of connections that it has forgotten', () => {
    quiet(
      times(300, (i) => ({
        ...UNANSWERED,
        ...SYN_ACK,
        tcpFlags: 0x14,
        source: anyone(i),
        time: START + i * 1000,
      })),
    );
  });

  it('connections that a server answers', () => {
    quiet(times(3000, (i) => ({ source: anyone(i), tcpFlags: 0x1b })));
  });

  it('one-way records', () => {
    quiet(udp(53).map((row) => ({ ...row, state: null, packetsReceived: null })));
  });
});
