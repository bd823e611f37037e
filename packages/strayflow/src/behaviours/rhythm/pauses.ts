/** Pauses of what sees the network, in minutes: one that is much longer than any before is told long before its hours are judged. */
import type { Evidence } from '../../model/evidence.js';
import { sensor, WHOLE_NETWORK } from '../../model/network-subject.js';
import { evidenceOf } from '../telling.js';
import { plainCount } from '../words.js';
import type { RhythmOptions } from './options.js';

/** Plain data; of minutes that were seen from end to end, also those without any flow. */
export interface Pauses {
  /** There was a flow in the minute that is open. */
  isBusy: boolean;
  /** Minutes without a flow since the last one. */
  quiet: number;
  observed: number;
  isTold: boolean;
  /** Of this week and the week before: the longest that was not told, and the longest two that were. */
  week: Longest;
  before: Longest;
}

interface Longest {
  readonly since: number;
  untold: number;
  told: number;
  toldSecond: number;
}

export const MINUTE_MS = 60_000;
const WEEK_MINUTES = 10_080;
/** What is longer than nobody knows what: a watch that was stopped, or a network without a sound. */
const LONGEST_STEP = 2;
/** So much longer than the pauses before. */
const TIMES = 4;
/** A night was seen before anybody is woken. */
const LEAST_OBSERVED = 1_440;
/** Over the alert line: who watches the network should not go home. */
const SURPRISE = 4;

const longest = (since: number): Longest => ({ since, untold: 0, told: 0, toldSecond: 0 });

/** @param minute since 1970, of its first flow */
export function openPauses(minute: number): Pauses {
  return {
    isBusy: true,
    quiet: 0,
    observed: 0,
    isTold: false,
    week: longest(minute),
    before: longest(minute),
  };
}

/** A pause is over. One that was told may have been a failure: it is usual from the second on. */
function keep(pauses: Pauses): void {
  const { week, quiet } = pauses;
  if (!pauses.isTold) week.untold = Math.max(week.untold, quiet);
  else if (quiet > week.told) {
    week.toldSecond = week.told;
    week.told = quiet;
  } else week.toldSecond = Math.max(week.toldSecond, quiet);
  pauses.quiet = 0;
  pauses.isTold = false;
}

/** The longest that is usual (min). */
function usualPause({ week, before }: Pauses): number {
  const repeated = Math.max(Math.min(week.told, before.told), week.toldSecond, before.toldSecond);
  return Math.max(week.untold, before.untold, repeated);
}

/** From how many minutes on a pause is told. */
export function tellingPause(pauses: Pauses, { silentMinutes }: RhythmOptions): number {
  return Math.max(silentMinutes, TIMES * usualPause(pauses) + 1);
}

/**
 * Event time went from one minute to a later one.
 *
 * @returns whether it is told now that the pause is too long
 */
export function passMinutes(pauses: Pauses, from: number, to: number, options: RhythmOptions): boolean {
  if (to - pauses.week.since >= WEEK_MINUTES) {
    pauses.before = pauses.week;
    pauses.week = longest(to);
  }
  const wasBusy = pauses.isBusy;
  pauses.isBusy = false;
  if (wasBusy) keep(pauses);
  if (to - from > LONGEST_STEP) {
    pauses.quiet = 0;
    return false;
  }
  pauses.observed += to - from;
  if (!wasBusy) pauses.quiet += to - from;
  if (pauses.isTold || pauses.observed - pauses.quiet < LEAST_OBSERVED) return false;
  pauses.isTold = pauses.quiet >= tellingPause(pauses, options);
  return pauses.isTold;
}

/** @param name of the sensor; null: the network as a whole. @param minute that has begun, since 1970 */
export function pauseEvidence(
  name: string | null,
  pauses: Pauses,
  {
    minute,
    site,
    options,
  }: { readonly minute: number; readonly site: string; readonly options: RhythmOptions },
): Evidence {
  const { quiet } = pauses;
  const usual = usualPause(pauses);
  const what = name === null ? 'the network as a whole' : sensor(name);
  const others = name === null ? '' : '; others went on';
  const never =
    usual === 0 ? 'at least one in each minute' : `never more than ${plainCount(usual, 'minute')} without`;
  return evidenceOf({
    revision: 0,
    family: 'rhythm',
    site,
    subject: 'network',
    host: name === null ? WHOLE_NETWORK : sensor(name),
    role: 'victim',
    peer: null,
    key: 'pause',
    firstSeen: (minute - quiet) * MINUTE_MS,
    lastSeen: minute * MINUTE_MS - 1,
    basis: {
      kind: 'confidence-class',
      name: 'high',
      why: `${TIMES} times as long as any pause of the last one to two weeks, and a day and a night were seen`,
    },
    surprise: Math.min(options.maxSensorSurprise, SURPRISE),
    attributable: false,
    summary: `${what} fell silent: no flow for ${plainCount(quiet, 'minute')}, before that ${never}${others}`,
    contributions: [
      { feature: 'minutes without a flow', value: quiet, unit: '', usual: { low: 0, high: usual }, share: 1 },
    ],
    threshold: { feature: 'minutes without a flow', value: tellingPause(pauses, options), unit: '' },
    records: [],
    recordCount: 0,
    technique: null,
  });
}
