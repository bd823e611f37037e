import { describe, expect, it } from 'vitest';
import { longConnection } from '../../src/behaviours/long-connection.js';
import { type FlowRow, START } from '../flow-rows.js';
import { drive, latest } from './drive.js';

type Row = Partial<FlowRow>;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const C2 = '203.0.113.66';

/** Twelve hosts with twenty ordinary connections each to one port, of a few seconds. */
function ordinary(destinationPort: number, durationMs = 4_000): Row[] {
  return Array.from({ length: 240 }, (_, i) => ({
    source: `10.0.0.${1 + (i % 12)}`,
    destination: `198.51.100.${1 + (i % 7)}`,
    destinationPort,
    time: START + i * 22_500,
    durationMs: durationMs * (1 + (i % 5)),
  }));
}

function connection(durationMs: number, row: Row = {}): Row {
  return { destination: C2, destinationPort: 4444, time: START + HOUR + durationMs, durationMs, ...row };
}

const find = (rows: readonly Row[], options: object = {}) => latest(drive(longConnection, rows, { options }));

describe('long connections', () => {
  it('are told with their length, what is usual, and who else goes there', () => {
    const [evidence, ...more] = find([...ordinary(443), connection(5 * HOUR)]);
    expect(more).toEqual([]);
    expect(evidence).toMatchObject({
      family: 'long-connection',
      host: '10.0.0.9',
      peer: C2,
      key: `${C2}:4444/tcp`,
      attributable: true,
      recordCount: 1,
    });
    expect(evidence!.summary).toContain(`kept a connection to ${C2}:4444 (tcp) open for 5 h`);
    expect(evidence!.summary).toContain('1 of about 12 hosts of the site uses it');
    expect(evidence!.surprise).toBeGreaterThan(2.5);
    expect(evidence!.surprise).toBeLessThan(3.8);
  });

  it('weigh more the longer they are, and less where the service is known to last', () => {
    const rows = (durationMs: number, port: number) => [
      ...ordinary(port),
      connection(durationMs, { destinationPort: port }),
    ];
    const surprise = (durationMs: number, port: number) => find(rows(durationMs, port))[0]?.surprise ?? 0;
    expect(surprise(8 * HOUR, 9001)).toBeGreaterThan(surprise(HOUR, 9001));
    expect(surprise(8 * HOUR, 9001)).toBeGreaterThan(surprise(8 * HOUR, 443));
    const usual = find([...ordinary(9001, 2 * HOUR), connection(3 * HOUR, { destinationPort: 9001 })]);
    expect(usual.filter(({ peer }) => peer === C2)).toEqual([]);
  });

  it('are told while they are still open, once an hour has passed in records', () => {
    const rows = Array.from({ length: 60 }, (_, i) =>
      connection(i * MINUTE, {
        record: i === 0 ? 'start' : 'update',
        flowId: 7_000,
        start: START + HOUR,
        time: START + HOUR + i * MINUTE,
        state: 'S1',
      }),
    );
    const told = drive(longConnection, [...ordinary(443), ...rows]);
    expect(told[0]!.lastSeen).toBeLessThan(START + HOUR + 20 * MINUTE);
    expect(told.at(-1)!.contributions.find(({ feature }) => feature === 'long connections')!.value).toBe(1);
    expect(told.at(-1)!.summary).toContain('open for 59 min');
  });

  it('fire at the duration that the evidence names', () => {
    const rows = (durationMs: number) => [
      ...ordinary(4444, 60_000),
      connection(durationMs, { destinationPort: 4444 }),
    ];
    const options = { fireSurprise: 2 };
    const [evidence] = find(rows(20 * HOUR), options).filter(({ peer }) => peer === C2);
    const needed = 1000 * evidence!.threshold!.value;
    expect(needed).toBeGreaterThan(10 * MINUTE);
    const ofPeer = (durationMs: number) => find(rows(durationMs), options).filter(({ peer }) => peer === C2);
    expect(ofPeer(needed * 1.2)).toHaveLength(1);
    expect(ofPeer(needed * 0.7)).toEqual([]);
  });
});

describe('no long connection is', () => {
  it('a session of a service that stays open, over the alert line', () => {
    const shell = find([...ordinary(443), connection(9 * HOUR, { destinationPort: 22 })]);
    for (const evidence of shell) expect(evidence.surprise).toBeLessThan(2.5);
  });

  it('a service that many hosts keep open, as push messages are', () => {
    const rows = Array.from({ length: 12 }, (_, i) =>
      connection(6 * HOUR, {
        source: `10.0.0.${1 + i}`,
        destinationPort: 443,
        time: START + 7 * HOUR + i * 1000,
      }),
    );
    for (const evidence of find([...ordinary(443), ...rows])) expect(evidence.surprise).toBeLessThan(1);
  });

  it('between two hosts of the site, over the alert line', () => {
    const told = find([...ordinary(443), connection(20 * HOUR, { destination: '10.0.0.77' })]);
    for (const evidence of told) expect(evidence.surprise).toBeLessThan(2.2);
    expect(
      find([...ordinary(443), connection(20 * HOUR, { destination: '10.0.0.77', destinationPort: 22 })]),
    ).toEqual([]);
  });

  it('one of unknown length, mid-stream, or from outside', () => {
    const rows = [
      connection(5 * HOUR, { durationMs: null, start: START }),
      connection(5 * HOUR, { initiatorKnown: false }),
      connection(5 * HOUR, { source: C2, destination: '10.0.0.77' }),
    ];
    expect(find([...ordinary(443), ...rows])).toEqual([]);
  });
});
