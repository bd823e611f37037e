import { describe, expect, it } from 'vitest';
import { kilometres } from '../../src/addresses/new-place/distance.js';
import { newPlace } from '../../src/addresses/new-place.js';
import { riskOptionsSchema } from '../../src/risk/index.js';
import { confidence } from '../../src/risk/score.js';
import { type DriveOptions, drive } from '../behaviours/drive.js';
import { type FlowRow, START, UNANSWERED } from '../flow-rows.js';
import { LOCATED } from './places.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const contact = (days: number, destination: string, more: Partial<FlowRow> = {}): Partial<FlowRow> => ({
  time: START + days * DAY,
  source: '10.0.0.9',
  destination,
  ...more,
});
const told = (rows: readonly Partial<FlowRow>[], more: DriveOptions = {}) =>
  drive(newPlace, rows, { network: LOCATED, ...more });
const summaries = (rows: readonly Partial<FlowRow>[]) => told(rows).map(({ summary }) => summary);

/** Amsterdam on four days. */
const HABIT = [0, 1, 2, 3].map((day) => contact(day, `46.0.0.${day}`));

describe('a place', () => {
  it('is new to a host that was seen for days, and to the site', () => {
    expect(summaries([...HABIT, contact(4, '48.0.0.1')])).toEqual([
      'dealt with 48.0.0.1 in country JP, as it had not in 4 days before, nor had any other host of the site',
      'dealt with 48.0.0.1 in network 64502 Network 64502, as it had not in 4 days before, nor had any other host of the site',
    ]);
  });

  it('may be a network of a country that it knows', () => {
    expect(told([...HABIT, contact(4, '47.0.0.1')]).map(({ key }) => key)).toEqual([
      'new network 64501 Network 64501',
    ]);
  });

  it('weighs less when other hosts know it', () => {
    const other = contact(1, '48.0.0.7', { source: '10.0.0.8' });
    const [evidence] = told([...HABIT, other, contact(4, '48.0.0.1')]);
    expect(evidence!.summary).toContain('though other hosts of the site had');
    expect(evidence!.surprise).toBe(2.5);
  });

  it.each([
    ['while the host is new itself', [contact(0, '46.0.0.1'), contact(1, '48.0.0.1')]],
    ['the second time', [...HABIT, contact(2, '48.0.0.1'), contact(4, '48.0.0.2')]],
    ['when nobody answered', [...HABIT, contact(4, '48.0.0.1', UNANSWERED)]],
    ['when the other began', [...HABIT, contact(4, '10.0.0.9', { source: '48.0.0.1' })]],
    ['when it is not known where', [...HABIT, contact(4, '50.0.0.1')]],
    ['when it is within', [...HABIT, contact(4, '10.0.0.1')]],
  ])('is none %s', (_, rows) => {
    expect(told(rows)).toEqual([]);
  });

  it('is no country when databases do not agree', () => {
    expect(told([...HABIT, contact(4, '49.0.0.1')]).map(({ key }) => key)).toEqual([
      'new network 64502 Network 64502',
    ]);
  });

  it('accuses nobody: a tenth of a risk at most, and no family in a quorum', () => {
    const evidence = told([...HABIT, contact(4, '48.0.0.1')]);
    for (const { family, attributable, surprise } of evidence) {
      expect([family, attributable]).toEqual(['context', false]);
      expect(confidence(family, surprise, riskOptionsSchema.parse({}))).toBeLessThan(0.1);
    }
  });

  it('is told alike however the input is cut, and after a restart', () => {
    const rows = [...HABIT, contact(4, '48.0.0.1'), contact(5, '47.0.0.1')];
    const whole = told(rows);
    expect(whole).toHaveLength(3);
    for (const cuts of [
      [1, 3],
      [2, 4, 5],
    ])
      expect(told(rows, { cuts })).toEqual(whole);
    for (let snapshotAt = 0; snapshotAt < rows.length; snapshotAt++)
      expect(told(rows, { snapshotAt })).toEqual(whole);
  });

  it('is not looked for where nobody can tell places', () => {
    const { locate: _, ...blind } = LOCATED;
    expect(told([...HABIT, contact(4, '48.0.0.1')], { network: blind })).toEqual([]);
  });
});

describe('a user', () => {
  const login = (hours: number, source: string, identity = 'ann@example.org'): Partial<FlowRow> => ({
    time: START + hours * HOUR,
    source,
    destination: '10.0.0.1',
    identity,
  });

  it('cannot be in two places that are too far apart', () => {
    const [evidence, ...more] = told([login(0, '46.0.0.1'), login(2, '48.0.0.1')]);
    expect(more).toEqual([]);
    expect(evidence).toMatchObject({ host: '48.0.0.1', family: 'context', key: 'travel of ann@example.org' });
    expect(evidence!.summary).toBe(
      'the user ann@example.org came from 46.0.0.1 (NL), and 2 h later from here (JP), 9,285 kilometres away',
    );
    expect(evidence!.contributions[0]!.value).toBeCloseTo(4_643, -1);
    expect(evidence!.records).toHaveLength(2);
  });

  it.each([
    ['who flew', [login(0, '46.0.0.1'), login(14, '48.0.0.1')]],
    ['who is another', [login(0, '46.0.0.1'), login(1, '48.0.0.1', 'bob@example.org')]],
    ['who changed the network in one city', [login(0, '46.0.0.1'), login(0, '47.0.0.1')]],
    ['whose place is disputed', [login(0, '46.0.0.1'), login(1, '49.0.0.1')]],
    ['who is not known', [login(0, '46.0.0.1', ''), login(1, '48.0.0.1', '')]],
  ])('is left alone %s', (_, rows) => {
    expect(told(rows)).toEqual([]);
  });
});

it('distances are those over the earth', () => {
  const paris = { latitude: 48.8566, longitude: 2.3522 };
  // Movable Type Scripts and the great-circle mapper agree on 344 and 5,837 km.
  expect(kilometres(paris, { latitude: 51.5074, longitude: -0.1278 })).toBeCloseTo(343.6, 0);
  expect(kilometres(paris, { latitude: 40.7128, longitude: -74.006 })).toBeCloseTo(5_837, -1);
  expect(kilometres(paris, paris)).toBe(0);
  expect(kilometres({ latitude: 0, longitude: 179.5 }, { latitude: 0, longitude: -179.5 })).toBeCloseTo(
    111.2,
    1,
  );
});
