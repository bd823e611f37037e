import { describe, expect, it } from 'vitest';
import { majorityTrap } from '../../src/learned/trap.js';

const MODELS = { baseline: false, windows: true };
const calm = { flows: 1000, accusedFlows: 100, collapsedShare: 0.63, largestActorShare: 0.3 };

describe('the majority trap', () => {
  it('is not seen in ordinary captures', () => {
    expect(majorityTrap(calm, MODELS)).toEqual({
      trapped: false,
      warnings: [],
      surpriseCeiling: Number.POSITIVE_INFINITY,
    });
    const nothing = { flows: 0, accusedFlows: 0, collapsedShare: 0, largestActorShare: 0 };
    expect(majorityTrap(nothing, MODELS).trapped).toBe(false);
  });

  it.each([
    [{ accusedFlows: 510 }, '51 % of the flows come from hosts that known behaviours accuse'],
    [{ collapsedShare: 0.76 }, '76 % of the flows are near-identical repeats'],
    [{ largestActorShare: 0.93 }, '93 % of the flows go between one pair of hosts on one port'],
  ])('is seen by %o', (sign, words) => {
    const verdict = majorityTrap({ ...calm, ...sign }, MODELS);
    expect(verdict.trapped).toBe(true);
    expect(verdict.warnings[0]).toContain(words);
    expect(verdict.warnings[0]).toContain('counts at most as surprise 3');
    expect(verdict.surpriseCeiling).toBe(3);
  });

  it('is one warning, however many signs there are', () => {
    const signs = { flows: 10, accusedFlows: 9, collapsedShare: 0.8, largestActorShare: 0.9 };
    expect(majorityTrap(signs, MODELS).warnings).toHaveLength(1);
  });

  it.each([
    [
      { baseline: false, windows: true },
      'there is no baseline to judge instead, so accused hosts were left out of training. Learned',
    ],
    [
      { baseline: true, windows: false },
      'so flows are judged by the baseline of ordinary traffic from other networks alone. Learned',
    ],
    [
      { baseline: true, windows: true },
      'alone; hosts in five-minute windows, for which there is no baseline, by models trained without accused hosts. Learned',
    ],
  ])('says who judges instead: %o', (judges, words) => {
    expect(majorityTrap({ ...calm, accusedFlows: 600 }, judges).warnings[0]).toContain(words);
  });
});
