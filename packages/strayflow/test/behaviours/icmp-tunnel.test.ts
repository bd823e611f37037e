import { describe, expect, it } from 'vitest';
import { icmpTunnel } from '../../src/behaviours/icmp-tunnel.js';
import { type FlowRow, START } from '../flow-rows.js';
import { drive, latest } from './drive.js';

type Row = Partial<FlowRow>;

const ALERT = 3.81;
const find = (rows: readonly Row[]) => latest(drive(icmpTunnel, rows));

/** One second of echo packets. */
const echo = (i: number, packets: number, sent: number, received: number, row: Row = {}): Row => ({
  time: START + i * 1_000,
  source: '10.0.0.9',
  destination: '203.0.113.5',
  protocol: 1,
  icmpType: 8,
  icmpCode: 0,
  sourcePort: null,
  destinationPort: null,
  packetsSent: packets,
  bytesSent: packets * sent,
  packetsReceived: packets,
  bytesReceived: packets * received,
  ...row,
});
const many = (count: number, make: (i: number) => Row) => Array.from({ length: count }, (_, i) => make(i));

describe('an ICMP tunnel', () => {
  it('is told by answers that are not what was sent', () => {
    const [evidence, ...more] = find(many(40, (i) => echo(i, 5, 90 + i, 400)));
    expect(more).toEqual([]);
    expect(evidence!.surprise).toBeGreaterThan(ALERT);
    expect(evidence).toMatchObject({
      family: 'icmp-tunnel',
      host: '10.0.0.9',
      peer: '203.0.113.5',
      technique: 'T1095',
      threshold: { value: 36, unit: 'packets' },
    });
    expect(evidence!.summary).toBe(
      'exchanged 102 kB with 203.0.113.5 in ICMP echo packets in 39 s (200 of 110 bytes on average, 200 of 400 back): 200 packets got answers of another size, though an echo returns what it was sent',
    );
  });

  it('fires exactly at the number of packets that the evidence names', () => {
    expect(find(many(35, (i) => echo(i, 1, 84, 150)))).toEqual([]);
    expect(find(many(36, (i) => echo(i, 1, 84, 150)))).toHaveLength(1);
  });

  it('counts answers that came as flows of their own', () => {
    const asked = echo(0, 1, 84, 84);
    const answers = many(60, (i) => echo(1 + i, 1, 120, 300, { icmpType: 0, initiatorKnown: false }));
    expect(find([asked, ...answers])[0]).toMatchObject({ host: '10.0.0.9' });
    expect(find(answers)).toEqual([]);
  });

  it('by volume alone stays under the alert line', () => {
    const [evidence] = find(many(600, (i) => echo(i, 100, 1400, 1400)));
    expect(evidence!.surprise).toBeCloseTo(3.3 - Math.log10(2), 9);
    expect(evidence!.summary).toContain('though each answer has the size of its request');
  });

  it('is found in ICMPv6, too', () => {
    const six = { protocol: 58, icmpType: 128, source: 'fd00::9', destination: '2001:db8::5' };
    expect(find(many(60, (i) => echo(i, 1, 84, 150, six)))).toHaveLength(1);
  });
});

describe('what looks like an ICMP tunnel and is none', () => {
  const quiet = (rows: readonly Row[]) => expect(find(rows)).toEqual([]);

  it('pings, for a day', () => quiet(many(2_000, (i) => echo(i * 40, 40, 84, 84))));

  it('pings of which answers are lost', () =>
    quiet(many(500, (i) => echo(i, 10, 84, 84, { packetsReceived: 7, bytesReceived: 588 }))));

  it('a look for the largest packet', () => quiet(many(60, (i) => echo(i, 1, 100 + 20 * i, 100 + 20 * i))));

  it('hosts that cut their answers', () => quiet(many(300, (i) => echo(i, 1, 1028, 96))));

  it('pings that nobody answers, and errors', () => {
    quiet(many(300, (i) => echo(i, 1, 84, 0, { packetsReceived: 0 })));
    quiet(many(300, (i) => echo(i, 1, 84, 300, { icmpType: 3 })));
  });

  it('bytes that are unknown', () => quiet(many(300, (i) => echo(i, 1, 84, 300, { bytesSent: null }))));
});
