import { describe, expect, it } from 'vitest';
import { portScan } from '../../src/behaviours/port-scan.js';
import { type FlowRow, flows, REFUSED, START, UNANSWERED } from '../flow-rows.js';
import { type DriveOptions, drive, latest, OFFICE } from './drive.js';

type Row = Partial<FlowRow>;

const told = (rows: readonly Row[], how?: DriveOptions) => latest(drive(portScan, rows, how));
const scan = (rows: readonly Row[], how?: DriveOptions) =>
  told(rows, how).filter(({ family }) => family === 'port-scan');

function times<Result>(count: number, make: (i: number) => Result): Result[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

/** `count` TCP ports of one host, a fifth of them silent. */
function vertical(count: number, spacingMs: number, row: Row = {}): Row[] {
  return times(count, (i) => ({
    ...(i % 5 === 0 ? UNANSWERED : REFUSED),
    source: '203.0.113.7',
    destination: '10.0.0.5',
    destinationPort: 1 + i,
    time: START + i * spacingMs,
    ...row,
  }));
}

describe('a scan of one host', () => {
  it('is told with what it did, what is usual, and what would not have been enough', () => {
    const rows = [
      ...vertical(198, 189),
      ...times(14, (i) => ({
        source: '203.0.113.7',
        destination: '10.0.0.5',
        destinationPort: 5000 + i,
        time: START + 39_000 + i * 70,
      })),
    ];
    const [evidence, ...more] = scan(rows);
    expect(more).toEqual([]);
    expect(evidence).toMatchObject({
      family: 'port-scan',
      host: '203.0.113.7',
      role: 'actor',
      peer: '10.0.0.5',
      key: 'vertical 10.0.0.5',
      summary: 'tried 212 ports of 10.0.0.5 in 40 s, 198 of them refused or silent',
      surprise: 20,
      attributable: false,
      technique: 'T1046',
      recordCount: 212,
      basis: { kind: 'test-bound' },
      threshold: { value: 5, unit: 'ports' },
    });
    expect(evidence!.records).toHaveLength(20);
    const shares = evidence!.contributions.map((contribution) => contribution.share);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it('of four ports is not told, of five it is, weakly', () => {
    expect(scan(vertical(4, 1000))).toEqual([]);
    const [evidence] = scan(vertical(5, 1000));
    // 5 steps of log10(.9 / .1), corrected for one test.
    expect(evidence!.surprise).toBeCloseTo(5 * Math.log10(9) - Math.log10(2), 10);
  });

  it('from inside needs more, because clients of a network know more of its hosts', () => {
    const inside = (count: number) => scan(vertical(count, 1000, { source: '10.0.0.9' }));
    expect(inside(5)[0]!.surprise).toBeCloseTo(5 * Math.log10(4) - Math.log10(2), 10);
    expect(inside(8)[0]!.surprise).toBeGreaterThan(4);
  });

  it('is found when it takes 24 hours', () => {
    const [evidence] = scan(vertical(25, 3_500_000));
    expect(evidence!.summary).toBe('tried 25 ports of 10.0.0.5 in 23 h, 25 of them refused or silent');
    expect(evidence!.surprise).toBeGreaterThan(10);
  });

  it('is told at the first tick that can tell, and the same evidence grows', () => {
    const told = drive(portScan, vertical(300, 400)).filter(({ key }) => key !== 'background radiation');
    expect(new Set(told.map((evidence) => evidence.id)).size).toBe(1);
    expect(told.map((evidence) => evidence.revision)).toEqual(told.map((_, i) => i));
    expect(told[0]!.lastSeen).toBeLessThan(START + 5_000);
    expect(told.length).toBeLessThan(30);
  });

  it('is told again when the same ports are scanned later', () => {
    const again = vertical(30, 100).map((row) => ({ ...row, time: row.time! + 1_200_000 }));
    const found = scan([...vertical(30, 100), ...again]);
    expect(found).toHaveLength(2);
    expect(found[1]).toMatchObject({ firstSeen: START + 1_200_000, recordCount: 30 });
    const slow = [
      ...vertical(30, 600_000),
      ...vertical(30, 600_000).map((row) => ({ ...row, time: row.time! + 60_000 })),
    ];
    expect(scan(slow)).toHaveLength(1);
  });

  it('is found while its flows are still open, and each port counts once', () => {
    const opened = times(30, (i) => ({
      ...UNANSWERED,
      record: 'start' as const,
      source: '203.0.113.7',
      destination: '10.0.0.5',
      destinationPort: 100 + i,
      time: START + i,
      flowId: i,
    }));
    const closed = opened.map((row) => ({ ...row, record: 'end' as const, time: row.time + 60_000 }));
    const told = drive(portScan, [...opened, { time: START + 20_000, destination: '192.0.2.9' }, ...closed]);
    expect(told[0]!.summary).toBe('tried 30 ports of 10.0.0.5 in under 1 s, 30 of them refused or silent');
    expect(latest(told)[0]!.recordCount).toBe(30);
  });

  it('is attributable when its packets bear the marks of the handshakes of its source', () => {
    const marks = { ttl: 64, sourceMac: '02:00:00:00:00:01' };
    const handshake = { source: '203.0.113.7', destination: '10.0.0.6', time: START - 1, ...marks };
    expect(scan([handshake, ...vertical(20, 10, marks)])[0]!.attributable).toBe(true);
    const forged = { ...marks, ttl: 128 };
    expect(scan([handshake, ...vertical(20, 10, forged)])[0]!.attributable).toBe(false);
    // Through a router, where another's TTL is quickly guessed.
    const routed = { ...marks, ttl: 57 };
    expect(scan([{ ...handshake, ...routed }, ...vertical(20, 10, routed)])[0]!.attributable).toBe(false);
  });
});

describe('a scan that many sources share', () => {
  /** `each` ports by each of `sources`, in turn, no port twice. */
  const shared = (sources: number, each: number, row: Row = {}) =>
    times(sources * each, (i) => ({
      ...UNANSWERED,
      source: `198.51.100.${i % sources}`,
      destination: '10.0.0.5',
      destinationPort: 1000 + i,
      time: START + i * 500,
      ...row,
    }));

  it('is told of the host, with the group by name, and of none of the sources', () => {
    const found = scan(shared(50, 3));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ host: '10.0.0.5', role: 'victim', key: 'distributed' });
    expect(found[0]!.surprise).toBeGreaterThan(4);
    expect(found[0]!.summary).toMatch(
      /^50 sources together tried \d+ ports of 10\.0\.0\.5 in .*, and each too few to tell by itself: 198\.51\.100\.0, .* and 42 more$/,
    );
  });

  it('is none where all try the same few ports, by few sources, or in a crowd like that of a flood', () => {
    expect(
      scan(shared(50, 3).map((row, i) => ({ ...row, destinationPort: [23, 445, 3389][i % 3]! }))),
    ).toEqual([]);
    expect(scan(shared(8, 4))).toEqual([]);
    const forged = times(2000, (i) => ({
      ...UNANSWERED,
      source: `198.51.${i >> 8}.${i & 255}`,
      destination: '10.0.0.5',
      destinationPort: 1 + i,
      time: START + i,
    }));
    expect(scan(forged)).toEqual([]);
  });
});

describe('background radiation', () => {
  const radiation = (rows: readonly Row[], how?: DriveOptions) =>
    told(rows, how).filter(({ family }) => family === 'context');
  const passers = (count: number, spacingMs: number, row: Row = {}) =>
    times(count, (i) => ({
      ...UNANSWERED,
      source: `198.51.${i >> 8}.${i & 255}`,
      destination: '10.0.0.5',
      destinationPort: [23, 445, 3389][i % 3]!,
      time: START + i * spacingMs,
      ...row,
    }));

  it('names outside sources that fail on fewer than five ports, and weighs nothing', () => {
    const found = radiation(passers(300, 60_000));
    expect(found).toHaveLength(300);
    expect(found[0]).toMatchObject({ host: '198.51.0.0', surprise: 1, attributable: false });
    expect(found[0]!.summary).toBe('background radiation: tried 1 port from outside, and talked to none');
    expect(scan(passers(300, 60_000))).toEqual([]);
  });

  it('is none where a source was answered, comes from inside, or is one of a crowd at once', () => {
    expect(radiation(passers(50, 60_000, { source: '10.0.0.9' }))).toEqual([]);
    expect(radiation(passers(300, 10))).toEqual([]);
    const answered = { source: '198.51.0.0', destination: '10.0.0.5', time: START + 100 };
    expect(radiation([...passers(1, 1), answered])).toEqual([]);
  });

  it('is none where a server may have answered what was not recorded', () => {
    expect(radiation(passers(30, 60_000, { protocol: 17, sourcePort: 123, destinationPort: 123 }))).toEqual(
      [],
    );
  });

  it('is named for so many sources a day', () => {
    expect(radiation(passers(60, 60_000), { options: { maxRadiationPerDay: 10 } })).toHaveLength(10);
  });
});

describe('a scan of many hosts', () => {
  const sweep = (hosts: number, row: (i: number) => Row = () => ({})) =>
    times(hosts, (i) => ({
      ...UNANSWERED,
      source: '10.0.0.9',
      destination: `10.0.${1 + (i >> 8)}.${i & 255}`,
      destinationPort: 22,
      time: START + i * 100,
      ...row(i),
    }));

  it('on one port is horizontal', () => {
    const [evidence, ...more] = scan(sweep(60));
    expect(more).toEqual([]);
    expect(evidence).toMatchObject({
      key: 'horizontal tcp/22',
      peer: null,
      summary: 'tried tcp port 22 of 60 hosts in 5.9 s, 60 of them refused or silent',
    });
    expect(evidence!.surprise).toBeGreaterThan(10);
  });

  it('over hosts and known services at once is a block', () => {
    const services = [21, 22, 23, 25, 80, 110, 139, 443, 445, 3306, 3389, 8080];
    const [evidence, ...more] = scan(sweep(60, (i) => ({ destinationPort: services[i % 12]! })));
    expect(more).toEqual([]);
    expect(evidence!.key).toBe('block');
    expect(evidence!.summary).toBe(
      'tried 12 ports across 60 hosts in 5.9 s, 60 of 60 attempts refused or silent',
    );
  });

  it('and many ports of each is told in a few pieces', () => {
    const rows = times(30 * 40, (i) => ({
      ...REFUSED,
      source: '10.0.0.9',
      destination: `10.0.2.${i % 30}`,
      destinationPort: 1 + Math.floor(i / 30),
      time: START + i * 10,
    }));
    const found = scan(rows);
    expect(found.length).toBeLessThanOrEqual(5);
    const block = found.find((evidence) => evidence.key === 'block');
    expect(block!.summary).toContain('tried 40 ports across 30 hosts');
  });
});

describe('a burst of new hosts on web ports', () => {
  /** 24 hosts in 5 s, every second of them dead unless said otherwise. */
  const burst = (dead: (i: number) => boolean, row: Row = {}) =>
    times(24, (i) => ({
      ...(dead(i) ? UNANSWERED : {}),
      destination: `198.51.${i}.7`,
      destinationPort: i % 3 === 0 ? 80 : 443,
      time: START + i * 200,
      ...row,
    }));

  it('many of which are dead while others answer is told', () => {
    const [evidence, ...more] = scan(burst((i) => i % 2 === 0));
    expect(more).toEqual([]);
    expect(evidence).toMatchObject({
      key: 'burst on web ports',
      host: '10.0.0.9',
      summary:
        'reached for 24 hosts that it had not used before on web ports in 4.6 s, and 12 were dead while 12 answered',
    });
    expect(evidence!.surprise).toBeGreaterThan(4);
  });

  it('is ordinary with few dead ones, without a working network, and from outside', () => {
    expect(scan(burst((i) => i % 6 === 0))).toEqual([]);
    expect(scan(burst((i) => i > 1)).filter(({ key }) => key === 'burst on web ports')).toEqual([]);
    expect(scan(burst((i) => i % 2 === 0, { source: '203.0.113.7' }))).toEqual([]);
  });

  it('counts a host once, whichever of the ports it is tried on', () => {
    const both = burst((i) => i % 2 === 0).flatMap((row) => [
      { ...row, destinationPort: 80 },
      { ...row, destinationPort: 443 },
    ]);
    expect(scan(both)[0]!.contributions[0]!.value).toBe(12);
  });
});

describe('what looks like a scan and is none', () => {
  const quiet = (rows: readonly Row[], how?: DriveOptions) => expect(scan(rows, how)).toEqual([]);

  it('a client with a dead server', () => {
    quiet(times(500, (i) => ({ ...UNANSWERED, destinationPort: 5432, time: START + i * 2000 })));
  });

  it('a client that keeps trying several ports of a dead server', () => {
    quiet(times(400, (i) => ({ ...UNANSWERED, destinationPort: 7000 + (i % 4), time: START + i * 20_000 })));
  });

  it('a crawler, one host in seven gone', () => {
    quiet(
      times(700, (i) => ({
        ...(i % 7 === 3 ? UNANSWERED : {}),
        destination: `198.51.${i >> 8}.${i & 255}`,
        time: START + i * 50,
      })),
    );
  });

  it('a resolver, one name server in three silent', () => {
    quiet(
      times(600, (i) => ({
        ...(i % 3 === 0 ? UNANSWERED : {}),
        protocol: 17,
        destinationPort: 53,
        destination: `198.51.${i >> 8}.${i & 255}`,
        time: START + i * 50,
      })),
    );
  });

  it('a gateway behind which many clients browse', () => {
    quiet(
      times(2000, (i) => ({
        ...(i % 11 === 0 ? REFUSED : {}),
        destination: `198.51.${i % 100}.${i % 200}`,
        destinationPort: [443, 80, 993, 8443, 22][i % 5]!,
        time: START + i * 20,
      })),
    );
  });

  it('a peer-to-peer client, half of whose peers are gone', () => {
    quiet(
      times(800, (i) => ({
        ...(i % 2 === 0 ? UNANSWERED : {}),
        destination: `198.51.${i >> 8}.${i & 255}`,
        destinationPort: 1024 + ((i * 7919) % 60_000),
        time: START + i * 100,
      })),
    );
  });

  it('a server whose answers were recorded without the questions', () => {
    const answers = (row: Row) =>
      times(200, (i) => ({
        source: '91.228.167.171',
        sourcePort: 443,
        destination: '10.0.0.5',
        destinationPort: 40_000 + i,
        time: START + i * 100,
        initiatorKnown: false,
        ...row,
      }));
    quiet(answers({ state: 'OTH' }));
    quiet(answers({ state: 'RSTRH' }));
    quiet(answers({ state: 'SHR' }));
    quiet(answers({ ...UNANSWERED, protocol: 17, initiatorKnown: true }));
    quiet(answers({ state: null, packetsReceived: null, bytesReceived: null }));
  });

  it('a traceroute', () => {
    quiet(
      times(90, (i) => ({
        ...UNANSWERED,
        protocol: 17,
        destinationPort: 33_434 + i,
        time: START + i * 100,
      })),
    );
  });

  it('passive FTP whose data ports are filtered, and a control connection that works', () => {
    const control = { destinationPort: 21, time: START };
    quiet([
      control,
      ...times(60, (i) => ({ ...UNANSWERED, destinationPort: 40_000 + i, time: START + 5000 * (i + 1) })),
    ]);
  });

  it('active FTP', () => {
    quiet(
      times(60, (i) => ({
        ...UNANSWERED,
        sourcePort: 20,
        destinationPort: 30_000 + i,
        time: START + 500 * i,
      })),
    );
  });

  it('connections that are answered late', () => {
    quiet(
      times(40, (i) => {
        const flow = { destinationPort: 100 + (i >> 1), flowId: i >> 1 };
        return i % 2 === 0
          ? { ...UNANSWERED, ...flow, record: 'start' as const, time: START + (i >> 1) }
          : { ...flow, record: 'update' as const, state: 'S1' as const, time: START + 8_000 + (i >> 1) };
      }),
    );
  });

  it('one-way records of an ordinary client', () => {
    quiet(
      times(60, (i) => ({ state: null, packetsReceived: null, bytesReceived: null, destinationPort: 1 + i })),
    );
  });
});

it('tells a wide fan-out in one-way records, with low confidence', () => {
  const [evidence] = scan(
    times(150, (i) => ({
      state: null,
      packetsReceived: null,
      bytesReceived: null,
      destinationPort: 1 + i,
      time: START + i,
    })),
  );
  expect(evidence).toMatchObject({ surprise: 3, basis: { kind: 'confidence-class', name: 'low' } });
});

it('still names a scanner in a crowd that its caps cannot hold, and counts what they made it forget', () => {
  const crowd = times(4000, (i) => ({
    ...UNANSWERED,
    source: `198.51.${i >> 8}.${i & 255}`,
    destination: '10.0.0.5',
    destinationPort: 80,
    time: START + i * 10,
  }));
  const options = { maxContacts: 512, maxTests: 256, maxSources: 128 };
  const found = scan([...vertical(12, 300), ...crowd], { options });
  expect(found.map((evidence) => evidence.host)).toEqual(['203.0.113.7']);
  const stage = portScan.create(portScan.options.parse(options), OFFICE);
  const state = stage.open();
  stage.step(state, flows(crowd), () => {});
  expect(stage.dropped(state)).toBeGreaterThan(4000 - 512);
});

it('counts external IPv6 by /64', () => {
  const rows = vertical(10, 100).map((row, i) => ({
    ...row,
    source: `2a00:1450:1:2::${i + 1}`,
    destination: '2a00:1450:9::5',
  }));
  expect(scan(rows).map((evidence) => evidence.host)).toEqual(['2a00:1450:1:2::/64']);
});
