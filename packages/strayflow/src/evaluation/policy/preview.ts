/** What a change of the policy would have done to a history: gained, lost, and for how long. */
import type { Role } from '../../model/evidence.js';
import { utcDay } from '../../model/format.js';
import type { JudgedBy } from './fixture.js';
import type { History } from './history.js';
import { networkOf } from './network-of.js';
import { type Decided, type HostOutcome, outcomesOf } from './outcome.js';
import { replay } from './replay.js';

/** What is known of a host besides: by a truth, or as a person excepted it. */
export interface Known {
  readonly wrong: boolean;
  /** Plain words. */
  readonly says: string;
}

export interface HostChange {
  readonly site: string;
  readonly host: string;
  readonly role: Role;
  /** Null where nothing was decided. */
  readonly before: HostOutcome | null;
  readonly after: HostOutcome | null;
  /** Of hosts that are accused: to be told of as a victim is no accusation. */
  readonly known: Known | null;
}

export interface Totals {
  readonly alertedHosts: number;
  readonly blockedHosts: number;
  /** Of these, those whose block would be done, or would wait for a person. */
  readonly doneHosts: number;
  readonly waitingHosts: number;
  readonly blockedMs: number;
}

export interface DayCounts {
  /** "2026-03-03" */
  readonly day: string;
  /** Hosts that were first alerted, and first blocked, that day. */
  readonly alertedBefore: number;
  readonly alertedAfter: number;
  readonly blockedBefore: number;
  readonly blockedAfter: number;
}

export interface Preview {
  readonly evidence: number;
  /** Unix ms, of the first and last telling; null without any. */
  readonly from: number | null;
  readonly to: number | null;
  readonly before: Totals;
  readonly after: Totals;
  readonly newlyBlocked: readonly HostChange[];
  readonly noLongerBlocked: readonly HostChange[];
  readonly newlyAlerted: readonly HostChange[];
  readonly noLongerAlerted: readonly HostChange[];
  readonly blockedLonger: readonly HostChange[];
  readonly blockedShorter: readonly HostChange[];
  /** By guard, or quorum: hosts that it holds back after and did not before, and the other way round. */
  readonly heldBack: Readonly<Record<string, readonly string[]>>;
  readonly letPass: Readonly<Record<string, readonly string[]>>;
  readonly days: readonly DayCounts[];
  /** Blocks that were decided then, and those that the replay comes to by the policy as it is; null where not kept. */
  readonly stored: { readonly blockedHosts: number; readonly alsoByReplay: number } | null;
  readonly notes: readonly string[];
}

function decidedBy(history: History, { internal, policy, risk }: JudgedBy): readonly Decided[] {
  const prefixes = internal.length > 0 ? internal : history.internal;
  const decided: Decided[] = [];
  replay(history.tellings, {
    policy,
    risk,
    network: networkOf(prefixes),
    onDecided({ host: { role } }, decisions) {
      for (const decision of decisions) decided.push({ role, decision });
    },
  });
  return decided;
}

function totalsOf(outcomes: readonly HostOutcome[]): Totals {
  return {
    alertedHosts: outcomes.length,
    blockedHosts: outcomes.filter(({ blocked }) => blocked).length,
    doneHosts: outcomes.filter(({ done }) => done).length,
    waitingHosts: outcomes.filter(({ waits }) => waits).length,
    blockedMs: outcomes.reduce((sum, { blockedMs }) => sum + blockedMs, 0),
  };
}

