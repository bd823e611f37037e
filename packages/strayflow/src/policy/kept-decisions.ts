/** Decisions that wait until they are told or reported, within a bound: a storm of alerts pushes out no block. */
import { type Decision, isBlock } from '../model/decision.js';

/** Plain data. */
export interface KeptDecisions {
  /** In order of time. */
  readonly decisions: Decision[];
  /** Decisions that found no room. */
  decisionsDropped: number;
}

/** @param most kept; blocks have as much room again */
export function keepDecisions(kept: KeptDecisions, made: readonly Decision[], most: number): void {
  for (const decision of made) {
    if (kept.decisions.length < (isBlock(decision) ? 2 * most : most)) kept.decisions.push(decision);
    else kept.decisionsDropped++;
  }
}
