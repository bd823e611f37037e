/** Matches of one rule by one host or pair: whether there were enough within the window. */
import { type References, refer, references } from '../references.js';
import type { Told } from '../telling.js';

export interface RuleSeries {
  /** Place of the rule. */
  readonly rule: number;
  readonly host: string;
  peer: string | null;
  /** The first name that matched; empty for flows. */
  readonly name: string;
  /** The last matches that count, oldest first, with their times (Unix ms): as many as the rule needs. */
  readonly recent: Map<string, number>;
  isFired: boolean;
  firstSeen: number;
  lastSeen: number;
  proven: number;
  readonly references: References;
  told: Told | null;
}

export interface Matched {
  readonly rule: number;
  readonly host: string;
  readonly peer: string;
  readonly name: string;
  /** What is counted once; null where every match counts. */
  readonly value: string | null;
  readonly time: number;
  readonly input: number;
  readonly record: number;
  readonly isProven: boolean;
}

export function openSeries({ rule, host, peer, name, time }: Matched): RuleSeries {
  return {
    ...{ rule, host, peer, name, recent: new Map(), isFired: false },
    ...{ firstSeen: time, lastSeen: time, proven: 0, references: references(), told: null },
  };
}

/** Whether the last match is too long ago for this one to belong to it. */
export function isOver(series: RuleSeries, time: number, windowMs: number): boolean {
  return time - series.lastSeen > windowMs;
}

/** Takes a match. The `count` last values are enough to know whether there were `count` within the window. */
export function addMatch(series: RuleSeries, match: Matched, count: number, windowMs: number): void {
  const { recent, references: told } = series;
  const value = match.value ?? String(told.count);
  recent.delete(value);
  recent.set(value, match.time);
  for (const [old, time] of recent) {
    if (recent.size <= count && time >= match.time - windowMs) break;
    recent.delete(old);
  }
  if (series.peer !== match.peer) series.peer = null;
  series.lastSeen = match.time;
  if (match.isProven) series.proven++;
  refer(told, match.input, match.record);
  if (recent.size >= count) series.isFired = true;
}
