import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Evidence, FAMILIES } from '../../src/model/evidence.js';
import { restore, snapshot } from '../../src/model/snapshot.js';
import {
  addEvidence,
  advanceRisk,
  allEvidence,
  changedHosts,
  hostRisks,
  openRisk,
  riskDropped,
  riskOptionsSchema,
} from '../../src/risk/index.js';
import { evidenceOf, NOW } from './evidence-of.js';

const OPTIONS = riskOptionsSchema.parse({});
const HOUR = 3_600_000;

function risksOf(evidence: readonly Evidence[], now = NOW, options = OPTIONS) {
  const state = openRisk();
  for (const each of evidence) addEvidence(state, each, options);
  return hostRisks(state, now, options);
}

const riskOf = (...evidence: readonly Evidence[]) => risksOf(evidence)[0]!.risk;

const anyEvidence = fc
  .record({
    family: fc.constantFrom(...FAMILIES),
    surprise: fc.double({ min: 0, max: 40, noNaN: true }),
    key: fc.constantFrom('a', 'b', 'c'),
    lastSeen: fc.integer({ min: NOW - 48 * HOUR, max: NOW }),
    revision: fc.nat(2),
    attributable: fc.boolean(),
    records: fc.array(fc.record({ input: fc.constant(0), record: fc.nat(12) }), { maxLength: 6 }),
  })
  .map((draft) => evidenceOf({ ...draft, window: { start: NOW, end: NOW + 1 } }));

describe('the risk of one host', () => {
  it('follows the formula', () => {
    expect(riskOf(evidenceOf({ surprise: 2 }))).toBe(0);
    expect(riskOf(evidenceOf({ surprise: 4 }))).toBeCloseTo(0.525, 12);
    expect(riskOf(evidenceOf({ surprise: 5 }), evidenceOf({ family: 'brute-force' }))).toBeCloseTo(
      1 - (1 - 0.6125) * (1 - 0.525),
      12,
    );
    expect(riskOf(evidenceOf({ family: 'learned', surprise: 30 }))).toBeCloseTo(0.6, 6);
    expect(riskOf(evidenceOf({ family: 'context', surprise: 30 }))).toBeCloseTo(0.1, 6);
  });

  it('never passes the cap of a family, however often it repeats', () => {
    const scans = Array.from({ length: 100 }, (_, i) => evidenceOf({ key: `vertical ${i}`, surprise: 20 }));
    expect(riskOf(...scans)).toBeLessThanOrEqual(0.7);
    const signs = Array.from({ length: 100 }, (_, i) =>
      evidenceOf({ family: 'context', key: `sign ${i}`, surprise: 20 }),
    );
    expect(riskOf(...signs)).toBeLessThanOrEqual(0.1);
  });

  it('is below 1, has shares that add up to it, and ends no higher than its peak', () => {
    const property = fc.property(fc.array(anyEvidence, { maxLength: 12 }), (evidence) => {
      for (const host of risksOf(evidence)) {
        expect(host.risk).toBeGreaterThanOrEqual(0);
        expect(host.risk).toBeLessThan(1);
        expect(host.riskAtEnd).toBeLessThanOrEqual(host.risk);
        const sum = host.shares.reduce((total, { share }) => total + share, 0);
        expect(sum).toBeCloseTo(host.risk, 9);
        for (const { share, confidence } of host.shares) {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(confidence).toBeLessThanOrEqual(0.7);
        }
      }
    });
    fc.assert(property, { seed: 1 });
  });

  it('does not fall when evidence is added or grows more surprising', () => {
    const property = fc.property(fc.array(anyEvidence, { maxLength: 8 }), anyEvidence, (evidence, more) => {
      const before = risksOf(evidence)[0]?.risk ?? 0;
      expect(risksOf([...evidence, more])[0]!.risk).toBeGreaterThanOrEqual(before - 1e-12);
    });
    fc.assert(property, { seed: 2 });
    const louder = fc.property(fc.double({ min: 0, max: 30, noNaN: true }), (surprise) => {
      expect(riskOf(evidenceOf({ surprise: surprise + 0.5 }))).toBeGreaterThanOrEqual(
        riskOf(evidenceOf({ surprise })),
      );
    });
    fc.assert(louder, { seed: 3 });
  });

  it('does not depend on how often the same evidence is told, and takes only higher revisions', () => {
    const first = evidenceOf({ surprise: 4 });
    const second = { ...first, revision: 1, surprise: 6 };
    expect(riskOf(first, second, first, second)).toBe(riskOf(second));
    expect(risksOf([first, second])[0]!.shares[0]!.evidenceIds).toEqual([first.id]);
  });

  it('survives being stored in between', () => {
    const property = fc.property(fc.array(anyEvidence, { maxLength: 12 }), fc.nat(12), (evidence, at) => {
      let state = openRisk();
      for (const [i, each] of evidence.entries()) {
        if (i === at) state = restore(snapshot(state));
        addEvidence(state, each, OPTIONS);
      }
      expect(hostRisks(state, NOW, OPTIONS)).toEqual(risksOf(evidence));
    });
    fc.assert(property, { seed: 4 });
  });
});

