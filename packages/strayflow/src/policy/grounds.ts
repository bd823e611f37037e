/** What a block rests on, kept with its decision: an exception by hand may come later and cover some of it. */
import type { NetworkContext } from '../model/behaviour.js';
import { type BlockGrounds, groundOf } from '../model/exception-scope.js';
import type { PolicyOptions } from './options.js';
import type { PolicyRule, Subject } from './rules.js';

/** Pieces that are kept, the strongest: what is left out cannot keep a block standing. */
const MOST_PIECES = 32;

/** @param rule the rule that asks for the block; undefined: the block line does */
export function groundsOf(
  { host, evidence, partial }: Subject,
  rule: PolicyRule | undefined,
  options: PolicyOptions,
  network: NetworkContext,
): BlockGrounds {
  const counted = new Set(host.shares.filter(({ share }) => share > 0).map(({ family }) => family));
  const pieces = evidence
    .filter(({ family }) => counted.has(family))
    .map((each) => groundOf(each, partial([each]).risk, network))
    .sort((a, b) => b.confidence - a.confidence || (a.evidenceId < b.evidenceId ? -1 : 1))
    .slice(0, MOST_PIECES);
  return {
    pieces,
    risk: rule?.when.risk ?? options.blockLine,
    families: Math.max(options.minFamilies, rule?.when.leastFamilies ?? 1),
    oneOf: rule?.when.families ?? null,
    attributable: options.minAttributable,
    attributableRisk: options.attributableLine,
  };
}
