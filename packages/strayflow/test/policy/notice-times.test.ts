import { describe, expect, it } from 'vitest';
import { develop } from '../../src/policy/incidents.js';
import { nextSlot, noticeTime, tellOptionsSchema } from '../../src/policy/notice-times.js';
import { exampleEvidence } from '../example-evidence.js';

const { incident } = develop(
  null,
  {
    site: 'default',
    host: '203.0.113.66',
    action: 'alert',
    simulated: false,
    approval: false,
    rule: 'alert-line',
    reason: 'a scan',
    risk: 0.6,
    time: 0,
    expires: null,
    evidenceIds: [],
  },
  [exampleEvidence[0]!],
);
const { notice } = incident;
const blocked = { ...notice, action: 'block', risk: 0.6 } as const;
const options = (given: object = {}) => tellOptionsSchema.parse(given);
const at = (text: string) => Date.parse(text);
const NOON = at('2026-11-23T12:00:00Z');

describe('when a notice is sent', () => {
  it('is at once, unless something else was asked for', () => {
    expect(noticeTime(notice, options(), NOON)).toEqual({ due: NOON, isHeld: false });
  });

  it('is never, for turns and risks that are not asked for', () => {
    expect(noticeTime(notice, options({ on: ['closed'] }), NOON)).toBeNull();
    expect(noticeTime(notice, options({ minRisk: 0.61 }), NOON)).toBeNull();
  });

  it('is with the next digest, for what is weak and no block', () => {
    const digest = options({ digestBelow: 0.7, digestMinutes: 30 });
    expect(noticeTime(notice, digest, NOON + 1)).toEqual({ due: at('2026-11-23T12:30:00Z'), isHeld: true });
    expect(noticeTime(blocked, digest, NOON)).toMatchObject({ isHeld: false });
    expect(noticeTime({ ...blocked, simulated: true }, digest, NOON)).toMatchObject({ isHeld: true });
  });

  it('is after the quiet hours of the zone, but for what breaks through', () => {
    const quiet = options({ quietHours: { from: '22:00', to: '07:30', timeZone: 'Europe/Berlin' } });
    const night = at('2026-11-23T21:15:00Z');
    expect(noticeTime(notice, quiet, night)).toEqual({ due: at('2026-11-24T06:30:00Z'), isHeld: true });
    expect(noticeTime(notice, quiet, at('2026-11-24T06:29:30Z'))!.due).toBe(at('2026-11-24T06:30:00Z'));
    expect(noticeTime(notice, quiet, at('2026-11-24T06:30:00Z'))).toMatchObject({ isHeld: false });
    expect(noticeTime(blocked, quiet, night)).toMatchObject({ isHeld: false });
    expect(noticeTime({ ...notice, risk: 0.8 }, quiet, night)).toMatchObject({ isHeld: false });
  });

  it('follows the clock through a change to summer time, and the days on which quiet hours begin', () => {
    const spring = options({
      quietHours: { from: '22:00', to: '07:00', days: ['sat'], timeZone: 'Europe/Berlin' },
    });
    // Sunday, 28 March 2027: clocks go forward at 2:00.
    expect(noticeTime(notice, spring, at('2027-03-27T22:00:00Z'))!.due).toBe(at('2027-03-28T05:00:00Z'));
    expect(noticeTime(notice, spring, at('2027-03-28T21:30:00Z'))).toMatchObject({ isHeld: false });
  });

  it('is not before an hour holds fewer messages than were allowed', () => {
    const two = options({ maxPerHour: 2 });
    const minute = 60_000;
    expect(nextSlot([], two, NOON)).toBe(NOON);
    expect(nextSlot([NOON - 50 * minute, NOON - minute], two, NOON)).toBe(NOON + 10 * minute);
    expect(nextSlot([NOON - 61 * minute, NOON - minute], two, NOON)).toBe(NOON);
    const more = [NOON - 40 * minute, NOON - 30 * minute, NOON - 20 * minute];
    expect(nextSlot(more, two, NOON)).toBe(NOON + 30 * minute);
  });

  it('is refused where no such time zone or time is', () => {
    for (const quietHours of [
      { from: '22:00', to: '07:00', timeZone: 'Mars/Olympus' },
      { from: '24:00', to: '07:00' },
    ]) {
      expect(tellOptionsSchema.safeParse({ quietHours }).success).toBe(false);
    }
  });
});
