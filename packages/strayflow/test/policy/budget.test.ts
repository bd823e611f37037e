import { describe, expect, it } from 'vitest';
import { alarmHistory, expectedAlarms } from '../../src/model/alarm-history.js';
import { policyOptionsSchema, withinBudget } from '../../src/policy/index.js';

const DAY_MS = 86_400_000;
const host = (risk: number, role: 'actor' | 'victim' = 'actor') => ({ role, risk });
/** Ten days of 200 hosts: twenty over .5, five of them over .6, one over .7; and a victim. */
const HISTORY = alarmHistory(
  [...Array(15).fill(host(0.55)), ...Array(4).fill(host(0.62)), host(0.71), host(0.3), host(0.99, 'victim')],
  200,
  10 * DAY_MS,
);
const budget = (alertBudget: number | null, more: object = {}) =>
  withinBudget(policyOptionsSchema.parse({ alertBudget, ...more }), HISTORY);

describe('the alarms to expect', () => {
  it('are those of ordinary hosts a day, with what chance allows', () => {
    const { perDay, low, high } = expectedAlarms(HISTORY, 0.5);
    expect(perDay).toBe(2);
    // Garwood 1936: 20 counts, 12.217 to 30.888.
    expect(low).toBeCloseTo(1.2217, 3);
    expect(high).toBeCloseTo(3.0888, 3);
  });

  it('are not none where none was seen', () => {
    expect(expectedAlarms(HISTORY, 0.8)).toMatchObject({ perDay: 0, low: 0 });
    expect(expectedAlarms(HISTORY, 0.8).high).toBeCloseTo(0.3689, 3);
  });
});

describe('the alert budget', () => {
  it('raises the line until ordinary traffic keeps to it', () => {
    expect(budget(5).options.alertLine).toBe(0.5);
    expect(budget(2).options.alertLine).toBe(0.5);
    expect(budget(1).options.alertLine).toBe(0.56);
    expect(budget(0.1).options.alertLine).toBe(0.63);
    expect(budget(0.05).options.alertLine).toBe(0.72);
  });

  it('never lowers it, and never moves the block line', () => {
    expect(budget(100, { alertLine: 0.7 }).options).toMatchObject({ alertLine: 0.7, blockLine: 0.8 });
    expect(budget(0.05, { blockLine: 0.6 }).options).toMatchObject({ alertLine: 0.6, blockLine: 0.6 });
  });

  it('does not lower an alert line over the block line', () => {
    expect(budget(0.05, { alertLine: 0.7, blockLine: 0.6 }).options).toMatchObject({
      alertLine: 0.7,
      blockLine: 0.6,
    });
  });

  it('says what is to be expected, from what', () => {
    expect(budget(1).statement).toBe(
      'The alert line is 0.56: 0.5 false alarms a day are to be expected (95 %: 0.1623 to 1.167), by 200 hosts in 10 days of ordinary traffic. At most 1 a day were asked for.',
    );
    expect(budget(0.05, { blockLine: 0.6 }).statement).toContain(
      'even the block line does not keep to the budget',
    );
    expect(budget(null).statement).toContain('2 false alarms a day');
  });

  it('promises nothing without a history', () => {
    const options = policyOptionsSchema.parse({ alertBudget: 1 });
    const { options: same, statement } = withinBudget(options, null);
    expect(same).toEqual(options);
    expect(statement).toContain('cannot be promised');
    expect(withinBudget(policyOptionsSchema.parse({}), null).statement).toBe(null);
  });
});
