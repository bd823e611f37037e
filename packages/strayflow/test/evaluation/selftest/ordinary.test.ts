import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ATTACKS } from '../../../src/evaluation/selftest/attacks/index.js';
import { Ordinary, type Yardstick } from '../../../src/evaluation/selftest/ordinary.js';
import { type FlowRow, flows, REFUSED, START } from '../../flow-rows.js';

const HOUR = 3_600_000;
const INSIDE = START - (START % HOUR);
const yardstickOf = (behaviour: string) => ATTACKS.find((each) => each.behaviour === behaviour)!.yardstick!;
/** 10.0.0.0/8, as its first byte behind the prefix of IPv4 tells. */
const isInternal = (bytes: Uint8Array, offset: number) => bytes[offset + 12] === 10;

function mostOf(yardstick: Yardstick, rows: readonly Partial<FlowRow>[], host = '10.0.0.1'): number {
  const ordinary = new Ordinary([yardstick]);
  ordinary.add(flows(rows));
  return ordinary.mostOf(yardstick, host, isInternal);
}

describe('what a host does anyway', () => {
  const upload = (minutes: number, destination: string, bytesSent: number): Partial<FlowRow> => ({
    time: INSIDE + 60_000 * minutes,
    source: '10.0.0.1',
    destination,
    bytesSent,
    bytesReceived: 100,
  });
  const rows = [
    upload(1, '192.0.2.1', 1_100),
    upload(2, '192.0.2.1', 2_100),
    upload(3, '192.0.2.2', 2_600),
    upload(4, '10.0.0.7', 90_000),
    upload(61, '192.0.2.1', 2_900),
  ];

  it('is the largest sum towards one outside host within an hour', () => {
    const uploads = yardstickOf('exfiltration');
    expect(mostOf(uploads, rows)).toBe(3_000);
    expect(uploads.say(3_000)).toBe('3.0 kB more than it got, to one outside host within an hour');
  });

  it('is nothing of a host that only answers, or was never heard', () => {
    const uploads = yardstickOf('exfiltration');
    expect(mostOf(uploads, rows, '192.0.2.1')).toBe(0);
    expect(mostOf(uploads, rows, '10.9.9.9')).toBe(0);
    expect(mostOf(uploads, [{ ...rows[0], bytesReceived: null }])).toBe(0);
  });

  it('counts flows, not their records', () => {
    const ssh = { time: INSIDE, source: '10.0.0.1', destination: '10.0.0.2', destinationPort: 22 };
    const records = (['start', 'update', 'end', 'complete'] as const).map((record) => ({ ...ssh, record }));
    expect(mostOf(yardstickOf('brute-force'), records)).toBe(2);
  });

  it('counts failed connections alone where a scan is told by them', () => {
    const tried = { time: INSIDE, source: '10.0.0.1', destination: '10.0.0.2' };
    expect(mostOf(yardstickOf('port-scan'), [tried, { ...tried, ...REFUSED }])).toBe(1);
  });

  it('is the same however the records are cut into batches', () => {
    const uploads = yardstickOf('exfiltration');
    fc.assert(
      fc.property(fc.nat({ max: rows.length }), (cut) => {
        const ordinary = new Ordinary([uploads]);
        ordinary.add(flows(rows.slice(0, cut)));
        ordinary.add(flows(rows.slice(cut)));
        expect(ordinary.mostOf(uploads, '10.0.0.1', isInternal)).toBe(3_000);
      }),
    );
  });
});
