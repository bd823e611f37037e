import { describe, expect, it } from 'vitest';
import { beaconing } from '../../src/behaviours/beaconing.js';
import type { Evidence } from '../../src/model/evidence.js';
import { type FlowRow, START, UNANSWERED } from '../flow-rows.js';
import { drive, latest, OFFICE } from './drive.js';

type Row = Partial<FlowRow>;

const HOUR = 3_600_000;
const C2 = '203.0.113.66';

/** A small generator of its own, so that no test depends on another's draws (Park and Miller, 1988). */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

interface Beats {
  readonly count: number;
  readonly periodMs: number;
  readonly jitter?: number;
  readonly missing?: number;
  readonly start?: number;
  readonly seed?: number;
}

/** Flows of a timer: each pause is the period, more or less by up to the jitter. */
function beats(
  { count, periodMs, jitter = 0, missing = 0, start = START, seed = 7 }: Beats,
  row: Row = {},
): Row[] {
  const draw = uniform(seed);
  const rows: Row[] = [];
  let time = start;
  for (let i = 0; i < count; i++) {
    if (draw() >= missing) rows.push({ destination: C2, time, ...row, sourcePort: 40_000 + (i % 20_000) });
    time += periodMs * (1 + jitter * (2 * draw() - 1));
  }
  return rows;
}

/** Twelve hosts that visit eight places each, in bursts with long pauses, so that the site knows what is common. */
function office(hours = 2, start = START): Row[] {
  const draw = uniform(99);
  const rows: Row[] = [];
  for (let host = 1; host <= 12; host++) {
    for (let place = 1; place <= 8; place++) {
      for (let time = start + draw() * HOUR * hours; time < start + hours * HOUR; ) {
        rows.push({ source: `10.0.0.${host}`, destination: `198.51.100.${place}`, time });
        time += draw() < 0.7 ? 200 + 4000 * draw() : -0.2 * HOUR * hours * Math.log(draw());
      }
    }
  }
  return rows;
}

const find = (rows: readonly Row[], options: object = {}): readonly Evidence[] =>
  latest(drive(beaconing, rows, { options }));
const ofPeer = (told: readonly Evidence[], peer = C2) => told.filter((evidence) => evidence.peer === peer);

describe('beacons', () => {
  it('are told with their pause, how regular it is, and who else goes there', () => {
    const told = find([
      ...office(),
      ...beats({ count: 100, periodMs: 60_000, jitter: 0.1 }, { destinationPort: 4444 }),
    ]);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({
      family: 'beaconing',
      host: '10.0.0.9',
      peer: C2,
      key: `${C2}:4444/tcp`,
      attributable: true,
      technique: 'T1571',
    });
    expect(told[0]!.surprise).toBeGreaterThan(4);
    expect(told[0]!.summary).toMatch(/with pauses of about \d\d s: \d\d of 9\d pauses lie within 10 % of it/);
    expect(told[0]!.summary).toContain('1 of about 12 hosts of the site uses it');
  });

  it.each([0, 0.1, 0.2, 0.3, 0.4, 0.5])(
    'are found with jitter %f, with a tenth of the beats missing',
    (jitter) => {
      const rows = beats({ count: 60, periodMs: 300_000, jitter, missing: 0.1 }, { destinationPort: 8081 });
      expect(ofPeer(find([...office(5), ...rows]))).toHaveLength(1);
    },
  );

  it.each([1_000, 60_000, 43_200_000])('are found with a period of %d ms', (periodMs) => {
    const rows = beats({ count: 24, periodMs, jitter: 0.1 }, { destinationPort: 8081 });
    expect(ofPeer(find([...office(), ...rows]))).toHaveLength(1);
  });

  it('of which each is several flows, or a retry from the same port, are seen as one visit', () => {
    const several = beats({ count: 40, periodMs: 60_000, jitter: 0.2 }).flatMap((row, i): Row[] =>
      [0, 700, 1500]
        .slice(0, 1 + (i % 3))
        .map((after) => ({ ...row, time: row.time! + after, sourcePort: null })),
    );
    expect(ofPeer(find([...office(), ...several], { webSurprise: 4 }))).toHaveLength(1);
    const retries = beats({ count: 40, periodMs: 23_000 }, { ...UNANSWERED, destinationPort: 1177 }).flatMap(
      (row): Row[] => [row, { ...row, time: row.time! + 9_000 }],
    );
    const [evidence] = ofPeer(find([...office(), ...retries]));
    expect(evidence!.summary).toContain('with pauses of about 14 s');
    expect(evidence!.summary).toContain('hardly any attempt succeeded');
    expect(evidence!.attributable).toBe(false);
  });

  it('to a place that is new to a site watched for long weigh more', () => {
    const early = ofPeer(find([...office(40), ...beats({ count: 50, periodMs: 60_000 })]));
    const late = ofPeer(
      find([...office(40), ...beats({ count: 50, periodMs: 60_000, start: START + 30 * HOUR })]),
    );
    expect(late[0]!.surprise).toBeGreaterThan(early[0]!.surprise + 0.6);
  });

  it('fire at the number of pauses that the evidence names', () => {
    const rows = beats({ count: 60, periodMs: 60_000, jitter: 0.5 }, { destinationPort: 4444 });
    const needed = ofPeer(find([...office(), ...rows]))[0]!.threshold!.value;
    expect(needed).toBeGreaterThan(8);
    expect(needed).toBeLessThan(30);
    expect(ofPeer(find([...office(), ...rows.slice(0, needed - 6)]))).toEqual([]);
  });
});

