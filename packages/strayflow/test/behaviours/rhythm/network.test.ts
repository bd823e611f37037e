import { describe, expect, it } from 'vitest';
import { rhythm } from '../../../src/behaviours/rhythm.js';
import { parsePrefix } from '../../../src/model/address.js';
import type { NetworkContext } from '../../../src/model/behaviour.js';
import type { Evidence } from '../../../src/model/evidence.js';
import { batchOf, completeRows, type FlowRow } from '../../flow-rows.js';
import { drive, latest, OFFICE } from '../drive.js';

type Row = Partial<FlowRow>;
const HOUR = 3_600_000;
const MINUTE = 60_000;
/** A Monday, midnight. */
const MONDAY = Date.UTC(2025, 0, 6);

/** `count(hour)` rows in each hour, evenly. */
function hourly(hours: number, count: (hour: number) => number, row: (i: number) => Row): readonly Row[] {
  return Array.from({ length: hours }, (_, hour) =>
    Array.from({ length: count(hour) }, (__, i) => ({
      ...row(i),
      time: MONDAY + (hour + (i + 0.5) / count(hour)) * HOUR,
    })),
  ).flat();
}

const ofNetwork = (told: readonly Evidence[]) => latest(told).filter(({ subject }) => subject === 'network');

describe('the network as a whole', () => {
  it('rises where no host of it does: many hosts begin to talk', () => {
    const rows = hourly(
      100,
      (hour) => (hour === 98 ? 400 : 20),
      (i) => ({ source: `10.0.${i >> 7}.${1 + (i & 127)}`, destination: '192.0.2.1' }),
    );
    const rises = ofNetwork(drive(rhythm, rows)).filter(({ host }) => host === 'network');
    expect(rises.map(({ key }) => key).sort()).toEqual(['rise bytes', 'rise flows', 'rise hosts']);
    expect(rises.find(({ key }) => key === 'rise hosts')).toMatchObject({
      role: 'victim',
      attributable: false,
      recordCount: 400,
    });
    expect(rises.find(({ key }) => key === 'rise hosts')!.summary).toMatch(
      /^the network as a whole rose to 4\d\d hosts in an hour, usually \d+ to \d+ at this hour of the day, by \d days$/,
    );
  });

  it('tells a service that spreads, and leaves one of a single server to its host', () => {
    const rows = (servers: number) =>
      hourly(
        100,
        (hour) => (hour === 98 ? 600 : 30),
        (i) => ({
          source: `10.0.${i >> 7}.${1 + (i & 127)}`,
          destination: `10.0.9.${1 + (i % servers)}`,
          destinationPort: 445,
        }),
      );
    const many = ofNetwork(drive(rhythm, rows(20))).filter(({ host }) => host === 'service tcp/445');
    expect(many.map(({ key }) => key).sort()).toEqual(['rise bytes', 'rise clients', 'rise flows']);
    expect(many[0]!.summary).toContain('service tcp/445 of the whole network rose to');
    expect(ofNetwork(drive(rhythm, rows(1))).filter(({ host }) => host.startsWith('service'))).toEqual([]);
  });

  it('is named by nothing that could be an address', () => {
    for (const name of ['network', 'service tcp/445', 'sensor 192.0.2.1', 'sensor 10.0.0.0/8', 'sensor ::']) {
      expect(parsePrefix(name)).toBeNull();
    }
  });
});

describe('a sensor', () => {
  const exporters = (silentFrom: number, hours: number, input = 0) => [
    ...hourly(
      hours,
      () => 5,
      () => ({ exporter: '192.0.2.250', source: '10.0.0.7' }),
    ),
    ...hourly(
      silentFrom,
      () => 5,
      () => ({ exporter: '192.0.2.251', source: '10.0.0.8', input }),
    ),
  ];

  it('falls silent where another exporter of the same input goes on', () => {
    const [evidence, ...more] = ofNetwork(drive(rhythm, exporters(100, 112))).filter(({ host }) =>
      host.startsWith('sensor'),
    );
    expect(more).toEqual([]);
    expect(evidence).toMatchObject({ host: 'sensor 192.0.2.251', role: 'victim', key: 'silence flows' });
    expect(evidence!.summary).toMatch(
      /^sensor 192\.0\.2\.251 fell silent: no flow for \d+ hours, after 99 hours in a row with flows; others went on$/,
    );
    // Enough for an alert: who watches the network is not to go home.
    expect(evidence!.surprise).toBeGreaterThan(3.81);
  });

  it('is not silent when the file that it writes to is over, and not where all are', () => {
    expect(ofNetwork(drive(rhythm, exporters(100, 112, 1)))).toEqual([]);
    const all = exporters(100, 100);
    const later = all.map((row) => ({ ...row, time: row.time! + 112 * HOUR }));
    expect(ofNetwork(drive(rhythm, [...all, ...later]))).toEqual([]);
  });

  it('is an input that is watched', () => {
    const rows = [
      ...hourly(
        112,
        () => 5,
        () => ({ source: '10.0.0.7', input: 0 }),
      ),
      ...hourly(
        100,
        () => 5,
        () => ({ source: '10.0.0.8', input: 1 }),
      ),
    ];
    const lasting = { ...OFFICE, lastingInput: (input: number) => `/var/log/${input}.log` };
    const sensors = (network: NetworkContext) =>
      ofNetwork(drive(rhythm, rows, { network })).map(({ host }) => host);
    expect(sensors(lasting)).toEqual(['sensor /var/log/1.log']);
    expect(sensors(OFFICE)).toEqual([]);
    expect(sensors({ ...OFFICE, lastingInput: (input) => (input === 1 ? null : 'tap') })).toEqual([]);
  });
});

