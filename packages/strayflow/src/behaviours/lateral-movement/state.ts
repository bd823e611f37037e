/** Who administers whom. Plain data. */
import { power } from '../../model/power.js';
import { countSurprise } from '../counting-test.js';
import { type RecentMap, recentMap } from '../recent-map.js';
import { type References, references } from '../references.js';
import type { Told } from '../telling.js';
import type { LateralMovementOptions } from './options.js';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
export const MOST_USERS = 8;
const MOST_NAMED = 5;
/** Part of the busiest hour that is still usual a day later. */
const KEPT_A_DAY = 0.9;
/** Of the busiest hour before, this part is taken as mean of hours: the busiest is more than the mean. */
const OF_BUSIEST = 0.5;

/** First sessions of one source by one service; a destination that others use, too, counts less than 1. */
export interface FirstSessions {
  readonly source: string;
  /** Index into the options' services. */
  readonly service: number;
  hour: number;
  day: number;
  inHour: number;
  inDay: number;
  /** Most of an hour of today. */
  mostHour: number;
  /** First sessions before today, and the most of an hour then; the latter loses a tenth a day. */
  before: number;
  usualHour: number;
  /** Of today: destinations, the first of them by name, and those that nobody else was seen to use. */
  hosts: number;
  named: string[];
  unshared: number;
  firstSeen: number;
  lastSeen: number;
  references: References;
  told: Told | null;
}

export interface LateralMovementState {
  /** Time of the last session, by source, destination and service. */
  readonly pairs: RecentMap<number>;
  readonly sources: RecentMap<FirstSessions>;
  /** The first sources of a destination and service, at most MOST_USERS. */
  readonly users: RecentMap<string[]>;
  readonly dirty: Set<string>;
  /** Event time of the first record (Unix ms). */
  begin: number;
  nextSweep: number;
}

export function openLateralMovement(options: LateralMovementOptions): LateralMovementState {
  return {
    pairs: recentMap(options.maxPairs),
    sources: recentMap(options.maxSources),
    users: recentMap(options.maxDestinations),
    dirty: new Set(),
    begin: Number.POSITIVE_INFINITY,
    nextSweep: Number.NEGATIVE_INFINITY,
  };
}

export function openFirstSessions(source: string, service: number, time: number): FirstSessions {
  return {
    source,
    service,
    hour: Math.floor(time / HOUR_MS),
    day: Math.floor(time / DAY_MS),
    inHour: 0,
    inDay: 0,
    mostHour: 0,
    before: 0,
    usualHour: 0,
    hosts: 0,
    named: [],
    unshared: 0,
    firstSeen: time,
    lastSeen: time,
    references: references(),
    told: null,
  };
}

/** Closes the hour and day that are over at `time`; a new day begins a new episode, and what was before is history. */
export function turnFirstSessions(series: FirstSessions, time: number): void {
  const hour = Math.floor(time / HOUR_MS);
  if (hour <= series.hour) return;
  series.hour = hour;
  series.inHour = 0;
  const day = Math.floor(time / DAY_MS);
  if (day === series.day) return;
  series.usualHour = Math.max(series.mostHour, series.usualHour) * power(KEPT_A_DAY, day - series.day);
  series.day = day;
  series.before += series.inDay;
  series.inDay = 0;
  series.mostHour = 0;
  series.hosts = 0;
  series.named = [];
  series.unshared = 0;
  series.firstSeen = time;
  series.references = references();
  series.told = null;
}

export function countFirstSession(
  series: FirstSessions,
  destination: string,
  otherUsers: number,
  time: number,
): void {
  const weight = 1 / (1 + otherUsers);
  series.inHour += weight;
  series.inDay += weight;
  series.mostHour = Math.max(series.mostHour, series.inHour);
  series.hosts++;
  if (otherUsers === 0) series.unshared++;
  if (series.named.length < MOST_NAMED) series.named.push(destination);
  series.lastSeen = time;
}

export interface FirstSessionMeasure {
  readonly surprise: number;
  readonly within: 'an hour' | 'a day';
  readonly count: number;
  readonly usualMean: number;
  /** History of the source's site before these sessions (ms). */
  readonly historyMs: number;
}

/**
 * The usual number is the service's, drawn towards the source's own mean as history grows (a gamma prior); a station that
 * reaches many new hosts in some hours is compared with those.
 */
export function measureFirstSessions(
  series: FirstSessions,
  begin: number,
  options: LateralMovementOptions,
): FirstSessionMeasure {
  const usual = options.services[series.service]!.usualPerHour;
  const historyMs = Math.max(0, series.firstSeen - begin);
  const weightHours = options.historyWeightMs / HOUR_MS;
  const own = (usual * weightHours + series.before) / (weightHours + historyMs / HOUR_MS);
  const perHour = Math.max(own, OF_BUSIEST * series.usualHour, options.leastOfUsual * usual);
  const perDay = options.dayFactor * perHour;
  const hour = countSurprise(series.mostHour, perHour);
  const day = countSurprise(series.inDay, perDay);
  let limit = options.maxSurprise;
  if (historyMs < options.warmUpMs) limit = Math.min(limit, options.mostInWarmUp);
  else if (historyMs < options.learningMs) limit = Math.min(limit, options.mostInLearning);
  const byHour = hour >= day;
  return {
    surprise: Math.min(limit, Math.max(0, Math.max(hour, day) - Math.log10(2))),
    within: byHour ? 'an hour' : 'a day',
    count: byHour ? series.mostHour : series.inDay,
    usualMean: byHour ? perHour : perDay,
    historyMs,
  };
}
