/** Risk some time after it was scored, without the evidence: of all of it the confidence halves alike. */
import type { FamilyShare } from '../model/host-risk.js';
import type { RiskOptions } from './options.js';

/** What one family added when it was scored; of those that added nothing there is none. */
export type RiskPart = Pick<FamilyShare, 'family' | 'share' | 'confidence'>;

export interface LaterRisk {
  /** 0..1 */
  readonly risk: number;
  /** In the order of `parts`; their shares add up to the risk. */
  readonly parts: readonly RiskPart[];
}

/** @param elapsedMs event time since then; what is negative counts as none */
export function later(
  parts: readonly RiskPart[],
  elapsedMs: number,
  { halfLifeMs }: Pick<RiskOptions, 'halfLifeMs'>,
): LaterRisk {
  const kept = 2 ** (-Math.max(0, elapsedMs) / halfLifeMs);
  const weights = parts.map(({ confidence }) => Math.log1p(-confidence * kept));
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const risk = sum === 0 ? 0 : -Math.expm1(sum);
  return {
    risk,
    parts: parts.map(({ family, confidence }, i) => ({
      family,
      share: sum === 0 ? 0 : (risk * weights[i]!) / sum,
      confidence: confidence * kept,
    })),
  };
}

/** Below it there is nothing left of any risk that a number can hold. */
const LEAST = -1_100;

/**
 * A number by which hosts can be kept in order as time passes: log2 of the confidence of all families together, plus the half
 * lives since 1970. Of one family the order is that of the risk; of several it is near it, as they are multiplied there.
 *
 * @param time of `parts` (Unix ms)
 */
export function riskRank(
  parts: readonly RiskPart[],
  time: number,
  { halfLifeMs }: Pick<RiskOptions, 'halfLifeMs'>,
): number {
  const together = parts.reduce((all, { confidence }) => all + confidence, 0);
  return Math.max(LEAST, Math.log2(together)) + time / halfLifeMs;
}
