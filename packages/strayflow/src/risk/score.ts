/** The formula of risk: confidence of one evidence, of a family, and of a host, with shares that add up to it. */

import type { Evidence, Family } from '../model/evidence.js';
import type { FamilyShare } from '../model/host-risk.js';
import { power } from '../model/power.js';
import type { RiskOptions } from './options.js';

export function capOf(family: Family, options: RiskOptions): number {
  if (family === 'context') return options.contextCap;
  return family === 'learned' ? options.learnedCap : options.behaviourCap;
}

/** cap x (1 - 2^-(surprise - floor)), 0 up to the floor. */
export function confidence(family: Family, surprise: number, options: RiskOptions): number {
  if (!(surprise > options.surpriseFloor)) return 0;
  return capOf(family, options) * (1 - power(2, options.surpriseFloor - surprise));
}

/** The surprise that has this confidence without decay. */
export function surpriseOf(family: Family, value: number, options: RiskOptions): number {
  const part = value / capOf(family, options);
  return options.surpriseFloor - Math.log2(Math.max(1 - part, Number.EPSILON));
}

/**
 * Confidence after decay. It is the confidence that halves: a surprise of 20 that halved would stay at its cap for
 * half a day and then fall off a cliff, and how long a host is remembered should not hang on how loud it was.
 */
export function decayed(evidence: Evidence, now: number, options: RiskOptions): number {
  const age = Math.max(0, now - evidence.lastSeen);
  return confidence(evidence.family, evidence.surprise, options) * power(2, -age / options.halfLifeMs);
}

/** Behaviours and models may speak of the same records, and must not accuse twice by them; context accuses nobody. */
function speaksOfRecords(family: Family): boolean {
  return family !== 'context';
}

/** Whether most records of the one that has fewer are records of the other, as far as they are listed. */
function sharesRecords(left: Evidence, right: Evidence, over: number): boolean {
  const [few, many] = left.records.length <= right.records.length ? [left, right] : [right, left];
  if (few.records.length === 0) return false;
  const seen = new Set(many.records.map(({ input, record }) => `${input}:${record}`));
  let common = 0;
  for (const { input, record } of few.records) if (seen.has(`${input}:${record}`)) common++;
  return common > over * few.records.length;
}

/**
 * Whether a behaviour accounts for what the models found strange: the same time, and no other peer. Models see every
 * flow, and refer to few of them, so that shared records do not tell.
 */
function accountsFor(behaviour: Evidence, learned: Evidence): boolean {
  if (behaviour.firstSeen > learned.lastSeen || behaviour.lastSeen < learned.firstSeen) return false;
  return behaviour.peer === null || learned.peer === null || behaviour.peer === learned.peer;
}

interface Weighed {
  readonly evidence: Evidence;
  readonly confidence: number;
  /** Whether other evidence speaks of the same records, so that it is not counted again. */
  readonly repeats: boolean;
}

/** Strongest first; ties by id. */
function weigh(evidence: readonly Evidence[], now: number, options: RiskOptions): readonly Weighed[] {
  const weighed = evidence
    .map((each) => ({ evidence: each, confidence: decayed(each, now, options) }))
    .filter((each) => each.confidence > 0)
    .sort((a, b) => b.confidence - a.confidence || (a.evidence.id < b.evidence.id ? -1 : 1));
  const behaviours = weighed
    .map((each) => each.evidence)
    .filter(({ family }) => speaksOfRecords(family) && family !== 'learned');
  const strongest = new Map<Family, Evidence>();
  return weighed.map((each): Weighed => {
    const { family } = each.evidence;
    if (!speaksOfRecords(family)) return { ...each, repeats: false };
    const again = repeats(each.evidence, strongest, behaviours, options);
    if (!again && family !== 'learned' && !strongest.has(family)) strongest.set(family, each.evidence);
    return { ...each, repeats: again };
  });
}

/** Of behaviours only the strongest evidence of a family carries its weight, so only that can be counted twice. */
function repeats(
  evidence: Evidence,
  strongest: ReadonlyMap<Family, Evidence>,
  behaviours: readonly Evidence[],
  options: RiskOptions,
): boolean {
  if (evidence.family === 'learned') return behaviours.some((behaviour) => accountsFor(behaviour, evidence));
  if (strongest.has(evidence.family)) return false;
  for (const other of strongest.values()) {
    if (sharesRecords(evidence, other, options.sharedRecords)) return true;
  }
  return false;
}

export interface Score {
  /** 1 - product over families of (1 - c). */
  readonly risk: number;
  /** Largest first; a family all of whose evidence is counted elsewhere has share 0. */
  readonly shares: readonly FamilyShare[];
}

const MOST_IDS = 50;

/** What a family adds: its strongest evidence that is not counted elsewhere. */
function carrier(members: readonly Weighed[]): Weighed | undefined {
  return members.find((member) => !member.repeats);
}

/** The risk of one host and role from its evidence, as of `now`. */
export function score(evidence: readonly Evidence[], now: number, options: RiskOptions): Score {
  const families = new Map<Family, Weighed[]>();
  for (const each of weigh(evidence, now, options)) {
    const family = families.get(each.evidence.family);
    if (family === undefined) families.set(each.evidence.family, [each]);
    else family.push(each);
  }
  const weightOf = (members: readonly Weighed[]) => carrier(members)?.confidence ?? 0;
  const ranked = [...families].sort(
    ([a, left], [b, right]) => weightOf(right) - weightOf(left) || (a < b ? -1 : 1),
  );
  let logSum = 0;
  for (const [, members] of ranked) logSum += Math.log1p(-weightOf(members));
  const risk = logSum === 0 ? 0 : -Math.expm1(logSum);
  const shares = ranked.map(([family, members]): FamilyShare => {
    const first = carrier(members) ?? members[0]!;
    return {
      family,
      share: logSum === 0 ? 0 : (risk * Math.log1p(-weightOf(members))) / logSum,
      confidence: first.confidence,
      surprise: Math.min(first.evidence.surprise, surpriseOf(family, first.confidence, options)),
      attributable: members.some((member) => member.evidence.attributable),
      evidenceIds: members.slice(0, MOST_IDS).map((member) => member.evidence.id),
    };
  });
  return { risk, shares };
}
