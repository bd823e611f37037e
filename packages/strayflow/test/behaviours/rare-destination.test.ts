import { describe, expect, it } from 'vitest';
import { rareDestination } from '../../src/behaviours/rare-destination.js';
import { type FlowRow, START } from '../flow-rows.js';
import { drive, latest } from './drive.js';

type Row = Partial<FlowRow>;

const HOUR = 3_600_000;
const NEW = '203.0.113.66';

/** A day and a half of twelve hosts that go to the same places every hour. */
const usual: Row[] = Array.from({ length: 12 * 36 }, (_, i) => ({
  source: `10.0.0.${1 + (i % 12)}`,
  destination: `198.51.100.${1 + (i % 5)}`,
  time: START + Math.floor(i / 12) * HOUR + (i % 12),
}));

function dealings(count: number, row: Row = {}, start = START + 30 * HOUR): Row[] {
  return Array.from({ length: count }, (_, i) => ({ destination: NEW, time: start + i * 61_000, ...row }));
}

const find = (rows: readonly Row[], options: object = {}) =>
  latest(drive(rareDestination, rows, { options }));

describe('a rare destination', () => {
  it('is told with who else uses it, and is weak evidence', () => {
    const [evidence, ...more] = find([...usual, ...dealings(20, { destinationPort: 4444 })]);
    expect(more).toEqual([]);
    expect(evidence).toMatchObject({
      family: 'rare-destination',
      host: '10.0.0.9',
      peer: NEW,
      recordCount: 20,
    });
    expect(evidence!.summary).toMatch(
      /^has dealings with 203\.0\.113\.66, port 4444, that is new to the site: 20 flows and 200,000 bytes; 1 of about 1\d hosts/,
    );
    expect(evidence!.surprise).toBeGreaterThan(2);
    expect(evidence!.surprise).toBeLessThanOrEqual(2.5);
    expect(find([...usual, ...dealings(20)])[0]!.surprise).toBeLessThan(2);
  });

  it('is told by its bytes, too, from the number that the evidence names', () => {
    const bytes = (sent: number) => dealings(2, { destinationPort: 4444, bytesSent: sent, bytesReceived: 0 });
    const [evidence] = find([...usual, ...bytes(600_000)]);
    expect(evidence!.threshold).toMatchObject({ value: 1_000_000, unit: 'B' });
    expect(find([...usual, ...bytes(400_000)])).toEqual([]);
    expect(find([...usual, ...dealings(9, { destinationPort: 4444 })])).toEqual([]);
    expect(find([...usual, ...dealings(10, { destinationPort: 4444 })])).toHaveLength(1);
  });

  it('of one host is told so many times a day, and the rest is counted', () => {
    const many = Array.from({ length: 40 }, (_, i) => dealings(10, { destination: `203.0.114.${i}` })).flat();
    expect(find([...usual, ...many])).toHaveLength(20);
    expect(find([...usual, ...many], { maxToldPerHost: 3 })).toHaveLength(3);
  });
});

describe('no rare destination is', () => {
  it('anything on a site that was not watched for a day', () => {
    expect(find(dealings(200))).toEqual([]);
    expect(find([...usual, ...dealings(20, {}, START + 20 * HOUR)])).toEqual([]);
  });

  it('what was used before, or what others begin to use as well', () => {
    expect(find([...usual, ...dealings(1, {}, START + HOUR), ...dealings(20)])).toEqual([]);
    const others = Array.from({ length: 6 }, (_, i) => dealings(1, { source: `10.0.0.${1 + i}` })).flat();
    expect(find([...usual, ...others, ...dealings(20)])).toEqual([]);
  });

  it('a host of the site, a resolver, or a mid-stream flow', () => {
    const rows = [
      ...dealings(20, { destination: '10.0.0.77' }),
      ...dealings(20, { protocol: 17, destinationPort: 53 }),
      ...dealings(20, { initiatorKnown: false }),
    ];
    expect(find([...usual, ...rows])).toEqual([]);
  });

  it('one that was new a week ago', () => {
    const options = { freshForMs: 2 * HOUR };
    const late = dealings(20, { destinationPort: 4444, bytesSent: 1 }, START + 30 * HOUR);
    const stretched = late.map((row, i) => ({ ...row, time: START + 30 * HOUR + i * HOUR }));
    expect(find([...usual, ...stretched], options)).toEqual([]);
    expect(find([...usual, ...stretched])).toHaveLength(1);
  });
});
