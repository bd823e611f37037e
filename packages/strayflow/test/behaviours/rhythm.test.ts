import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rhythm } from '../../src/behaviours/rhythm.js';
import type { FlowRow } from '../flow-rows.js';
import { drive, latest } from './drive.js';

type Row = Partial<FlowRow>;
const HOUR = 3_600_000;
/** A Monday, midnight. */
const MONDAY = Date.UTC(2025, 0, 6);

/** `count(hour)` flows in each of `hours`, beside a host that always talks. */
function traffic(hours: number, count: (hour: number) => number, more: Row = {}): readonly Row[] {
  const rows: Row[] = [];
  for (let hour = 0; hour < hours; hour++) {
    const at = (i: number, n: number) => MONDAY + (hour + (i + 0.5) / n) * HOUR;
    for (let i = 0; i < 3; i++) rows.push({ source: '10.0.0.200', destination: '192.0.2.9', time: at(i, 3) });
    const n = count(hour);
    for (let i = 0; i < n; i++)
      rows.push({ source: '10.0.0.9', destination: '192.0.2.1', time: at(i, n), ...more });
  }
  return rows;
}
const find = (rows: readonly Row[]) =>
  latest(drive(rhythm, rows)).filter(({ host, subject }) => host !== '10.0.0.200' && subject === undefined);

describe('rhythm', () => {
  it('tells silence of a host that always spoke, and accuses nobody', () => {
    const [evidence, ...more] = find(traffic(104, (hour) => (hour < 100 ? 5 : 0)));
    expect(more).toEqual([]);
    expect(evidence).toMatchObject({
      family: 'rhythm',
      host: '10.0.0.9',
      role: 'victim',
      attributable: false,
      recordCount: 0,
    });
    expect(evidence!.surprise).toBeLessThan(3.5);
    expect(evidence!.summary).toMatch(
      /^fell silent: no flow for \d hours?, after 99 hours in a row with flows$/,
    );
  });

  it('is silent of silence where the host was not steady, where nothing was seen at all, and at the end', () => {
    expect(find(traffic(104, (hour) => (hour < 100 && hour % 5 > 0 ? 5 : 0)))).toEqual([]);
    expect(find(traffic(60, (hour) => (hour < 55 ? 5 : 0)))).toEqual([]);
    const gap = traffic(110, () => 5).filter(
      ({ time }) => time! < MONDAY + 95 * HOUR || time! > MONDAY + 105 * HOUR,
    );
    expect(find(gap)).toEqual([]);
    expect(find(traffic(100, () => 5))).toEqual([]);
  });

  it('tells a rise beside the hour of the day after three days, with its flows', () => {
    const rise = find(traffic(100, (hour) => (hour === 98 ? 400 : 20 + (hour % 3)))).find(
      ({ key }) => key === 'rise flows',
    );
    expect(rise).toMatchObject({ host: '10.0.0.9', role: 'actor', recordCount: 400 });
    expect(rise!.summary).toMatch(
      /^rose to 400 flows in an hour, usually .* at this hour of the day, by \d+ days$/,
    );
    expect(find(traffic(40, (hour) => (hour === 38 ? 400 : 20)))).toEqual([]);
    expect(find(traffic(100, (hour) => (hour === 98 ? 30 : 20 + (hour % 3))))).toEqual([]);
  });

  it('knows the hour of the week after two weeks: a Monday rush is no rise', () => {
    const rush = (hour: number) => (hour % 168 === 9 ? 200 : 4);
    expect(
      find(traffic(3 * 168, rush)).filter(({ firstSeen }) => firstSeen >= MONDAY + 2 * 168 * HOUR),
    ).toEqual([]);
    const odd = find(traffic(2 * 168 + 40, (hour) => (hour === 2 * 168 + 33 ? 200 : rush(hour))));
    expect(
      odd.find(({ key, firstSeen }) => key === 'rise flows' && firstSeen === MONDAY + (2 * 168 + 33) * HOUR)
        ?.summary,
    ).toContain('hour of the week, by 2 weeks');
  });

  it('tells that a service drops, of its server as victim', () => {
    const rows = traffic(100, (hour) => (hour === 98 ? 1 : 30), {
      source: '203.0.113.5',
      destination: '10.0.0.5',
    });
    const drop = find(rows).find(({ key }) => key === 'drop tcp/443 flows');
    expect(drop).toMatchObject({ host: '10.0.0.5', role: 'victim', threshold: null });
    expect(drop!.summary).toContain('its service tcp/443 dropped to 1 flow in an hour');
  });
});

it('tells the same however the input is cut, and stored in between', () => {
  const rows = traffic(110, (hour) => (hour === 90 ? 90 : hour < 105 ? 6 : 0));
  const whole = drive(rhythm, rows);
  expect(whole.length).toBeGreaterThan(3);
  fc.assert(
    fc.property(fc.array(fc.nat(1_000), { maxLength: 6 }), fc.nat(1_000), (cuts, snapshotAt) => {
      expect(drive(rhythm, rows, { cuts, snapshotAt })).toEqual(whole);
    }),
    { numRuns: 6, seed: 1 },
  );
});
