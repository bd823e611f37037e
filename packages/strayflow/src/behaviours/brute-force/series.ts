/** The logins of one source, or of a group, at one service over the last hour, and what they looked like. */
import { countSurprise } from '../counting-test.js';
import { type References, references } from '../references.js';
import type { Told } from '../telling.js';
import type { BruteForceOptions } from './options.js';

const MINUTE_MS = 60_000;
const MINUTES = 60;
const MOST_A_MINUTE = 65_535;
const SHORT_MINUTES = 5;
export const HOUR_MS = MINUTES * MINUTE_MS;

/**
 * `short`: flows that ended as soon as a failed login does. `failed`: logins that the source of the records calls
 * failed. `form`: log-in forms sent to a web server. `group`: short or failed logins of all sources at one server.
 */
export type SeriesKind = 'short' | 'failed' | 'form' | 'group';

export interface LoginSeries {
  readonly kind: SeriesKind;
  /** The source; empty for a group. */
  readonly source: string;
  readonly destination: string;
  readonly port: number;
  /** As shown; and the index into the options' services, -1 for others. */
  readonly name: string;
  readonly service: number;
  /** Minutes (Unix minutes) of the last hour that saw logins, rising, each followed by their number. */
  readonly perMinute: number[];
  /** Highest count within 5 minutes and within an hour so far. */
  most5Minutes: number;
  mostHour: number;
  logins: number;
  bytes: number;
  /** Logins whose bytes are known. */
  measured: number;
  durationMs: number;
  /** Forms after which the client was sent elsewhere; sessions of any source, of a group; successes, of failed logins. */
  redirected: number;
  sessions: number;
  /** Logins that the server cut off. */
  cutOff: number;
  proven: number;
  /** Event time (Unix ms) of a login that succeeded after the others failed; null while none did. */
  succeeded: number | null;
  firstSeen: number;
  lastSeen: number;
  /** Logins by source, of a group; bounded. */
  readonly members: Map<string, number> | null;
  readonly references: References;
  told: Told | null;
  changed: boolean;
}

export function openSeries(
  about: Pick<LoginSeries, 'kind' | 'source' | 'destination' | 'port' | 'name' | 'service'>,
  time: number,
): LoginSeries {
  // Field by field: objects made by a spread hold every number in a box of its own.
  return {
    kind: about.kind,
    source: about.source,
    destination: about.destination,
    port: about.port,
    name: about.name,
    service: about.service,
    perMinute: [],
    most5Minutes: 0,
    mostHour: 0,
    logins: 0,
    bytes: 0,
    measured: 0,
    durationMs: 0,
    redirected: 0,
    sessions: 0,
    cutOff: 0,
    proven: 0,
    succeeded: null,
    firstSeen: time,
    lastSeen: time,
    members: about.kind === 'group' ? new Map() : null,
    references: references(),
    told: null,
    changed: false,
  };
}

/** Counts `count` logins that ended at `time`; times do not fall. */
export function countLogin(series: LoginSeries, time: number, count = 1): void {
  const { perMinute } = series;
  const minute = Math.max(perMinute.at(-2) ?? Number.NEGATIVE_INFINITY, Math.floor(time / MINUTE_MS));
  while (perMinute.length > 0 && perMinute[0]! <= minute - MINUTES) perMinute.splice(0, 2);
  if (perMinute.at(-2) !== minute) perMinute.push(minute, 0);
  const last = perMinute.length - 1;
  perMinute[last] = Math.min(MOST_A_MINUTE, perMinute[last]! + count);
  series.logins += count;
  series.lastSeen = time;
  series.changed = true;
  let short = 0;
  let hour = 0;
  for (let at = 0; at < perMinute.length; at += 2) {
    hour += perMinute[at + 1]!;
    if (perMinute[at]! > minute - SHORT_MINUTES) short += perMinute[at + 1]!;
  }
  series.most5Minutes = Math.max(series.most5Minutes, short);
  series.mostHour = Math.max(series.mostHour, hour);
}

/** Mean counts of ordinary clients. */
export function usualOf(
  series: LoginSeries,
  options: BruteForceOptions,
): { readonly per5Minutes: number; readonly perHour: number } {
  const service = options.services[series.service];
  const failed = { per5Minutes: options.usualFailedPer5Minutes, perHour: options.usualFailedPerHour };
  switch (series.kind) {
    case 'failed':
      return failed;
    case 'form':
      return { per5Minutes: options.usualFormsPer5Minutes, perHour: options.usualFormsPerHour };
    case 'short':
    case 'group': {
      const clients = series.kind === 'group' ? options.usualClients : 1;
      const per5Minutes = service?.usualPer5Minutes ?? failed.per5Minutes;
      const perHour = service?.usualPerHour ?? failed.perHour;
      return { per5Minutes: clients * per5Minutes, perHour: clients * perHour };
    }
  }
}

/** Surprise of the busiest 5 minutes or hour, whichever says more, corrected for being two tests. */
export function loginSurprise(
  series: LoginSeries,
  options: BruteForceOptions,
): { readonly surprise: number; readonly within: '5 minutes' | '1 hour' } {
  // Behind one address may be many people, who mistype now and then.
  if (series.kind === 'failed' && series.sessions > series.logins) return { surprise: 0, within: '1 hour' };
  const usual = usualOf(series, options);
  const short = countSurprise(series.most5Minutes, usual.per5Minutes);
  const long = countSurprise(series.mostHour, usual.perHour);
  const surprise = Math.max(0, Math.max(short, long) - Math.log10(2));
  return {
    surprise: Math.min(options.maxSurprise, surprise),
    within: short >= long ? '5 minutes' : '1 hour',
  };
}
