/** The short logins of one source at one service over the last hour, and what they looked like. */
import { countSurprise } from '../counting-test.js';
import { type References, references } from '../references.js';
import type { Told } from '../telling.js';
import type { BruteForceOptions, LoginService } from './options.js';

export const MINUTE_MS = 60_000;
const MINUTES = 60;
const SHORT_MINUTES = 5;
export const HOUR_MS = MINUTES * MINUTE_MS;

export interface LoginSeries {
  readonly source: string;
  readonly destination: string;
  readonly port: number;
  /** Index into the options' services. */
  readonly service: number;
  /** Logins by minute, as a ring over an hour. */
  readonly perMinute: Uint16Array;
  /** The latest minute (Unix minutes) in the ring. */
  minute: number;
  /** Highest count within 5 minutes and within an hour so far. */
  most5Minutes: number;
  mostHour: number;
  logins: number;
  bytes: number;
  /** Logins whose bytes are known. */
  measured: number;
  durationMs: number;
  proven: number;
  firstSeen: number;
  lastSeen: number;
  readonly references: References;
  told: Told | null;
  changed: boolean;
}

export function openSeries(
  source: string,
  destination: string,
  port: number,
  service: number,
  time: number,
): LoginSeries {
  return {
    source,
    destination,
    port,
    service,
    perMinute: new Uint16Array(MINUTES),
    minute: Math.floor(time / MINUTE_MS),
    most5Minutes: 0,
    mostHour: 0,
    logins: 0,
    bytes: 0,
    measured: 0,
    durationMs: 0,
    proven: 0,
    firstSeen: time,
    lastSeen: time,
    references: references(),
    told: null,
    changed: false,
  };
}

const slotOf = (minute: number) => ((minute % MINUTES) + MINUTES) % MINUTES;

/** Counts a login that ended at `time`; times do not fall. */
export function countLogin(series: LoginSeries, time: number): void {
  const minute = Math.max(series.minute, Math.floor(time / MINUTE_MS));
  if (minute - series.minute >= MINUTES) series.perMinute.fill(0);
  else for (let m = series.minute + 1; m <= minute; m++) series.perMinute[slotOf(m)] = 0;
  series.minute = minute;
  const slot = slotOf(minute);
  series.perMinute[slot] = Math.min(65535, series.perMinute[slot]! + 1);
  series.logins++;
  series.lastSeen = time;
  series.changed = true;
  let within = 0;
  for (let back = 0; back < MINUTES; back++) {
    within += series.perMinute[slotOf(minute - back)]!;
    if (back === SHORT_MINUTES - 1) series.most5Minutes = Math.max(series.most5Minutes, within);
  }
  series.mostHour = Math.max(series.mostHour, within);
}

/** Surprise of the busiest 5 minutes or hour, whichever says more, corrected for being two tests. */
export function loginSurprise(
  series: LoginSeries,
  service: LoginService,
  options: BruteForceOptions,
): { readonly surprise: number; readonly within: '5 minutes' | '1 hour' } {
  const short = countSurprise(series.most5Minutes, service.usualPer5Minutes);
  const long = countSurprise(series.mostHour, service.usualPerHour);
  const surprise = Math.max(0, Math.max(short, long) - Math.log10(2));
  return {
    surprise: Math.min(options.maxSurprise, surprise),
    within: short >= long ? '5 minutes' : '1 hour',
  };
}
