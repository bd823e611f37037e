import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { configSchema } from '../../../src/config.js';
import { explainHost } from '../../../src/evaluation/policy/explain-host.js';
import type { History } from '../../../src/evaluation/policy/history.js';
import { networkOf } from '../../../src/evaluation/policy/network-of.js';
import { replay } from '../../../src/evaluation/policy/replay.js';
import { NO_TRAP } from '../../../src/learned/index.js';
import { TICK_MS } from '../../../src/model/window.js';
import { Verdicts } from '../../../src/pipeline/verdicts.js';
import { evidenceOf, NOW } from '../../risk/evidence-of.js';

const HOSTS = ['203.0.113.7', '198.51.100.9', '10.0.3.14'] as const;
const DAY_MS = 86_400_000;

const told = fc.array(
  fc
    .record({
      host: fc.constantFrom(...HOSTS),
      family: fc.constantFrom('port-scan', 'brute-force', 'beaconing', 'context', 'learned'),
      key: fc.constantFrom('a', 'b', 'much-used-peer', 'reflector'),
      role: fc.constantFrom('actor', 'victim'),
      surprise: fc.double({ min: 1, max: 10, noNaN: true }),
      attributable: fc.boolean(),
      lastSeen: fc.oneof(
        fc.integer({ min: NOW, max: NOW + 20 * 60_000 }),
        fc.integer({ min: NOW, max: NOW + 9 * DAY_MS }),
      ),
    })
    .map((draft) => evidenceOf(draft)),
  { minLength: 1, maxLength: 12 },
);

const policies = fc.constantFrom(
  {},
  { mode: 'enforce', minFamilies: 1, minAttributable: 0, blockLine: 0.6, alertLine: 0.3 },
  {
    mode: 'enforce',
    rules: [
      { name: 'desks', when: { hosts: ['internal'], risk: 0.4 }, do: 'quarantine', mode: 'approve' },
      { name: 'weak', when: { risk: 0.2 }, do: 'alert' },
    ],
  },
);

const configOf = (policy: object) => configSchema.parse({ internal: ['10.0.0.0/8'], policy });
const tellingsOf = (evidence: readonly ReturnType<typeof evidenceOf>[]) =>
  evidence.map((each) => ({ time: each.lastSeen, evidence: each }));

describe('told again', () => {
  it('evidence leads to the decisions that the route comes to', () => {
    fc.assert(
      fc.property(told, policies, (evidence, policy) => {
        const config = configOf(policy);
        const network = networkOf(config.internal);
        const route = new Verdicts({ config, network, models: null, trap: NO_TRAP });
        const inOrder = evidence.toSorted((a, b) => a.lastSeen - b.lastSeen);
        let tick = Math.floor(NOW / TICK_MS) * TICK_MS;
        for (const each of inOrder) {
          const next = Math.floor(each.lastSeen / TICK_MS) * TICK_MS;
          // Without news nothing happens at ticks, but for the forgetting, which comes within an hour.
          for (; tick <= next; tick = Math.min(tick + 3_600_000, Math.max(next, tick + TICK_MS))) {
            route.tick(tick, tick);
          }
          route.evidence(each, null);
        }
        route.tick(tick, tick);
        expect(replay(tellingsOf(inOrder), { ...config, network })).toEqual(route.state.decisions);
      }),
      { numRuns: 60 },
    );
  });

  it('evidence gives an explanation that agrees with every decision', () => {
    fc.assert(
      fc.property(told, policies, (evidence, policy) => {
        const config = configOf(policy);
        const history: History = {
          tellings: tellingsOf(evidence),
          decisions: null,
          internal: [],
          exceptions: [],
          notes: [],
        };
        const decisions = replay(history.tellings, { ...config, network: networkOf(config.internal) });
        const explained = HOSTS.flatMap((host) => explainHost(history, config, host));
        const all = explained.flatMap((each) => each.decisions);
        const order = (a: object, b: object) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
        expect(all.toSorted(order)).toEqual(decisions.toSorted(order));
        for (const { decisive, decisions: own } of explained) {
          const { decision, trace } = decisive;
          if (decision !== null) {
            expect(decision.action).toBe(trace.verdict.action);
            expect(decision.rule.replace(':extended', '')).toBe(trace.verdict.rule);
            if (decision.expires !== null) expect(decision.expires - decision.time).toBe(trace.durationMs);
          }
          if (trace.verdict.action === 'ignore') expect(own).toEqual([]);
        }
      }),
      { numRuns: 40 },
    );
  });
});
