/** Judges the traffic that models were learned from, each row by the half of them that has not seen it. */
import type { AnalysisConfig } from '../config.js';
import { type AlarmHistory, alarmHistory } from '../model/alarm-history.js';
import { judge } from './judge.js';
import type { FittedInputs, Sampled } from './learn-inputs.js';
import type { AnalysisRequest } from './request.js';

/** An hour of traffic says nothing of a day's alarms, and less than that would be divided by nearly nothing. */
const LEAST_SPAN_MS = 3_600_000;

/** What false alarms are to be expected of these models, if all of this traffic was ordinary; undefined for too little of it. */
export async function rehearse(
  { parsed, learned, threads }: Sampled,
  { learned: models, trap, ordinary }: FittedInputs,
  { spool, observer }: Pick<AnalysisRequest, 'spool' | 'observer'>,
  config: AnalysisConfig,
): Promise<AlarmHistory | undefined> {
  observer.begin('judge', 'records');
  const options = { config, models, trap, ordinary, observer, witness: undefined, threads };
  const judged = await judge(spool, parsed, learned, options);
  const { start, end } = learned.span;
  if (end - start < LEAST_SPAN_MS) return undefined;
  return alarmHistory(judged.verdicts.hosts(judged.now), judged.totals.hostCount, end - start);
}
