import { describe, expect, it } from 'vitest';
import { flood } from '../../src/behaviours/flood.js';
import { type FlowRow, flows, START, UNANSWERED } from '../flow-rows.js';
import { drive, latest, OFFICE } from './drive.js';

type Row = Partial<FlowRow>;

const find = (rows: readonly Row[]) => latest(drive(flood, rows));

function times(count: number, make: (i: number) => Row): Row[] {
  return Array.from({ length: count }, (_, i) => ({ time: START + i, destination: '10.0.0.5', ...make(i) }));
}

const anyone = (i: number) => `198.${51 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`;

describe('a SYN flood', () => {
  it('with forged sources names its victim and accuses nobody', () => {
    const found = find(times(6000, (i) => ({ ...UNANSWERED, source: anyone(i) })));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      family: 'flood',
      role: 'victim',
      host: '10.0.0.5',
      peer: null,
      key: 'syn 10.0.0.5:443',
      attributable: false,
      technique: 'T1498.001',
      threshold: { value: 118, unit: 'unfinished connections' },
    });
    expect(found[0]!.summary).toMatch(
      /^was flooded with 6,000 unfinished connections in 6 s at 10\.0\.0\.5:443 from about [56],\d{3} sources/,
    );
  });

  it('from one source names it, but does not claim that the address is its own', () => {
    const found = find(times(6000, () => ({ ...UNANSWERED, source: '203.0.113.7' })));
    expect(found.map(({ host, role, attributable }) => ({ host, role, attributable }))).toEqual([
      { host: '10.0.0.5', role: 'victim', attributable: false },
      { host: '203.0.113.7', role: 'actor', attributable: false },
    ]);
    expect(found[1]!.peer).toBe('10.0.0.5');
  });

  it('is attributable when its packets bear the marks of handshakes of their source', () => {
    const marks = { ttl: 64, sourceMac: '02:00:00:00:00:01', source: '203.0.113.7' };
    const handshake = { ...marks, destination: '10.0.0.6', time: START - 1 };
    const isAttributable = (more: Row) => {
      const found = find([
        { ...handshake, ...more },
        ...times(6000, () => ({ ...UNANSWERED, ...marks, ...more })),
      ]);
      return found.find(({ role }) => role === 'actor')!.attributable;
    };
    expect(isAttributable({})).toBe(true);
    // Through a router: its MAC is that of everybody behind it.
    expect(isAttributable({ ttl: 63 })).toBe(false);
  });

  it('is told at the next tick, before anybody has waited for the last answer', () => {
    const refused = times(1_200, (i) => ({ ...UNANSWERED, state: 'REJ', time: START + 5 * i }));
    const [first] = drive(flood, refused);
    expect(first).toMatchObject({ role: 'victim', revision: 0 });
    expect(first!.lastSeen).toBeLessThan(START + 5_000);
  });

  it('to all ports of a host is found', () => {
    const [victim] = find(times(9000, (i) => ({ ...UNANSWERED, source: anyone(i), destinationPort: 1 + i })));
    expect(victim!.key).toBe('syn-ports 10.0.0.5');
  });

  it('is found while its flows are open', () => {
    const rows = times(3000, (i) => ({
      ...UNANSWERED,
      record: 'start',
      source: anyone(i),
      time: START + 10 * i,
    }));
    const told = drive(flood, [...rows, { time: START + 60_000, destination: '192.0.2.9' }]);
    expect(told[0]!.lastSeen).toBeLessThan(START + 20_000);
  });

  it('is one piece of evidence while it lasts, and another after a pause', () => {
    const wave = (at: number) =>
      times(8_000, (i) => ({ ...UNANSWERED, source: anyone(i & 1023), time: START + at + i * 10 }));
    const told = drive(flood, [
      ...wave(0),
      { time: START + 300_000, destination: '192.0.2.9' },
      ...wave(600_000),
    ]);
    expect(latest(told)).toHaveLength(2);
    expect(told.length).toBeLessThan(30);
  });
});

describe('other floods', () => {
  it('of UDP, ICMP and web requests are told by kind', () => {
    const udp = find(
      times(3000, (i) => ({ ...UNANSWERED, protocol: 17, destinationPort: 1 + i, source: anyone(i) })),
    );
    expect(udp.map(({ key }) => key)).toEqual(['udp 10.0.0.5']);
    const ping = { protocol: 1, icmpType: 8, icmpCode: 0, sourcePort: null, destinationPort: null };
    const icmp = find(
      times(30, () => ({ ...ping, source: '203.0.113.7', packetsSent: 1000, packetsReceived: 1000 })),
    );
    expect(icmp.map(({ key, role }) => `${role} ${key}`)).toEqual([
      'victim icmp 10.0.0.5',
      'actor icmp 10.0.0.5',
    ]);
    const web = find(times(3000, () => ({ source: '203.0.113.7', destinationPort: 80 })));
    expect(web.map(({ key, role, attributable }) => [role, key, attributable])).toEqual([
      ['victim', 'http 10.0.0.5:80 from 203.0.113.7', false],
      ['actor', 'http 10.0.0.5:80 from 203.0.113.7', true],
    ]);
  });
});

describe('what looks like a flood and is none', () => {
  const quiet = (rows: readonly Row[]) => expect(find(rows)).toEqual([]);

  it('one big transfer', () => {
    const bulk = { packetsSent: 900_000, bytesSent: 1.3e9 };
    quiet(times(1, () => ({ ...bulk, destinationPort: 5201, packetsReceived: 400_000 })));
    quiet(
      times(12, (i) => ({
        ...UNANSWERED,
        ...bulk,
        record: i === 0 ? 'start' : 'update',
        flowId: 1,
        protocol: 17,
        destinationPort: 5201,
        time: START + 5000 * i,
      })),
    );
  });

  it('a busy web server', () => {
    quiet(times(10_000, (i) => ({ source: anyone(i % 3000) })));
  });

  it('a busy web server seen packet by packet', () => {
    const rows = times(4000, (i) => ({ ...UNANSWERED, record: 'start', flowId: i, source: anyone(i) }));
    quiet([
      ...rows,
      ...rows.map(
        (row): Row => ({ ...row, record: 'update', state: 'S1', packetsSent: 1, time: row.time! + 80 }),
      ),
    ]);
  });

  it('a fast port scan', () => {
    quiet(times(1000, (i) => ({ ...UNANSWERED, source: '203.0.113.7', destinationPort: 1 + i })));
  });

  it('a client that tries a dead server again and again', () => {
    quiet(times(2000, (i) => ({ ...UNANSWERED, time: START + 530 * i })));
  });

  it('answers that were asked for', () => {
    quiet(times(3000, (i) => ({ protocol: 17, destination: anyone(i), destinationPort: 53 })));
  });

  it('one-way records', () => {
    quiet(times(5000, (i) => ({ state: null, packetsReceived: null, source: anyone(i) })));
  });

  it('a monitor that pings many hosts', () => {
    const ping = { protocol: 1, icmpType: 8, icmpCode: 0, sourcePort: null, destinationPort: null };
    quiet(
      times(5000, (i) => ({ ...ping, destination: `10.0.1.${i % 250}`, packetsSent: 1, packetsReceived: 1 })),
    );
  });
});

it('counts what its caps made it leave out', () => {
  const stage = flood.create(flood.options.parse({ maxLight: 16 }), OFFICE);
  const state = stage.open();
  const rows = times(100, (i) => ({ ...UNANSWERED, destination: anyone(i) }));
  stage.step(state, flows(rows), () => {});
  expect(stage.dropped(state)).toBeGreaterThan(100);
});
