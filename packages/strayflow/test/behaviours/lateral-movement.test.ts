import { describe, expect, it } from 'vitest';
import { lateralMovement } from '../../src/behaviours/lateral-movement.js';
import { type FlowRow, REFUSED, START } from '../flow-rows.js';
import { drive, latest } from './drive.js';

type Row = Partial<FlowRow>;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ALERT = 3.81;
const find = (rows: readonly Row[]) => latest(drive(lateralMovement, rows));
const alerts = (rows: readonly Row[]) => find(rows).filter(({ surprise }) => surprise >= ALERT);

/** Sessions with `count` hosts, a minute apart, `from` ms after the first record. */
const sessions = (count: number, from: number, row: Row = {}, first = 1): Row[] =>
  Array.from({ length: count }, (_, i) => ({
    time: START + from + i * 60_000,
    source: '10.0.0.9',
    destination: `10.0.1.${first + i}`,
    destinationPort: 3389,
    bytesSent: 9_000,
    bytesReceived: 40_000,
    ...row,
  }));
/** Ordinary traffic from which on there is a history. */
const begin: Row = { source: '10.0.0.9', destination: '192.0.2.1' };

describe('lateral movement', () => {
  it('is told with the hosts that are new to the source', () => {
    const [evidence, ...more] = find([begin, ...sessions(12, 2 * DAY)]);
    expect(more).toEqual([]);
    expect(evidence!.surprise).toBeGreaterThan(ALERT);
    expect(evidence).toMatchObject({
      family: 'lateral-movement',
      host: '10.0.0.9',
      role: 'actor',
      peer: null,
      key: 'rdp',
      attributable: true,
      recordCount: 12,
      technique: 'T1021.001',
    });
    expect(evidence!.summary).toBe(
      'held rdp sessions with 12 internal hosts that it had not used before (10.0.1.1, 10.0.1.2, 10.0.1.3, 10.0.1.4, 10.0.1.5 and 7 more) in 11 min; usual are up to 2 within an hour, compared with 48 h of history',
    );
  });

  it('fires exactly at the number of hosts that the evidence names', () => {
    const { value } = find([begin, ...sessions(12, 2 * DAY)])[0]!.threshold!;
    expect(find([begin, ...sessions(value, 2 * DAY)])).toHaveLength(1);
    expect(find([begin, ...sessions(value - 1, 2 * DAY)])).toEqual([]);
  });

  it('in the first hour stays under the alert line, because every host is new then', () => {
    expect(find([begin, ...sessions(40, 0)])[0]!.surprise).toBe(3.3);
    expect(alerts([begin, ...sessions(12, 2 * HOUR)])[0]!.surprise).toBeCloseTo(4.2, 9);
  });

  it('is told by service', () => {
    const ssh = sessions(25, 3 * DAY, { destinationPort: 22 });
    expect(alerts([begin, ...ssh]).map(({ key }) => key)).toEqual(['ssh']);
  });
});

describe('what looks like lateral movement and is none', () => {
  const quiet = (rows: readonly Row[]) => expect(alerts([begin, ...rows])).toEqual([]);

  it('a scan: refused, or looked at only', () => {
    quiet(sessions(60, 2 * DAY, REFUSED));
    quiet(sessions(60, 2 * DAY, { bytesSent: 120, bytesReceived: 60, packetsSent: 3 }));
  });

  it('a station that manages the same hosts every day', () => {
    const managed = [0, 1, 2, 3, 4].flatMap((day) => sessions(50, day * DAY));
    quiet(managed);
  });

  it('a station that reaches new hosts every day', () => {
    quiet([0, 1, 2, 3, 4, 5].flatMap((day) => sessions(30, day * DAY, {}, 1 + 30 * day)));
  });

  it('servers that many hosts use', () => {
    const others = [20, 21, 22, 23].flatMap((host, i) =>
      sessions(12, 2 * DAY + i * 1_000, { source: `10.0.2.${host}`, destinationPort: 445 }),
    );
    quiet([...others, ...sessions(12, 2 * DAY + HOUR, { destinationPort: 445 })]);
  });

  it('sessions with hosts outside, or from there', () => {
    quiet(sessions(12, 2 * DAY).map((row, i) => ({ ...row, destination: `198.51.100.${i}` })));
    quiet(sessions(12, 2 * DAY, { source: '203.0.113.7' }));
  });

  it('flows of which the beginning was not seen, or the size', () => {
    quiet(sessions(12, 2 * DAY, { initiatorKnown: false }));
    quiet(sessions(12, 2 * DAY, { bytesSent: null }));
  });
});
