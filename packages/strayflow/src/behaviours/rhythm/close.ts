/** A subject's hour is over: it is held against what is usual, told where it is odd, and becomes part of what is usual. */
import type { Evidence } from '../../model/evidence.js';
import type { Emit } from '../../model/stage.js';
import { references } from '../references.js';
import { isNews, nextTold } from '../telling.js';
import { plainCount, plainNumber } from '../words.js';
import { type Change, rhythmEvidence } from './evidence.js';
import { closeHour, forgetHours, openValues, usualAt } from './history.js';
import { deviationOf, deviationSurprise, silenceSurprise, tellingDeviation, valueAt } from './judgement.js';
import type { RhythmOptions } from './options.js';
import { type Episode, MEASURES, type Subject } from './subject.js';

/** The hour that is over, and whom to tell. */
export interface ClosedHour {
  /** Since 1970. */
  readonly hour: number;
  readonly site: string;
  readonly options: RhythmOptions;
  readonly emit: Emit<Evidence>;
}

/** Continues the episode of this change or begins one; null where there is no news to tell. */
function episodeOf(subject: Subject, key: string, hour: number, surprise: number): Episode | null {
  const known = subject.episodes?.get(key);
  if (known !== undefined && known.lastHour === hour - 1) {
    known.lastHour = hour;
    if (!isNews(known.told, surprise, hour - known.firstHour + 1, false)) return null;
    known.told = nextTold(known.told, surprise, hour - known.firstHour + 1);
    return known;
  }
  const episode = { firstHour: hour, lastHour: hour, told: nextTold(null, surprise, 1) };
  subject.episodes ??= new Map();
  subject.episodes.set(key, episode);
  return episode;
}

function judge(subject: Subject, values: readonly number[], closed: ClosedHour): void {
  const { hour, site, options, emit } = closed;
  for (const [place, measure] of MEASURES[subject.about.kind].entries()) {
    const usual = usualAt(subject.history, place, hour, options);
    if (usual === null) continue;
    const deviation = deviationOf(values[place]!, usual, options);
    const surprise = deviationSurprise(deviation, options);
    if (surprise < options.tellSurprise) continue;
    const change: Change = deviation > 0 ? 'rise' : 'drop';
    const flows = usualAt(subject.history, 0, hour, options)!;
    if ((change === 'rise' ? values[0]! : valueAt(0, flows, options)) < options.leastFlows) continue;
    const episode = episodeOf(subject, `${change} ${measure}`, hour, surprise);
    if (episode === null) continue;
    const [low, high] = [valueAt(-2, usual, options), valueAt(2, usual, options)];
    const span = usual.by === 'hour of the week' ? 'week' : 'day';
    const comparison = `usually ${plainNumber(low)} to ${plainNumber(high)} at this ${usual.by}, by ${plainCount(usual.weeksOrDays, span)}`;
    emit(
      rhythmEvidence(
        {
          ...{ subject, change, measure, value: values[place]!, surprise, episode, comparison },
          usual: { low, high },
          threshold: valueAt(tellingDeviation(options), usual, options),
        },
        site,
      ),
    );
  }
}

function tellSilence(subject: Subject, { hour, site, options, emit }: ClosedHour): void {
  const { steady, silent, about } = subject;
  const surprise = silenceSurprise(steady, silent, about.kind, options);
  const episode = episodeOf(subject, 'silence', hour, surprise);
  if (episode === null) return;
  emit(
    rhythmEvidence(
      {
        ...{ subject, change: 'silence', measure: 'flows', value: steady, usual: null, surprise, episode },
        comparison: `after ${plainNumber(steady)} hours in a row with flows`,
        threshold: options.steadyHours,
      },
      site,
    ),
  );
}

/** An hour that was seen from its beginning to its end. It is kept in any case, and told where it `isJudged`. */
export function closeSubject(subject: Subject, closed: ClosedHour, isJudged = true): void {
  const values = openValues(subject.history);
  if (values[0]! > 0) {
    if (subject.silent > 0) subject.steady = 0;
    subject.seen++;
    subject.steady++;
    subject.silent = 0;
  } else if (subject.steady > 0) subject.silent++;
  const isSilent = subject.silent > 0 && subject.steady >= closed.options.steadyHours;
  if (isJudged && isSilent) tellSilence(subject, closed);
  else if (isJudged) judge(subject, values, closed);
  closeHour(subject.history, closed.hour, values);
  subject.references = references();
}

/** Hours of which nobody knows what happened in them. */
export function skipHours(subject: Subject, from: number, until = from + 1): void {
  forgetHours(subject.history, from, until);
  subject.references = references();
}
