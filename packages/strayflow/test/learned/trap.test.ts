import { describe, expect, it } from 'vitest';
import { majorityTrap } from '../../src/learned/trap.js';

const calm = { flows: 1000, accusedFlows: 100, collapsedShare: 0.63, largestActorShare: 0.3 };

describe('the majority trap', () => {
  it('is not seen in ordinary captures', () => {
    expect(majorityTrap(calm)).toEqual({
      trapped: false,
      warnings: [],
      surpriseCeiling: Number.POSITIVE_INFINITY,
    });
    expect(majorityTrap({ flows: 0, accusedFlows: 0, collapsedShare: 0, largestActorShare: 0 }).trapped).toBe(
      false,
    );
  });

  it.each([
    [{ accusedFlows: 510 }, '51 % of the flows come from hosts that known behaviours accuse'],
    [{ collapsedShare: 0.76 }, '76 % of the flows are near-identical repeats'],
    [{ largestActorShare: 0.93 }, '93 % of the flows go between one pair of hosts on one port'],
  ])('is seen by %o', (sign, words) => {
    const verdict = majorityTrap({ ...calm, ...sign });
    expect(verdict.trapped).toBe(true);
    expect(verdict.warnings[0]).toContain(words);
    expect(verdict.warnings[0]).toContain('counts at most as surprise 3');
    expect(verdict.surpriseCeiling).toBe(3);
  });

  it('is one warning, however many signs there are', () => {
    const verdict = majorityTrap({
      flows: 10,
      accusedFlows: 9,
      collapsedShare: 0.8,
      largestActorShare: 0.9,
    });
    expect(verdict.warnings).toHaveLength(1);
  });
});
