/** When evidence is told again: the same id, the next revision, and only for news that matters. */

import { type Evidence, evidenceId } from '../model/evidence.js';
import { power } from '../model/power.js';
import { BIN_MS, type Window, windowStart } from '../model/window.js';

/** What was last told; null while nothing was. */
export interface Told {
  revision: number;
  surprise: number;
  count: number;
}

/** How much of its weight a surprise has: what is all but certain need not be told again. */
const weight = (surprise: number) => 1 - power(2, -Math.max(0, surprise - 2));

/** News: the first time; a twentieth more weight; half as many records again; at the end, any record more. */
export function isNews(told: Told | null, surprise: number, count: number, atEnd: boolean): boolean {
  if (told === null) return true;
  if (atEnd) return count > told.count;
  return weight(surprise) >= weight(told.surprise) + 0.05 || count >= 1.5 * told.count;
}

export function nextTold(told: Told | null, surprise: number, count: number): Told {
  return { revision: told === null ? 0 : told.revision + 1, surprise, count };
}

/** The window of an episode: whole ticks around its records. Its start, and so the id, stays while it goes on. */
export function episodeWindow(firstSeen: number, lastSeen: number): Window {
  return { start: windowStart(firstSeen, BIN_MS), end: windowStart(lastSeen, BIN_MS) + BIN_MS };
}

/** Completes evidence with its id and window. */
export function evidenceOf(draft: Omit<Evidence, 'id' | 'window'>): Evidence {
  const window = episodeWindow(draft.firstSeen, draft.lastSeen);
  return { id: evidenceId({ ...draft, window }), ...draft, window };
}
