import { describe, expect, it } from 'vitest';
import { muchUsedPeer } from '../../src/addresses/much-used-peer.js';
import { MUCH_USED_KEY } from '../../src/model/guard-signs.js';
import { type DriveOptions, drive } from '../behaviours/drive.js';
import { type FlowRow, START, UNANSWERED } from '../flow-rows.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const PEER = '198.51.7.1';

type Row = Partial<FlowRow>;

interface Habit {
  readonly hosts?: readonly string[];
  readonly days?: number;
  readonly hours?: number;
  readonly more?: Row | ((host: string, i: number) => Row);
}

/** Each host begins two connections in each of so many hours of each day. */
function habit({
  hosts = ['10.0.0.1', '10.0.0.2', '10.0.0.3'],
  days = 2,
  hours = 4,
  more = {},
}: Habit = {}): Row[] {
  const rows: Row[] = [];
  for (let day = 0; day < days; day++)
    for (let hour = 0; hour < hours; hour++)
      for (const [i, source] of hosts.entries())
        for (const again of [0, 1]) {
          const row = typeof more === 'function' ? more(source, rows.length) : more;
          const time = START + day * DAY + hour * HOUR + 60_000 * i + 1_000 * again;
          rows.push({ source, destination: PEER, time, ...row });
        }
  return rows;
}

const told = (rows: readonly Row[], how: DriveOptions = {}) => drive(muchUsedPeer, rows, how);

describe('a much-used peer', () => {
  it('is one that several own hosts used in different hours of different days', () => {
    const [evidence, ...more] = told(habit());
    expect(more).toEqual([]);
    expect(evidence).toMatchObject({
      host: PEER,
      role: 'actor',
      family: 'context',
      key: MUCH_USED_KEY,
      surprise: 1,
      summary:
        'is a peer that the network uses much: 3 of its hosts began 30 connections to it on 2 days, each in 3 hours or more',
    });
    expect(evidence!.firstSeen).toBeGreaterThan(START + DAY);
  });

  it('is told again, of the same evidence, while it is used', () => {
    const weeks = told(habit({ days: 20 }));
    expect(weeks.map(({ revision }) => revision)).toEqual([0, 1, 2]);
    expect(new Set(weeks.map(({ id }) => id)).size).toBe(1);
    expect(new Set(weeks.map(({ firstSeen }) => firstSeen)).size).toBe(1);
  });

  it('is counted as the /64 that a block would have', () => {
    const rows = habit({ more: (_, i) => ({ destination: `2a00:1450:1:2::${(i + 1).toString(16)}` }) });
    expect(told(rows).map(({ host }) => host)).toEqual(['2a00:1450:1:2::/64']);
  });
});

describe('nobody makes itself a much-used peer', () => {
  it.each([
    ['in one day, however often', habit({ days: 1, hours: 12 })],
    ['by a single own host, for weeks', habit({ hosts: ['10.0.0.1'], days: 20, hours: 20 })],
    [
      'by one own host and visits that others were lured to',
      [
        ...habit({ hosts: ['10.0.0.1'], days: 20 }),
        ...habit({ hosts: ['10.0.0.2', '10.0.0.3'], hours: 2, days: 1 }),
      ],
    ],
    ['by connecting to the network itself', habit({ more: (host) => ({ source: PEER, destination: host }) })],
    [
      'by a scan that nobody answers',
      habit({ more: (host) => ({ source: PEER, destination: host, ...UNANSWERED }) }),
    ],
    ['by attempts of own hosts that it does not answer', habit({ more: UNANSWERED })],
    ['by answering UDP, whose asker may be forged', habit({ more: { protocol: 17 } })],
    ['by flows whose beginning nobody saw', habit({ more: { initiatorKnown: false } })],
    ['by handshakes of one packet', habit({ more: { state: 'S1', packetsSent: 1 } })],
    ['by connections in which it sends nothing', habit({ more: { bytesReceived: 0 } })],
    [
      'by one own host with many addresses of its /64',
      habit({
        hosts: ['2001:db8:9::1', '2001:db8:9::2', '2001:db8:9::3', '2001:db8:9::4'],
        days: 20,
      }),
    ],
    [
      'by one own machine with many IPv6 networks',
      habit({
        hosts: ['2001:db8:9:1::1', '2001:db8:9:2::1', '2001:db8:9:3::1'],
        days: 20,
        more: { sourceMac: '02:00:00:00:00:09' },
      }),
    ],
  ])('%s', (_, rows) => {
    const network = {
      isInternal: (bytes: Uint8Array, at: number) => bytes[at] === 0x20 || bytes[at + 12] === 10,
    };
    expect(told(rows, { network })).toEqual([]);
  });
});

it('own hosts with IPv6 addresses are told apart by their link-layer addresses', () => {
  const network = { isInternal: (bytes: Uint8Array, at: number) => bytes[at] === 0x20 };
  const hosts = ['2001:db8:9::1', '2001:db8:9::2', '2001:db8:9::3'];
  const rows = habit({ hosts, more: (host) => ({ sourceMac: `02:00:00:00:00:0${host.at(-1)!}` }) });
  expect(told(rows, { network })).toHaveLength(1);
});

it('a peer that nobody used for long has to earn it again', () => {
  const before = habit({ days: 1 });
  const after = habit({ days: 1 }).map((row) => ({ ...row, time: row.time! + 20 * DAY }));
  expect(told([...before, ...after])).toEqual([]);
  expect(told([...before, ...after], { options: { forgetAfterMs: 30 * DAY } })).toHaveLength(1);
});

it('a flood of other peers does not push out those that were used on more days', () => {
  const flood = Array.from(
    { length: 200 },
    (_, i): Row => ({ destination: `203.0.113.${i}`, time: START + DAY - HOUR + i }),
  );
  const options = { maxPeers: 16 };
  expect(told([...habit({ days: 3 }), ...flood], { options }).map(({ host }) => host)).toContain(PEER);
});

it('is told alike however the input is cut, and after a restart', () => {
  const rows = habit({ days: 12 });
  const whole = told(rows);
  expect(whole.length).toBeGreaterThan(1);
  for (const cuts of [[1, 2, 3], [50, 51, 130], rows.map((_, i) => i)])
    expect(told(rows, { cuts })).toEqual(whole);
  expect(told(rows, { snapshotAt: 77 })).toEqual(whole);
});