describe('no beacon is', () => {
  it('an update service that many hosts come back to as regularly', () => {
    const rows = Array.from({ length: 20 }, (_, host) =>
      beats(
        { count: 60, periodMs: 300_000, jitter: 0.1, start: START + 7_000 * host, seed: host + 1 },
        { source: `10.0.0.${host + 1}` },
      ),
    ).flat();
    expect(find([...office(), ...rows])).toEqual([]);
  });

  it('a clock that is set by NTP, a resolver, or mail that is polled', () => {
    const rows = [
      ...beats(
        { count: 90, periodMs: 64_000 },
        { protocol: 17, destinationPort: 123, bytesSent: 76, packetsSent: 1 },
      ),
      ...beats(
        { count: 90, periodMs: 60_000 },
        { destination: '203.0.113.2', protocol: 17, destinationPort: 53 },
      ),
    ];
    expect(find([...office(), ...rows])).toEqual([]);
    const mail = ofPeer(
      find([...office(), ...beats({ count: 90, periodMs: 300_000 }, { destinationPort: 993 })]),
    );
    for (const evidence of mail) expect(evidence.surprise).toBeLessThan(3);
  });

  it('a service of the internal network, or one that is asked from outside', () => {
    const inside = beats(
      { count: 90, periodMs: 10_000 },
      { destination: '10.0.0.77', destinationPort: 9100 },
    );
    const outside = beats({ count: 90, periodMs: 10_000 }, { source: C2, destination: '10.0.0.77' });
    expect(find([...office(), ...inside, ...outside])).toEqual([]);
  });

  it('what a person does', () => {
    expect(find(office(12))).toEqual([]);
  });

  it('a mid-stream flow', () => {
    expect(find([...office(), ...beats({ count: 90, periodMs: 10_000 }, { initiatorKnown: false })])).toEqual(
      [],
    );
  });

  it('on a site of which too little is known, over the alert line on a port of the web', () => {
    const told = find(beats({ count: 500, periodMs: 60_000 }));
    expect(told).toHaveLength(1);
    expect(told[0]!.surprise).toBeLessThan(2.5);
  });
});

it('takes back what it told once many others use the destination, too', () => {
  const alone = beats({ count: 120, periodMs: 60_000 }, { destinationPort: 4444 });
  const others = Array.from({ length: 15 }, (_, host) =>
    beats(
      { count: 40, periodMs: 60_000, start: START + HOUR + 1_000 * host },
      { destinationPort: 4444, source: `10.0.0.${host + 1}` },
    ),
  ).flat();
  const told = ofPeer(drive(beaconing, [...office(), ...alone, ...others])).filter(
    ({ host }) => host === '10.0.0.9',
  );
  expect(told[0]!.surprise).toBeGreaterThan(3.5);
  expect(told.at(-1)!.surprise).toBeLessThan(2);
});

it('keeps a bounded number of pairs, and counts those it forgot', () => {
  const stage = beaconing.create(beaconing.options.parse({ maxPairs: 16, maxCounts: 64 }), OFFICE);
  expect(stage.dropped(stage.open())).toBe(0);
  const rows = Array.from({ length: 400 }, (_, i) =>
    beats({ count: 4, periodMs: 60_000, start: START + i }, { destination: `203.0.${i >> 8}.${i & 255}` }),
  ).flat();
  expect(() =>
    drive(beaconing, rows, { options: { maxPairs: 16, maxCounts: 64, maxDestinations: 16 } }),
  ).not.toThrow();
});
