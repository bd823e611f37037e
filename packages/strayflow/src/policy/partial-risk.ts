/** What the risk would be from a part of the evidence: the policy asks, risk answers. */
import type { Evidence } from '../model/evidence.js';
import type { FamilyShare } from '../model/host-risk.js';

export interface Part {
  /** As of now, 0..1. */
  readonly risk: number;
  /** Largest first. */
  readonly shares: readonly FamilyShare[];
}

/** The risk from these pieces of a host's evidence alone, by the formula and as of the moment at which the host is judged. */
export type PartialRisk = (evidence: readonly Evidence[]) => Part;

/** Families that a quorum counts: context is never one, and what is counted elsewhere has no share. */
export function quorumFamilies({ shares }: Pick<Part, 'shares'>): readonly FamilyShare[] {
  return shares.filter(({ family, share }) => family !== 'context' && share > 0);
}

/** What binds the address to its sender, taken by itself: a forger can add nothing to it. */
export function provenPart(evidence: readonly Evidence[], partial: PartialRisk): Part {
  return partial(evidence.filter(({ attributable, family }) => attributable && family !== 'context'));
}
