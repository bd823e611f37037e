import fc from 'fast-check';
import { expect, it } from 'vitest';
import { later, riskOptionsSchema, riskRank, score } from '../../src/risk/index.js';
import { exampleEvidence } from '../example-evidence.js';

const OPTIONS = riskOptionsSchema.parse({});

it('is what scoring the evidence again gives', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(exampleEvidence.length - 1), fc.double({ min: 2.5, max: 12, noNaN: true })), {
        minLength: 1,
        maxLength: 6,
      }),
      fc.integer({ min: 0, max: 10 * OPTIONS.halfLifeMs }),
      (picked, elapsed) => {
        const evidence = picked.map(([i, surprise], n) => ({
          ...exampleEvidence[i]!,
          id: `${n}`,
          surprise,
          records: [],
        }));
        const now = Math.max(...evidence.map(({ lastSeen }) => lastSeen));
        const { shares } = score(evidence, now, OPTIONS);
        const parts = shares.filter(({ share }) => share > 0);
        const expected = score(evidence, now + elapsed, OPTIONS);
        const found = later(parts, elapsed, OPTIONS);
        expect(found.risk).toBeCloseTo(expected.risk, 10);
        expect(found.parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(found.risk, 10);
      },
    ),
  );
});

it('keeps the order of hosts of one family for ever', () => {
  const part = (confidence: number) => [{ family: 'flood' as const, share: confidence, confidence }];
  const day = 86_400_000;
  // 0.7 decays to 0.35 in a half life, below 0.4.
  const [old, fresh] = [
    riskRank(part(0.7), day, OPTIONS),
    riskRank(part(0.4), day + OPTIONS.halfLifeMs, OPTIONS),
  ];
  expect(old).toBeLessThan(fresh);
  expect(riskRank([], day, OPTIONS)).toBeLessThan(riskRank(part(1e-9), 0, OPTIONS));
});
