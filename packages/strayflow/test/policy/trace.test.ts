import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Evidence, FAMILIES } from '../../src/model/evidence.js';
import { decide, openPolicy, policyOptionsSchema, traceOf } from '../../src/policy/index.js';
import { addEvidence, changedHosts, openRisk, riskOptionsSchema, score } from '../../src/risk/index.js';
import { network } from '../behaviours/drive.js';
import { evidenceOf, NOW } from '../risk/evidence-of.js';

const OFFICE = network('10.0.0.0/8');
const RISK = riskOptionsSchema.parse({});

/** The only host of this evidence as it is judged at NOW. */
function subjectOf(evidence: readonly Evidence[]) {
  const state = openRisk();
  for (const each of evidence) addEvidence(state, each, RISK);
  const [changed] = changedHosts(state, NOW, RISK);
  return { ...changed!, now: NOW, partial: (part: readonly Evidence[]) => score(part, NOW, RISK) };
}

const SCAN = evidenceOf({ surprise: 8, attributable: true });
const GUESSES = evidenceOf({ family: 'brute-force', key: 'ssh', surprise: 8, attributable: true });

function traced(evidence: readonly Evidence[], options: object = {}) {
  const parsed = policyOptionsSchema.parse({ mode: 'enforce', ...options });
  return traceOf(openPolicy(), subjectOf(evidence), parsed, OFFICE);
}

describe('a trace', () => {
  it('says what a rule asked and found, and which rules were not tried any more', () => {
    const { rules, verdict } = traced([SCAN], {
      rules: [
        { name: 'guessers', when: { families: ['brute-force'], risk: 0.95 }, do: 'block' },
        { name: 'outsiders', when: { hosts: ['external'] }, do: 'alert' },
        { name: 'last', do: 'ignore' },
      ],
    });
    expect(verdict.rule).toBe('outsiders');
    expect(rules.map(({ holds, tried }) => [holds, tried])).toEqual([
      [false, true],
      [true, true],
      [true, false],
    ]);
    expect(rules[0]!.conditions.filter(({ holds }) => !holds)).toMatchObject([
      { asks: 'the risk is 0.95 or more', finds: 'it is 0.689' },
      { asks: 'there is evidence of brute-force', finds: 'there is port-scan' },
    ]);
  });

  it('names each guard with its answer', () => {
    const { guards } = traced([SCAN, GUESSES], {
      gateways: ['203.0.113.7'],
      allow: [{ prefix: '203.0.113.0/24', reason: 'test' }],
    });
    const held = guards.filter(({ answer }) => answer !== null).map(({ answer }) => answer!.name);
    expect(held).toEqual(['gateway', 'allow-list']);
    expect(guards.length).toBeGreaterThan(8);
  });

  it('says what the next action up would have needed', () => {
    expect(traced([SCAN]).next).toEqual({
      action: 'block',
      ways: [
        {
          by: 'block-line',
          action: 'block',
          needs: ['the risk is 0.80 or more (it is 0.689)', 'families of evidence: 2 or more (there is 1)'],
        },
      ],
    });
    expect(traced([SCAN], { gateways: ['203.0.113.7'] }).next!.ways[0]!.needs.at(-1)).toBe(
      'the guard gateway lets it pass (203.0.113.7 is a gateway)',
    );
    expect(traced([evidenceOf({ surprise: 3 })]).next).toEqual({
      action: 'alert',
      ways: [{ by: 'alert-line', action: 'alert', needs: ['the risk is 0.50 or more (it is 0.35)'] }],
    });
    expect(traced([SCAN, GUESSES]).next).toBeNull();
  });

  it('counts the blocks before, and the time that the next would last', () => {
    const options = policyOptionsSchema.parse({ mode: 'enforce' });
    const state = openPolicy();
    const { host, evidence, partial } = subjectOf([SCAN, GUESSES]);
    decide(state, host, evidence, NOW, options, OFFICE, partial);
    const trace = traceOf(state, subjectOf([SCAN, GUESSES]), options, OFFICE);
    expect(trace).toMatchObject({ blocksBefore: 1, durationMs: 3_600_000, standing: { action: 'block' } });
  });
});