describe('a sensor that was never quiet for long', () => {
  /** Flows of two exporters, each `step` apart (ms); the second has none in its `pauses`, which are pairs of hours. */
  const minutely = (hours: number, pauses: readonly (readonly [number, number])[], step = 30_000) =>
    Array.from({ length: (hours * HOUR) / step }, (_, i) => {
      const time = MONDAY + i * step;
      const isPause = pauses.some(([from, to]) => time >= MONDAY + from * HOUR && time < MONDAY + to * HOUR);
      const first = { time, exporter: '192.0.2.250', source: '10.0.0.7' };
      return isPause ? [first] : [first, { time, exporter: '192.0.2.251', source: '10.0.0.8' }];
    }).flat();
  const pausesOf = (rows: readonly Row[], options: object = {}) =>
    ofNetwork(drive(rhythm, rows, { options })).filter(({ key }) => key === 'pause');

  it('is missed after a quarter of an hour', () => {
    const [evidence, ...more] = pausesOf(minutely(30, [[26, 30]]));
    expect(more).toEqual([]);
    expect(evidence).toMatchObject({ host: 'sensor 192.0.2.251', role: 'victim', subject: 'network' });
    expect(evidence!.summary).toBe(
      'sensor 192.0.2.251 fell silent: no flow for 15 minutes, before that at least one in each minute; others went on',
    );
    expect(evidence!.firstSeen).toBe(MONDAY + 26 * HOUR);
    expect(evidence!.lastSeen - evidence!.firstSeen).toBe(15 * MINUTE - 1);
    expect(evidence!.surprise).toBeGreaterThan(3.81);
    expect(pausesOf(minutely(30, [[26, 30]]), { silentMinutes: 240 })).toEqual([]);
  });

  it('is not missed before a day and a night were seen, nor where nights are quiet', () => {
    expect(pausesOf(minutely(24, [[20, 24]]))).toEqual([]);
    const nights = [0, 1, 2].map((day) => [24 * day + 20, 24 * day + 30] as const);
    expect(pausesOf(minutely(80, nights))).toEqual([]);
  });

  it('is missed again after it failed once; what comes again and again is usual', () => {
    const failed = [30, 40, 50, 60, 70].map((hour) => [hour, hour + 1] as const);
    expect(pausesOf(minutely(80, failed)).map(({ firstSeen }) => (firstSeen - MONDAY) / HOUR)).toEqual([
      30, 40,
    ]);
  });

  it('is not missed where all are silent, or nobody looked', () => {
    const gap = minutely(30, []).filter(
      ({ time }) => time < MONDAY + 26 * HOUR || time >= MONDAY + 29 * HOUR,
    );
    expect(pausesOf(gap)).toEqual([]);
  });
});

describe('silence of everything', () => {
  /** 100 hours of flows, then a clock that goes on for twelve without any. */
  function quiet(network: NetworkContext): readonly Evidence[] {
    const stage = rhythm.create(rhythm.options.parse({}), network);
    const state = stage.open();
    const told: Evidence[] = [];
    const emit = (evidence: Evidence) => told.push(evidence);
    for (let hour = 0; hour < 100; hour++) {
      stage.advance(state, MONDAY + hour * HOUR, emit);
      stage.step(state, batchOf(completeRows([{ time: MONDAY + hour * HOUR + MINUTE }])), emit);
    }
    for (let minute = 0; minute < 12 * 60; minute++) {
      stage.advance(state, MONDAY + 100 * HOUR + minute * MINUTE, emit);
    }
    return latest(told);
  }

  it('is told while inputs are watched, of the network and of nobody in it', () => {
    const told = quiet({ ...OFFICE, lastingInput: () => 'tap' });
    const [evidence, ...more] = told.filter(({ key }) => key !== 'pause');
    expect(more).toEqual([]);
    expect(evidence).toMatchObject({ host: 'network', subject: 'network', key: 'silence flows' });
    expect(evidence!.summary).toMatch(
      /^the network as a whole fell silent: no flow for \d+ hours, after 99 hours/,
    );
  });

  it('is not known of files', () => {
    expect(quiet(OFFICE)).toEqual([]);
  });
});
