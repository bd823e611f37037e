/** A list of indicators while it is read: what can be used, and what cannot, counted by reason. */
import type { IndicatorEntry } from '../../behaviours/index.js';
import { type Candidate, candidateOf, type Kind, type Refusal } from './candidate.js';

/** Of one list; the whole configuration may hold 500,000. */
export const MOST_ENTRIES = 250_000;

/** What holds of every entry that does not say otherwise. */
export type ListDefaults = Pick<IndicatorEntry, 'source' | 'added' | 'confidence' | 'context'>;

export interface Refused {
  count: number;
  /** 1-based line of the first; of a STIX bundle the number of the object. */
  readonly firstLine: number;
}

export interface ListReading {
  readonly entries: IndicatorEntry[];
  readonly refused: Map<Refusal, Refused>;
}

export function listReading(): ListReading {
  return { entries: [], refused: new Map() };
}

export function refuse(list: ListReading, refusal: Refusal, line: number): void {
  const known = list.refused.get(refusal);
  if (known === undefined) list.refused.set(refusal, { count: 1, firstLine: line });
  else known.count++;
}

/** Takes one value, or counts why not. */
export function take(
  list: ListReading,
  text: string,
  line: number,
  about: ListDefaults & Pick<IndicatorEntry, 'expires'>,
  kind?: Kind,
): void {
  const candidate: Candidate = candidateOf(text, kind);
  if ('refusal' in candidate) refuse(list, candidate.refusal, line);
  else if (list.entries.length >= MOST_ENTRIES) refuse(list, 'beyond the most entries', line);
  else list.entries.push({ ...candidate, ...about });
}
