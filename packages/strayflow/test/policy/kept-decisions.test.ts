import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Decision, DecisionAction } from '../../src/model/decision.js';
import { keepDecisions } from '../../src/policy/index.js';

const decision = (action: DecisionAction, time: number): Decision => ({
  ...{ site: 'test', host: '203.0.113.7', action, simulated: false, approval: false, rule: 'block-line' },
  ...{ reason: '', risk: 0.9, time, expires: null, evidenceIds: [] },
});
const action = fc.constantFrom<DecisionAction>('alert', 'block', 'quarantine');

it('keeps decisions in their order and counts those that find no room', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), fc.integer({ min: 1, max: 20 }), (actions, most) => {
      const made = actions.map(decision);
      const kept = { decisions: [] as Decision[], decisionsDropped: 0 };
      for (const each of made) keepDecisions(kept, [each], most);
      expect(kept.decisions.length + kept.decisionsDropped).toBe(made.length);
      expect(kept.decisions.length).toBeLessThanOrEqual(2 * most);
      expect(kept.decisions).toEqual(made.filter((each) => kept.decisions.includes(each)));
    }),
    { seed: 1 },
  );
});

it('lets no alerts push out a block', () => {
  const kept = { decisions: [] as Decision[], decisionsDropped: 0 };
  keepDecisions(
    kept,
    Array.from({ length: 50 }, (_, i) => decision('alert', i)),
    10,
  );
  keepDecisions(kept, [decision('block', 50)], 10);
  expect(kept.decisionsDropped).toBe(40);
  expect(kept.decisions.at(-1)).toMatchObject({ action: 'block', time: 50 });
});
