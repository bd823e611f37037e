/** Logins of many sources at one server, which share the guessing so that none of them stands out. */
import type { BruteForceOptions } from './options.js';
import { type LoginSeries, loginSurprise } from './series.js';

const MAX_MEMBERS = 256;

export interface LoginCounter {
  readonly key: string;
  readonly logins: number;
}

/** False where no more sources are counted. */
export function joinGroup(group: LoginSeries, source: string): boolean {
  const logins = group.members!.get(source);
  if (logins === undefined && group.members!.size >= MAX_MEMBERS) return false;
  group.members!.set(source, (logins ?? 0) + 1);
  return true;
}

/** Largest first. */
export function membersOf(group: LoginSeries): readonly LoginCounter[] {
  return [...group.members!]
    .map(([key, logins]) => ({ key, logins }))
    .sort((a, b) => b.logins - a.logins || (a.key < b.key ? -1 : 1));
}

/**
 * Surprise of a group: 0 with few sources, where one of them makes so much of it that it is no group or each but a
 * login or two, or where people are at work: what a server at work has, and a guessed one has not, are sessions.
 */
export function groupSurprise(group: LoginSeries, options: BruteForceOptions): number {
  if (group.members!.size < options.minGroup) return 0;
  if (group.logins < options.minGroupLogins * group.members!.size) return 0;
  let most = 0;
  for (const logins of group.members!.values()) most = Math.max(most, logins);
  if (2 * most > group.logins || group.sessions > options.groupSessionShare * group.logins) return 0;
  return loginSurprise(group, options).surprise;
}