describe('evidence of two behaviours', () => {
  const records = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => ({ input: 0, record: from + i }));

  it('that share over half of their records counts once, and stays visible', () => {
    const scan = evidenceOf({ surprise: 6, records: records(1, 20) });
    const flood = evidenceOf({ family: 'flood', key: 'syn', surprise: 5, records: records(9, 20) });
    const [host] = risksOf([scan, flood]);
    expect(host!.risk).toBeCloseTo(riskOf(scan), 12);
    expect(host!.shares.map(({ family, share }) => [family, share > 0])).toEqual([
      ['port-scan', true],
      ['flood', false],
    ]);
  });

  it('that share at most half counts twice', () => {
    const scan = evidenceOf({ records: records(1, 20) });
    const other = evidenceOf({ family: 'flood', key: 'syn', records: records(11, 20) });
    expect(riskOf(scan, other)).toBeCloseTo(1 - 0.475 ** 2, 12);
  });

  it('counts what the models find strange once with the behaviour that accounts for it', () => {
    const scan = evidenceOf({ peer: '10.0.0.5' });
    const learned = (more: object) => evidenceOf({ family: 'learned', key: 'flows', ...more });
    expect(riskOf(scan, learned({ peer: '10.0.0.5' }))).toBeCloseTo(riskOf(scan), 12);
    expect(riskOf(scan, learned({ peer: null }))).toBeCloseTo(riskOf(scan), 12);
    expect(riskOf(scan, learned({ peer: '10.0.0.77' }))).toBeGreaterThan(0.7);
    const { firstSeen } = scan;
    const before = learned({ peer: '10.0.0.5', firstSeen: firstSeen - 2 * HOUR, lastSeen: firstSeen - HOUR });
    expect(riskOf(scan, before)).toBeGreaterThan(0.65);
  });
});

describe('time', () => {
  it('halves the confidence every half-life, and the peak keeps its time', () => {
    const [host] = risksOf([evidenceOf({ surprise: 4 })], NOW + 6 * HOUR);
    expect(host).toMatchObject({ peakTime: NOW });
    expect(host!.risk).toBeCloseTo(0.525, 12);
    expect(host!.riskAtEnd).toBeCloseTo(0.2625, 12);
  });

  it('lets evidence that is far apart count less together', () => {
    const scan = evidenceOf({ lastSeen: NOW - 24 * HOUR });
    const later = evidenceOf({ family: 'brute-force' });
    expect(riskOf(scan, later)).toBeCloseTo(1 - (1 - 0.525) * (1 - 0.525 / 16), 12);
  });

  it('lets hosts without news be forgotten', () => {
    const state = openRisk();
    addEvidence(state, evidenceOf(), OPTIONS);
    advanceRisk(state, NOW + OPTIONS.forgetAfterMs, OPTIONS);
    expect(allEvidence(state)).toHaveLength(1);
    advanceRisk(state, NOW + OPTIONS.forgetAfterMs + 2 * HOUR, OPTIONS);
    expect(allEvidence(state)).toEqual([]);
    expect(riskDropped(state)).toBe(0);
  });
});

describe('many hosts', () => {
  it('are listed riskiest first, actors before victims, ties by address; roles and sites stay apart', () => {
    const hosts = risksOf([
      evidenceOf({ host: '203.0.113.9' }),
      evidenceOf({ host: '203.0.113.8', role: 'victim' }),
      evidenceOf({ host: '203.0.113.8' }),
      evidenceOf({ host: '10.0.0.1', surprise: 9, role: 'victim' }),
      evidenceOf({ host: '203.0.113.8', site: 'other' }),
    ]);
    expect(hosts.map(({ host, role, site }) => `${host} ${role} ${site}`)).toEqual([
      '10.0.0.1 victim test',
      '203.0.113.8 actor other',
      '203.0.113.8 actor test',
      '203.0.113.9 actor test',
      '203.0.113.8 victim test',
    ]);
  });

  it('are told as changed once, with their evidence', () => {
    const state = openRisk();
    addEvidence(state, evidenceOf(), OPTIONS);
    addEvidence(state, evidenceOf({ host: '203.0.113.1' }), OPTIONS);
    const changed = changedHosts(state, NOW, OPTIONS);
    expect(changed.map(({ host }) => host.host)).toEqual(['203.0.113.1', '203.0.113.7']);
    expect(changed[1]!.evidence).toEqual([evidenceOf()]);
    expect(changedHosts(state, NOW, OPTIONS)).toEqual([]);
    addEvidence(state, evidenceOf(), OPTIONS);
    expect(changedHosts(state, NOW, OPTIONS)).toEqual([]);
  });

  it('beyond the caps are dropped, the least risky first, and counted', () => {
    const options = riskOptionsSchema.parse({ maxHosts: 10, maxEvidencePerHost: 8 });
    const state = openRisk();
    for (let i = 0; i < 50; i++) {
      addEvidence(state, evidenceOf({ host: `203.0.113.${i}`, surprise: 3 + (i % 10) }), options);
    }
    for (let i = 0; i < 50; i++) {
      addEvidence(
        state,
        evidenceOf({ key: `vertical ${i}`, surprise: 30 - i / 2, host: '203.0.113.200' }),
        options,
      );
    }
    const hosts = hostRisks(state, NOW, options);
    expect(hosts).toHaveLength(10);
    expect(hosts[0]!.host).toBe('203.0.113.200');
    expect(Math.min(...hosts.map(({ risk }) => risk))).toBeGreaterThan(0.69);
    expect(allEvidence(state).length + riskDropped(state)).toBe(100);
  });
});