const pieces = fc.array(
  fc
    .record({
      family: fc.constantFrom(...FAMILIES),
      surprise: fc.double({ min: 0, max: 12, noNaN: true }),
      attributable: fc.boolean(),
      peer: fc.constantFrom(null, '10.0.0.5', '10.0.5.9'),
      key: fc.constantFrom('a', 'b', 'reflector'),
      age: fc.integer({ min: 0, max: 3 * 3_600_000 }),
    })
    .map(({ age, ...draft }) => ({ ...draft, lastSeen: NOW - age })),
  { minLength: 1, maxLength: 6 },
);

const place = fc.constantFrom('internal', 'external', '203.0.113.0/24', '198.51.100.0/24');
const rule = fc.record(
  {
    when: fc.record(
      {
        risk: fc.double({ min: 0, max: 1, noNaN: true }),
        families: fc.uniqueArray(fc.constantFrom(...FAMILIES), { minLength: 1, maxLength: 3 }),
        leastFamilies: fc.integer({ min: 1, max: 3 }),
        role: fc.constantFrom('actor', 'victim'),
        hosts: fc.array(place, { minLength: 1, maxLength: 2 }),
        notHosts: fc.array(place, { minLength: 1, maxLength: 2 }),
        importance: fc.constantFrom('low', 'high'),
        times: fc.record({ from: fc.constantFrom('00:00', '12:00'), to: fc.constantFrom('00:00', '23:00') }),
      },
      { requiredKeys: [] },
    ),
    do: fc.constantFrom('ignore', 'alert', 'block', 'quarantine'),
    mode: fc.constantFrom('observe', 'alert', 'approve'),
  },
  { requiredKeys: ['do', 'mode'] },
);

const policies = fc.record({
  mode: fc.constantFrom('observe', 'alert', 'enforce'),
  minFamilies: fc.integer({ min: 1, max: 3 }),
  minAttributable: fc.integer({ min: 0, max: 2 }),
  rules: fc
    .array(rule, { maxLength: 3 })
    .map((rules) => rules.map((each, i) => ({ ...each, name: `r${i}` }))),
  assets: fc.constantFrom([], [{ prefix: '10.0.5.0/24', importance: 'high' }]),
  gateways: fc.constantFrom([], ['203.0.113.7']),
  maxBlocks: fc.constantFrom(0, 10),
  allow: fc.constantFrom(
    [],
    [{ prefix: '203.0.113.7', reason: 'r' }],
    [{ prefix: '203.0.113.7', scope: 'alert', reason: 'r', families: ['port-scan'] }],
  ),
});

it('a trace agrees with what is decided, and what it asks for is what is lacking', () => {
  fc.assert(
    fc.property(
      pieces,
      policies,
      fc.constantFrom('203.0.113.7', '10.0.0.9', 'sensor x'),
      fc.constantFrom('actor' as const, 'victim' as const),
      (drafts, given, host, role) => {
        const options = policyOptionsSchema.parse(given);
        const subject = subjectOf(drafts.map((draft) => evidenceOf({ ...draft, host, role })));
        const { verdict, rules, quorum, guards, next } = traceOf(openPolicy(), subject, options, OFFICE);
        const { evidence, now, partial } = subject;
        const [decision] = decide(openPolicy(), subject.host, evidence, now, options, OFFICE, partial);
        expect(verdict.action).toBe(decision?.action ?? 'ignore');
        if (decision !== undefined) expect(decision.rule).toBe(verdict.rule);
        const holding = rules.find(({ holds }) => holds);
        if (!/^(?:guard:|quorum$|allow-list$)/.test(verdict.rule)) {
          expect(holding?.name ?? verdict.rule).toBe(verdict.rule);
        }
        const isFree = quorum.every(({ holds }) => holds) && guards.every(({ answer }) => answer === null);
        if (verdict.action === 'block' || verdict.action === 'quarantine') {
          expect(next).toBeNull();
          expect(isFree).toBe(true);
        } else {
          for (const { needs } of next!.ways) expect(needs.join('')).not.toBe('');
        }
        if (verdict.held !== '') expect(isFree && options.allow.length === 0).toBe(false);
      },
    ),
    { numRuns: 300 },
  );
});
