/** Three days of a site of 2,000 hosts: 10,000 pairs of ordinary periodic traffic, visits of people, and beacons among them. */
import { random } from '../../../packages/detectors/dist/index.js';

export const DAY_MS = 86_400_000;
export const DAYS = 3;
export const HOSTS = 2000;
export const START_MS = 1_700_006_400_000;
export const JITTERS = [0, 0.1, 0.2, 0.3, 0.4, 0.5];
export const BEATS = [20, 50, 100, 300, 1000, 2000];
const EACH = 10;

/** Pairs, places, ports and what a timer of the kind does. Periods in seconds; jitter as a share, both ways. */
const ORDINARY = [
  {
    kind: 'updates',
    pairs: 3000,
    places: 30,
    ports: [443, 80],
    period: [3600, 21_600],
    jitter: 0.2,
    bytes: [600, 2500],
  },
  {
    kind: 'time (NTP)',
    pairs: 2500,
    places: 12,
    ports: [123],
    protocol: 17,
    period: [1024, 1024],
    jitter: 0.01,
    bytes: [76, 76],
  },
  {
    kind: 'mail that is polled',
    pairs: 2500,
    places: 25,
    ports: [993, 443],
    period: [300, 900],
    jitter: 0.02,
    bytes: [900, 1800],
  },
  {
    kind: 'applications',
    pairs: 1900,
    places: 40,
    ports: [443],
    period: [60, 600],
    jitter: 0.3,
    bytes: [700, 4000],
  },
  {
    kind: 'own mail server',
    pairs: 60,
    places: 60,
    ports: [993],
    period: [120, 900],
    jitter: 0.02,
    bytes: [900, 1800],
  },
  {
    kind: 'own web service',
    pairs: 40,
    places: 40,
    ports: [443],
    period: [60, 1800],
    jitter: 0.1,
    bytes: [700, 2500],
  },
];

/**
 * @typedef {{ label: string, host: number, place: number, port: number, protocol: number, times: number[],
 *   bytes: number[], beacon: null | { jitter: number, beats: number } }} Pair
 * @param {number} seed
 * @param {boolean} history whether beacons begin after the first day, so that their destinations are new
 * @returns {Pair[]}
 */
export function makePairs(seed, history) {
  const generator = random(seed);
  const between = (low, high) => low + (high - low) * generator.uniform();
  const whole = (below) => Math.floor(below * generator.uniform());
  const pairs = [];
  let places = 0;
  /** Times of a timer in ms from the start. */
  const timer = (from, until, count, periodMs, jitter, missing) => {
    const times = [];
    let time = from;
    for (let beat = 0; beat < count && time < until; beat++) {
      if (generator.uniform() >= missing) times.push(time);
      time += periodMs * (1 + jitter * (2 * generator.uniform() - 1));
    }
    return times;
  };
  for (const kind of ORDINARY) {
    for (let i = 0; i < kind.pairs; i++) {
      const place = places + (i % kind.places);
      const periodMs = 1000 * between(...kind.period);
      const times = timer(
        between(0, periodMs),
        DAYS * DAY_MS,
        Infinity,
        periodMs,
        kind.jitter * generator.uniform(),
        0.02,
      );
      const size = between(...kind.bytes);
      pairs.push({
        label: kind.kind,
        // Every pair is another host and place.
        host: (Math.floor(i / kind.places) * 7 + i * 13) % HOSTS,
        place,
        port: kind.ports[place % kind.ports.length],
        protocol: kind.protocol ?? 6,
        times,
        bytes: times.map(() => (kind.protocol === 17 ? size : size * between(0.95, 1.1))),
        beacon: null,
      });
    }
    places += kind.places;
  }
  for (let i = 0; i < 2000; i++) {
    const times = [];
    let time = between(0, DAY_MS);
    while (time < DAYS * DAY_MS) {
      times.push(time);
      time +=
        generator.uniform() < 0.8 ? between(100, 5000) : -3_600_000 * 3 * Math.log(1 - generator.uniform());
    }
    const bytes = times.map(() => 500 * (1 - generator.uniform()) ** -0.8);
    pairs.push({
      label: 'people',
      host: i % HOSTS,
      place: places + whole(400),
      port: 443,
      protocol: 6,
      times,
      bytes,
      beacon: null,
    });
  }
  places += 400;
  const first = history ? DAY_MS : 0;
  for (const jitter of JITTERS) {
    for (const beats of BEATS) {
      for (let i = 0; i < EACH; i++) {
        const longest = Math.min(12 * 3_600_000, (DAYS * DAY_MS - first) / 1.1 / beats);
        const periodMs = 1000 * (longest / 1000) ** generator.uniform();
        const room = DAYS * DAY_MS - first - beats * periodMs;
        const times = timer(
          first + between(0, 0.95 * room),
          DAYS * DAY_MS,
          beats,
          periodMs,
          jitter,
          0.1 * generator.uniform(),
        );
        const size = between(200, 2000);
        pairs.push({
          label: 'beacon',
          host: whole(HOSTS),
          place: places++,
          port: [443, 443, 80, 8443][i % 4] === 8443 ? 4444 : [443, 443, 80, 4444][i % 4],
          protocol: 6,
          times,
          // Now and then there is a task, and its answer.
          bytes: times.map(() =>
            generator.uniform() < 0.05 ? size * between(2, 50) : size * between(0.97, 1.03),
          ),
          beacon: { jitter, beats },
        });
      }
    }
  }
  return pairs;
}

/** 10.0.0.0/16 inside, 203.0.0.0/16 outside. */
export const hostAddress = (host) => [10, 0, (host + 256) >> 8, (host + 256) & 255];
export const placeAddress = (place) => [203, 0, place >> 8, place & 255];
