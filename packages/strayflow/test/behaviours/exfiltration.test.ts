import { describe, expect, it } from 'vitest';
import { exfiltration } from '../../src/behaviours/exfiltration.js';
import { type FlowRow, START } from '../flow-rows.js';
import { drive, latest } from './drive.js';

type Row = Partial<FlowRow>;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** The surprise from which one behaviour alone passes the alert line of .5. */
const ALERT = 3.81;
const find = (rows: readonly Row[]) => latest(drive(exfiltration, rows));
const alerts = (rows: readonly Row[]) => find(rows).filter(({ surprise }) => surprise >= ALERT);

const upload = (bytes: number, row: Row = {}): Row => ({
  source: '10.0.0.9',
  destination: '192.0.2.1',
  destinationPort: 80,
  bytesSent: bytes,
  bytesReceived: 20_000,
  packetsSent: 1_500,
  packetsReceived: 400,
  ...row,
});

/** Days of ordinary TLS with an upload of `bytes` every hour, to another destination each. */
const history = (days: number, bytes: number, row: Row = {}): Row[] =>
  Array.from({ length: 24 * days }, (_, hour) =>
    upload(bytes, {
      destination: `198.51.100.${hour % 200}`,
      destinationPort: 443,
      time: START + hour * HOUR,
      ...row,
    }),
  );

describe('data sent out', () => {
  it('by plain HTTP is told with its volume, and with the history that there is', () => {
    const [evidence, ...more] = find([upload(2_200_000)]);
    expect(more).toEqual([]);
    expect(evidence).toMatchObject({
      family: 'exfiltration',
      host: '10.0.0.9',
      peer: '192.0.2.1',
      role: 'actor',
      attributable: true,
      technique: 'T1048',
      recordCount: 1,
    });
    expect(evidence!.surprise).toBeGreaterThan(ALERT);
    expect(evidence!.summary).toBe(
      'sent 2.2 MB more than it got to 192.0.2.1:80 (plain HTTP) within an hour, to which no other host here sends; usual are up to 55.6 kB, and there is too little history of this host to compare with (under 1 s)',
    );
  });

  it('fires exactly at the volume that the evidence names', () => {
    const { threshold } = find([upload(2_200_000)])[0]!;
    const { value } = threshold!;
    expect(find([upload(value + 20_000)])).toHaveLength(1);
    expect(find([upload(value + 19_000)])).toEqual([]);
  });

  it('by TLS is told under the alert line while the host has no history, and over it afterwards', () => {
    const large = upload(5_000_000_000, { destinationPort: 443, time: START + 10 * DAY });
    expect(find([large])[0]!.surprise).toBe(3.5);
    const [evidence] = alerts([...history(10, 100_000), large]);
    expect(evidence!.summary).toContain('compared with 167 hourly volumes that it sent before, in 240 h');
  });

  it('slowly over hours is told by the day', () => {
    const slow = Array.from({ length: 10 }, (_, hour) =>
      upload(420_000, { time: Math.ceil(START / DAY) * DAY + hour * HOUR }),
    );
    const [evidence] = alerts(slow);
    expect(evidence!.contributions[0]).toMatchObject({
      feature: 'bytes sent beyond those received within a day',
      value: 4_000_000,
    });
    expect(evidence!.contributions[3]).toMatchObject({ feature: 'hours with uploads', value: 10 });
    expect(find(slow.slice(0, 1)).filter(({ surprise }) => surprise >= ALERT)).toEqual([]);
  });

  it('is not hidden by a download of the same destination later', () => {
    const later = upload(1_000, { time: START + HOUR, bytesReceived: 90_000_000 });
    expect(alerts([upload(2_200_000), later])).toHaveLength(1);
  });

  it('refers to the records that sent most', () => {
    const rows = Array.from({ length: 60 }, (_, i) =>
      upload(i === 50 ? 3_000_000 : 21_000 + i, { time: START + i * 1_000 }),
    );
    const [evidence] = find(rows);
    expect(evidence!.recordCount).toBe(60);
    expect(evidence!.records).toContainEqual({ input: 0, record: 51 });
    expect(evidence!.records).toHaveLength(20);
  });
});

describe('what looks like exfiltration and is none', () => {
  const quiet = (rows: readonly Row[]) => expect(alerts(rows)).toEqual([]);

  it('a server that answers large requests', () => {
    quiet([upload(20_000, { source: '203.0.113.7', destination: '10.0.0.5', bytesReceived: 9e9 })]);
  });

  it('a backup within the network', () => {
    quiet([upload(9e9, { destination: '10.0.0.5' })]);
  });

  it('a destination that the whole site sends to', () => {
    const rows = [4, 5, 6, 7, 8, 9].map((host, i) =>
      upload(50_000, { source: `10.0.0.${host}`, time: START + i * 1000 }),
    );
    quiet([...rows, upload(40_000_000, { time: START + 60_000 })]);
  });

  it('a host that sends as much every day', () => {
    const nightly = Array.from({ length: 6 }, (_, day) =>
      upload(3_000_000_000, { destinationPort: 443, time: START + day * DAY }),
    );
    quiet(nightly);
    const busy = history(10, 400_000_000);
    quiet([...busy, upload(900_000_000, { destinationPort: 443, time: START + 10 * DAY })]);
  });

  it('a speed test: up and down at once', () => {
    const down = upload(10_000, { bytesReceived: 60_000_000 });
    quiet([down, upload(130_000_000, { time: START + 20_000 }), upload(9_000, { time: START + 30_000 })]);
  });

  it('a video call, and a long download', () => {
    quiet([upload(900_000_000, { bytesReceived: 880_000_000, destinationPort: 443 })]);
    quiet([upload(900_000, { bytesReceived: 90_000_000 })]);
  });

  it('bytes that are unknown, connections without an answer, flows of which the beginning was not seen', () => {
    quiet([upload(9e9, { bytesReceived: null })]);
    quiet([upload(9e9, { bytesReceived: 0, packetsReceived: 0, state: 'S0' })]);
    quiet([upload(9e9, { initiatorKnown: false, state: 'OTH' })]);
  });
});
