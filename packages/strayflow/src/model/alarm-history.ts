/** How risky the hosts of ordinary traffic looked to models that had not seen them: what false alarms are to be expected. */
import type { HostRisk } from './host-risk.js';
import { poissonInterval } from './poisson.js';

export interface AlarmHistory {
  /** Event time that was judged (days). */
  readonly days: number;
  readonly hosts: number;
  /** Highest risk of each acting host that had any, highest first; the lowest are left out beyond `MOST_PEAKS`. */
  readonly peaks: readonly number[];
}

export const MOST_PEAKS = 10_000;
const DAY_MS = 86_400_000;
/** Lines are told in hundredths. */
const STEP = 0.01;

export function alarmHistory(
  hosts: readonly Pick<HostRisk, 'role' | 'risk'>[],
  hostCount: number,
  spanMs: number,
): AlarmHistory {
  const peaks = hosts.flatMap(({ role, risk }) => (role === 'actor' ? [risk] : []));
  return {
    days: spanMs / DAY_MS,
    hosts: hostCount,
    peaks: peaks.sort((a, b) => b - a).slice(0, MOST_PEAKS),
  };
}

export interface ExpectedAlarms {
  /** Of hosts a day; the interval is that of 95 % (Garwood 1936). */
  readonly perDay: number;
  readonly low: number;
  readonly high: number;
}

/** Hosts that would be alerted a day though nothing is wrong, with the alert line at `line`. */
export function expectedAlarms({ days, peaks }: AlarmHistory, line: number): ExpectedAlarms {
  const count = peaks.filter((peak) => peak >= line).length;
  const { low, high } = poissonInterval(count);
  return { perDay: count / days, low: low / days, high: high / days };
}

/** The lowest line from `line` to `highest` at which no more than `budget` are to be expected; null where there is none. */
export function lineWithin(
  history: AlarmHistory,
  budget: number,
  line: number,
  highest: number,
): number | null {
  const steps = Math.ceil((highest - line) / STEP);
  for (let step = 0; step <= steps; step++) {
    const tried = Math.min(highest, Math.round((line + step * STEP) * 1e6) / 1e6);
    if (expectedAlarms(history, tried).perDay <= budget) return tried;
  }
  return null;
}