/** Hosts by what held them back after `to` and not after `from`. */
function holdersBeside(changes: readonly HostChange[], from: 'before' | 'after', to: 'before' | 'after') {
  const byHolder = new Map<string, string[]>();
  for (const change of changes) {
    for (const holder of change[to]?.heldBy ?? []) {
      if (change[from]?.heldBy.includes(holder) === true) continue;
      byHolder.set(holder, [...(byHolder.get(holder) ?? []), change.host]);
    }
  }
  return Object.fromEntries([...byHolder].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function daysOf(before: readonly HostOutcome[], after: readonly HostOutcome[]): readonly DayCounts[] {
  const days = new Map<string, { -readonly [Key in keyof DayCounts]: DayCounts[Key] }>();
  const count = (time: number | null, what: Exclude<keyof DayCounts, 'day'>) => {
    if (time === null) return;
    const day = utcDay(time);
    const counts = days.get(day) ?? {
      day,
      alertedBefore: 0,
      alertedAfter: 0,
      blockedBefore: 0,
      blockedAfter: 0,
    };
    counts[what]++;
    days.set(day, counts);
  };
  for (const { firstAlert, firstBlock } of before) {
    count(firstAlert, 'alertedBefore');
    count(firstBlock, 'blockedBefore');
  }
  for (const { firstAlert, firstBlock } of after) {
    count(firstAlert, 'alertedAfter');
    count(firstBlock, 'blockedAfter');
  }
  return [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** What was decided then, beside what the replay by the policy as it is comes to. */
function storedBeside(history: History, before: ReadonlyMap<string, HostOutcome>): Preview['stored'] {
  if (history.decisions === null) return null;
  // What was stored does not say the role; who is blocked is never blocked as a victim.
  const decided = history.decisions.map((decision): Decided => ({ role: 'actor', decision }));
  const blocked = [...outcomesOf(decided)].filter(([, outcome]) => outcome.blocked);
  const also = blocked.filter(([key]) => before.get(key)?.blocked === true);
  return { blockedHosts: blocked.length, alsoByReplay: also.length };
}

/** @param known what is known of a host; null where nothing is */
export function preview(
  history: History,
  current: JudgedBy,
  changed: JudgedBy,
  known: (host: string) => Known | null,
): Preview {
  const before = outcomesOf(decidedBy(history, current));
  const after = outcomesOf(decidedBy(history, changed));
  const changes = [...new Set([...before.keys(), ...after.keys()])].sort().map((key): HostChange => {
    const [old = null, now = null] = [before.get(key), after.get(key)];
    const { site, host, role } = (old ?? now)!;
    return { site, host, role, before: old, after: now, known: role === 'actor' ? known(host) : null };
  });
  const where = (holds: (before: HostOutcome | null, after: HostOutcome | null) => boolean) =>
    changes.filter((change) => holds(change.before, change.after));
  const isBlocked = (outcome: HostOutcome | null) => outcome?.blocked === true;
  const times = history.tellings.map(({ time }) => time);
  const both = where((a, b) => isBlocked(a) && isBlocked(b));
  return {
    evidence: history.tellings.length,
    from: times.length === 0 ? null : times.reduce((a, b) => Math.min(a, b)),
    to: times.length === 0 ? null : times.reduce((a, b) => Math.max(a, b)),
    before: totalsOf([...before.values()]),
    after: totalsOf([...after.values()]),
    newlyBlocked: where((a, b) => !isBlocked(a) && isBlocked(b)),
    noLongerBlocked: where((a, b) => isBlocked(a) && !isBlocked(b)),
    newlyAlerted: where((a, b) => a === null && b !== null),
    noLongerAlerted: where((a, b) => a !== null && b === null),
    blockedLonger: both.filter((each) => each.after!.blockedMs > each.before!.blockedMs),
    blockedShorter: both.filter((each) => each.after!.blockedMs < each.before!.blockedMs),
    heldBack: holdersBeside(changes, 'before', 'after'),
    letPass: holdersBeside(changes, 'after', 'before'),
    days: daysOf([...before.values()], [...after.values()]),
    stored: storedBeside(history, before),
    notes: history.notes,
  };
}

const cut = (held: Preview['heldBack'], most: number) =>
  Object.fromEntries(Object.entries(held).map(([holder, hosts]) => [holder, hosts.slice(0, most)]));

/** The same, at most so many hosts in each list. */
export function firstHosts(found: Preview, most: number): Preview {
  return {
    ...found,
    newlyBlocked: found.newlyBlocked.slice(0, most),
    noLongerBlocked: found.noLongerBlocked.slice(0, most),
    newlyAlerted: found.newlyAlerted.slice(0, most),
    noLongerAlerted: found.noLongerAlerted.slice(0, most),
    blockedLonger: found.blockedLonger.slice(0, most),
    blockedShorter: found.blockedShorter.slice(0, most),
    heldBack: cut(found.heldBack, most),
    letPass: cut(found.letPass, most),
  };
}
