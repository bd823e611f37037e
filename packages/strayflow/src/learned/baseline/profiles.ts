/** Which columns a baseline judges by: those that nearly every network measures alike, as far as the input knows them. */
import type { FlowKnowledge } from '../collector.js';

export interface BaselineProfile {
  readonly name: 'full' | 'without-outcome' | 'counts';
  /** What an input must know. */
  readonly needs: readonly (keyof Omit<FlowKnowledge, 'rows'>)[];
  /** Names of feature columns. */
  readonly columns: readonly string[];
}

const COUNTS = ['pair-port-flows', 'source-flows', 'source-peers', 'source-ports', 'tcp', 'udp'] as const;
const VOLUMES = ['bytes-sent', 'bytes-received', 'packets-sent', 'packets-received', 'duration'] as const;

/**
 * First one that an input satisfies. No column tells how rare a port or protocol is, or how old a pair: those are
 * learned from the input itself, and in its first hours everything is new.
 */
export const PROFILES: readonly BaselineProfile[] = [
  {
    name: 'full',
    needs: ['volumes', 'answers', 'outcome'],
    columns: [...VOLUMES, 'failed', 'source-failure-share', ...COUNTS],
  },
  { name: 'without-outcome', needs: ['volumes', 'answers'], columns: [...VOLUMES, ...COUNTS] },
  { name: 'counts', needs: [], columns: COUNTS },
];

/** A column counts as known when this part of the rows knows it: a log leaves it out of flows that nobody answered. */
const KNOWN_SHARE = 0.05;

export function profileOf(knowledge: FlowKnowledge): BaselineProfile {
  const isKnown = (what: BaselineProfile['needs'][number]) => knowledge[what] > KNOWN_SHARE * knowledge.rows;
  return PROFILES.find((profile) => profile.needs.every(isKnown))!;
}
