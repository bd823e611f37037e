import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Evidence, evidenceId, type Family } from '../../src/model/evidence.js';
import type { HostRisk } from '../../src/model/host-risk.js';
import { campaigns } from '../../src/risk/index.js';

const START = Date.UTC(2026, 2, 3);
const HOUR = 3_600_000;

interface Actor {
  readonly host: string;
  readonly family?: Family;
  readonly peer?: string | null;
  readonly key?: string;
  readonly at?: number;
  readonly risk?: number;
  readonly site?: string;
  readonly role?: 'actor' | 'victim';
}

function actor({
  host,
  family = 'port-scan',
  peer = '10.0.0.5',
  key = `vertical ${peer}`,
  at = 0,
  risk = 0.6,
  site = 'default',
  role = 'actor',
}: Actor): { readonly risk: HostRisk; readonly evidence: Evidence } {
  const draft = {
    site,
    host,
    role,
    family,
    peer,
    key,
    window: { start: START + at, end: START + at + 60_000 },
    revision: 0,
    firstSeen: START + at,
    lastSeen: START + at + 50_000,
    basis: { kind: 'test-bound' as const, test: 'a test' },
    surprise: 5,
    attributable: true,
    summary: 'did something',
    contributions: [],
    threshold: null,
    records: [],
    recordCount: 0,
    technique: null,
  };
  const evidence = { id: evidenceId(draft), ...draft };
  return {
    evidence,
    risk: {
      site,
      host,
      role,
      risk,
      peakTime: START + at,
      riskAtEnd: risk,
      shares: [
        {
          family,
          share: risk,
          confidence: risk,
          surprise: 5,
          attributable: true,
          evidenceIds: [evidence.id],
        },
      ],
    },
  };
}

function found(actors: readonly Actor[]) {
  const made = actors.map(actor);
  return campaigns(
    made.map(({ risk }) => risk),
    made.map(({ evidence }) => evidence),
    0.5,
  );
}

const scanners = (count: number, more: Partial<Actor> = {}): readonly Actor[] =>
  Array.from({ length: count }, (_, i) => ({ host: `203.0.113.${i + 1}`, at: i * 60_000, ...more }));

describe('campaigns', () => {
  it('merge hosts that do the same to the same host', () => {
    const [campaign, ...others] = found([...scanners(5), { host: '198.51.100.1', risk: 0.9 }]);
    expect(others).toEqual([]);
    expect(campaign).toMatchObject({
      hosts: ['198.51.100.1', '203.0.113.1', '203.0.113.2', '203.0.113.3', '203.0.113.4', '203.0.113.5'],
      families: ['port-scan'],
      target: '10.0.0.5',
      risk: 0.9,
      firstSeen: START,
      lastSeen: START + 4 * 60_000 + 50_000,
    });
  });

  it('keep apart what is done to others, otherwise, or on another day', () => {
    const groups = found([
      ...scanners(4),
      ...scanners(4, { peer: '10.0.0.9' }).map((each, i) => ({ ...each, host: `198.51.100.${i}` })),
      ...scanners(4, { family: 'brute-force' }).map((each, i) => ({ ...each, host: `192.0.2.${i}` })),
      ...scanners(4).map((each, i) => ({ ...each, host: `192.0.2.${i + 50}`, at: 72 * HOUR + i })),
    ]);
    expect(groups.map(({ hosts }) => hosts.length)).toEqual([4, 4, 4, 4]);
    expect(new Set(groups.map(({ id }) => id)).size).toBe(4);
  });

  it('are made of horizontal scans of one port, too, without a target', () => {
    const [campaign] = found(scanners(3, { peer: null, key: 'horizontal tcp 445' }));
    expect(campaign).toMatchObject({ target: null });
    expect(campaign!.hosts).toHaveLength(3);
    expect(
      found(scanners(3).map((each, i) => ({ ...each, peer: null, key: `horizontal tcp ${445 + i}` }))),
    ).toEqual([]);
  });

  it.each([
    ['two hosts', scanners(2)],
    ['hosts below the line', scanners(6, { risk: 0.4 })],
    ['victims', scanners(6, { role: 'victim' })],
    ['hosts of different sites', scanners(3).map((each, i) => ({ ...each, site: `site ${i}` }))],
  ])('are not made of %s', (_, actors) => {
    expect(found(actors)).toEqual([]);
  });

  it('are the same in any order of hosts and evidence', () => {
    const made = [
      ...scanners(6),
      ...scanners(4, { peer: '10.0.0.9' }).map((a, i) => ({ ...a, host: `192.0.2.${i}` })),
    ].map(actor);
    const risks = made.map(({ risk }) => risk);
    const evidence = made.map((each) => each.evidence);
    const whole = campaigns(risks, evidence, 0.5);
    fc.assert(
      fc.property(
        fc.shuffledSubarray(risks, { minLength: risks.length }),
        fc.shuffledSubarray(evidence, { minLength: evidence.length }),
        (otherRisks, otherEvidence) => {
          expect(campaigns(otherRisks, otherEvidence, 0.5)).toEqual(whole);
        },
      ),
      { numRuns: 30 },
    );
  });
});
