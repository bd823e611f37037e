/** Hosts under judgement by hand: evidence that has the shares which a test names, and the risk of a part of it. */
import type { Evidence, Family } from '../../src/model/evidence.js';
import type { FamilyShare, HostRisk } from '../../src/model/host-risk.js';
import type { PartialRisk } from '../../src/policy/index.js';
import { evidenceOf } from '../risk/evidence-of.js';

export const share = (family: Family, attributable = false, part = 0.4): FamilyShare => ({
  family,
  share: part,
  confidence: 0.6,
  surprise: 5,
  attributable,
  evidenceIds: [`${family}-id`],
});

/** One piece for each share, last seen at `seen` (Unix ms). */
export function evidenceFor({ site, host, role, shares }: HostRisk, seen: number): readonly Evidence[] {
  return shares.map(({ family, attributable, evidenceIds }) => ({
    ...evidenceOf({ site, host, role, family, attributable, lastSeen: seen }),
    id: evidenceIds[0]!,
  }));
}

/** By the formula of risk, with the confidences of the shares. */
export function partialOf({ shares }: HostRisk): PartialRisk {
  return (evidence) => {
    const kept = shares.filter(({ evidenceIds }) => evidence.some(({ id }) => evidenceIds.includes(id)));
    const rest = kept.reduce(
      (product, { share: part, confidence }) => product * (part > 0 ? 1 - confidence : 1),
      1,
    );
    return { risk: 1 - rest, shares: kept };
  };
}
