import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../../src/model/decision.js';
import { closed, develop, type Incident } from '../../src/policy/incidents.js';
import { exampleEvidence } from '../example-evidence.js';

const [scan, bruteForce] = exampleEvidence;
const alert: Decision = {
  site: 'default',
  host: '203.0.113.66',
  action: 'alert',
  simulated: false,
  approval: false,
  rule: 'alert-line',
  reason: 'risk 0.60 from port-scan',
  risk: 0.6,
  time: 1_000,
  expires: null,
  evidenceIds: [],
};
const block: Decision = {
  ...alert,
  action: 'block',
  rule: 'block-line',
  risk: 0.9,
  time: 2_000,
  expires: 9_000,
};

describe('an incident', () => {
  it('is opened by the first decision, and says what it rests on', () => {
    const { incident, isNews } = develop(null, alert, [scan!]);
    expect(isNews).toBe(true);
    expect(incident.notice).toMatchObject({
      kind: 'opened',
      revision: 0,
      host: alert.host,
      role: 'actor',
      families: ['port-scan'],
      evidence: [{ id: scan!.id, summary: scan!.summary }],
    });
    expect(incident.notice.incident).toMatch(/^[0-9a-f]{16}$/);
  });

  it('is told again when something stronger is done, a behaviour is new, or the risk rose', () => {
    const { incident } = develop(null, alert, [scan!]);
    const told = (decision: Partial<Decision>, evidence = [scan!]) =>
      develop(incident, { ...alert, ...decision }, evidence);
    expect(told({}).isNews).toBe(false);
    expect(told({ risk: 0.7 }).isNews).toBe(false);
    expect(told({ risk: 0.76 }).isNews).toBe(true);
    expect(told({}, [scan!, bruteForce!]).isNews).toBe(true);
    expect(told(block)).toMatchObject({
      isNews: true,
      incident: { notice: { kind: 'updated', revision: 1, action: 'block', expires: 9_000 } },
    });
    expect(told({ ...block, simulated: true, risk: 0.6 }).isNews).toBe(false);
    expect(told({ rule: 'block-without-effect' }).isNews).toBe(true);
  });

  it('that somebody looks after is told again only when it grows stronger', () => {
    const { incident } = develop(null, alert, [scan!]);
    const known: Incident = { ...incident, acknowledged: true };
    expect(develop(known, { ...alert, risk: 0.95 }, [scan!, bruteForce!]).isNews).toBe(false);
    const stronger = develop(known, block, [scan!]);
    expect(stronger.isNews).toBe(true);
    expect(stronger.incident.acknowledged).toBe(false);
  });

  it('keeps what was strongest, and begins anew once it was closed', () => {
    const blocked = develop(develop(null, alert, [scan!]).incident, block, [scan!]).incident;
    const later = develop(blocked, { ...alert, time: 3_000 }, [scan!]).incident;
    expect(later.notice).toMatchObject({
      action: 'block',
      risk: 0.9,
      opened: 1_000,
      time: 3_000,
      expires: 9_000,
    });
    const over = closed(later);
    expect(over.notice).toMatchObject({ kind: 'closed', revision: 2 });
    const again = develop(over, { ...alert, time: 9_999 }, [scan!]).incident;
    expect(again.notice).toMatchObject({ kind: 'opened', revision: 0, opened: 9_999 });
    expect(again.notice.incident).not.toBe(over.notice.incident);
  });

  it('is told at most once for each step up, however often it is decided', () => {
    const decisions = fc.array(
      fc.record({ risk: fc.double({ min: 0.5, max: 1, noNaN: true }), block: fc.boolean() }),
      { minLength: 1, maxLength: 60 },
    );
    fc.assert(
      fc.property(decisions, (given) => {
        let incident: Incident | null = null;
        let news = 0;
        for (const [i, { risk, block: blocks }] of given.entries()) {
          const decision = { ...(blocks ? block : alert), risk, time: i };
          const next = develop(incident, decision, [scan!]);
          incident = next.incident;
          if (next.isNews) news++;
        }
        // Opened, blocked, and three rises by .15 between .5 and 1.
        expect(news).toBeLessThanOrEqual(5);
        expect(incident!.notice.revision).toBe(news - 1);
        expect(incident!.notice.risk).toBe(Math.max(...given.map(({ risk }) => risk)));
      }),
    );
  });
});
