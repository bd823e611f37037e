import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../src/model/evidence.js';
import { policyOptionsSchema } from '../../src/policy/index.js';
import { evidenceOf } from '../risk/evidence-of.js';
import { decidedOn, type Moment } from './on-evidence.js';

const piece = (family: Evidence['family'], draft: Partial<Evidence> = {}) =>
  evidenceOf({ family, surprise: 8, attributable: true, ...draft });
const SCAN = piece('port-scan', { ports: [22] });
const GUESSES = piece('brute-force', { ports: [22], peer: '10.0.0.5' });
const FLOOD = piece('flood', { ports: [443], peer: '10.0.0.5' });

const entry = (scope: object) => ({ allow: [{ prefix: '203.0.113.0/24', reason: 'our scanner', ...scope }] });
const allowed = (evidence: readonly Evidence[], scope: object, moment: Moment = {}) =>
  decidedOn(evidence, { ...moment, options: { ...moment.options, ...entry(scope) } });

describe('an entry for some behaviours', () => {
  it('spares the host where they are all that it did', () => {
    const decision = allowed([SCAN, GUESSES], { families: ['port-scan', 'brute-force'] });
    expect(decision).toMatchObject({ action: 'alert', rule: 'guard:allow-list' });
    expect(decision!.reason).toContain('203.0.113.0/24 is on the allow list for this (our scanner)');
  });

  it('spares it where the rest is too little, and says how much that is', () => {
    const decision = allowed([SCAN, GUESSES], { families: ['port-scan'] });
    expect(decision).toMatchObject({ action: 'alert', rule: 'guard:allow-list' });
    expect(decision!.reason).toContain('and what else it did is a risk of 0.6');
  });

  it('does not spare it where the rest is enough; the risk is that of the rest', () => {
    const decision = allowed([SCAN, GUESSES, FLOOD], { families: ['port-scan'] })!;
    const without = decidedOn([GUESSES, FLOOD])!;
    expect(decision).toMatchObject({ action: 'block', rule: 'block-line', risk: without.risk });
    expect(decision.reason).not.toContain('port-scan');
    expect(decision.evidenceIds).toEqual(without.evidenceIds);
    expect(decision.risk).toBeLessThan(decidedOn([SCAN, GUESSES, FLOOD])!.risk);
  });

  it('leaves nothing that is weaker hidden behind what it covers', () => {
    const weak = piece('brute-force', { surprise: 2.5, ports: [8022], key: 'other' });
    const scope = { families: ['brute-force'], ports: [22] };
    expect(allowed([SCAN, GUESSES, weak], scope)).toMatchObject({
      action: 'alert',
      rule: 'guard:allow-list',
    });
  });
});

describe('an entry for ports', () => {
  it('covers evidence about these alone', () => {
    expect(allowed([SCAN, GUESSES], { ports: [22, 23] })?.rule).toBe('guard:allow-list');
    expect(allowed([SCAN, GUESSES], { ports: [23] })?.action).toBe('block');
    const both = piece('port-scan', { ports: [22, 80] });
    expect(allowed([both, GUESSES, FLOOD], { ports: [22] })?.action).toBe('block');
  });

  it('covers no evidence whose ports are not known, or are many', () => {
    const vertical = piece('port-scan');
    const many = piece('brute-force', { ports: [] });
    expect(allowed([vertical, many], { ports: [22] })?.action).toBe('block');
  });
});

describe('an entry for a direction', () => {
  it('covers what went that way', () => {
    expect(allowed([SCAN, GUESSES], { direction: 'in' })?.rule).toBe('guard:allow-list');
    expect(allowed([SCAN, GUESSES], { direction: 'out' })?.action).toBe('block');
    expect(allowed([SCAN, GUESSES], { direction: 'within' })?.action).toBe('block');
  });

  it('covers nothing of an own host whose other side is not known', () => {
    const inside = { host: '10.0.0.9' };
    const rules = [{ name: 'inside', when: { hosts: ['internal'] }, do: 'quarantine', mode: 'approve' }];
    const own = (peer: string | null) => [
      piece('port-scan', { ...inside, peer }),
      piece('exfiltration', { ...inside, peer }),
    ];
    const asked = (peer: string | null, direction: string) =>
      allowed(own(peer), { prefix: '10.0.0.9', direction }, { options: { rules } })?.action;
    expect(asked('203.0.113.7', 'out')).toBe('alert');
    expect(asked('10.0.0.5', 'within')).toBe('alert');
    expect(asked('10.0.0.5', 'out')).toBe('quarantine');
    expect(asked(null, 'out')).toBe('quarantine');
  });
});

describe('an entry for a site', () => {
  it('holds there alone: the same private address is another host elsewhere', () => {
    expect(allowed([SCAN, GUESSES], { site: 'test' })?.rule).toBe('guard:allow-list');
    expect(allowed([SCAN, GUESSES], { site: 'branch' })?.action).toBe('block');
  });
});

describe('a limited entry for alerts', () => {
  it('silences what it covers, and nothing else', () => {
    const scope = { scope: 'alert', families: ['port-scan'] };
    expect(allowed([SCAN], scope)).toBeUndefined();
    expect(allowed([SCAN, GUESSES], scope)).toMatchObject({ action: 'alert', rule: 'alert-line' });
    expect(allowed([SCAN, GUESSES, FLOOD], scope)?.action).toBe('block');
  });
});

it('several entries cover together', () => {
  const allow = ['port-scan', 'brute-force'].map((family) => ({
    prefix: '203.0.113.7',
    reason: family,
    families: [family],
  }));
  expect(decidedOn([SCAN, GUESSES], { options: { allow } })?.rule).toBe('guard:allow-list');
});

it('a block keeps what it rests on, without what is allowed', () => {
  const { grounds } = allowed([SCAN, GUESSES, FLOOD], { families: ['port-scan'] })!;
  expect(grounds?.pieces.map(({ family, ports, direction }) => [family, ports, direction])).toEqual(
    expect.arrayContaining([
      ['brute-force', [22], 'in'],
      ['flood', [443], 'in'],
    ]),
  );
  expect(grounds).toMatchObject({ risk: 0.8, families: 2, attributable: 1, attributableRisk: 0.5 });
  expect(grounds?.pieces).toHaveLength(2);
});

it('what limits an entry is checked', () => {
  expect(() => policyOptionsSchema.parse(entry({ families: ['nonsense'] }))).toThrow();
  expect(() => policyOptionsSchema.parse(entry({ ports: [65_536] }))).toThrow();
  expect(() => policyOptionsSchema.parse(entry({ families: [] }))).toThrow();
});
