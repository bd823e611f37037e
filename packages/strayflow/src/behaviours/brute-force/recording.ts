/** Puts a login where it is counted: with its source and server, and with all sources of the server. */
import { fingerprintOfBoth, fingerprintWith } from '../fingerprint.js';
import { recall, remember } from '../recent-table.js';
import { refer } from '../references.js';
import { groupSurprise, joinGroup } from './group.js';
import type { BruteForceOptions } from './options.js';
import {
  countLogin,
  HOUR_MS,
  type LoginSeries,
  loginSurprise,
  openSeries,
  type SeriesKind,
} from './series.js';
import type { BruteForceState } from './state.js';

/** A login that failed, or looks as if. */
export interface Attempt {
  readonly kind: Exclude<SeriesKind, 'group'>;
  readonly source: string;
  readonly destination: string;
  /** Fingerprints. */
  readonly sourceId: number;
  readonly destinationId: number;
  readonly port: number;
  readonly name: string;
  /** Index into the options' services; -1 for others. */
  readonly service: number;
  readonly start: number;
  readonly time: number;
  readonly count: number;
  readonly bytes: number | null;
  readonly durationMs: number;
  readonly cutOff: boolean;
  readonly proven: boolean;
  readonly input: number;
  readonly record: number;
}

const KIND_CODE: Record<SeriesKind, number> = { short: 1, failed: 2, form: 3, group: 4 };

/** The series that a login belongs to. */
export function seriesKey(
  kind: SeriesKind,
  attempt: Pick<Attempt, 'sourceId' | 'destinationId' | 'port' | 'service'>,
): number {
  const { sourceId, destinationId, port, service } = attempt;
  const hosts = kind === 'group' ? destinationId : fingerprintOfBoth(sourceId, destinationId);
  return fingerprintWith(fingerprintWith(hosts, (KIND_CODE[kind] << 16) | port), service);
}

function seriesOf(state: BruteForceState, kind: SeriesKind, key: number, attempt: Attempt): LoginSeries {
  let series = recall(state.series, key);
  if (series === undefined || attempt.time - series.lastSeen > HOUR_MS) {
    const source = kind === 'group' ? '' : attempt.source;
    const { destination, port, name, service } = attempt;
    series = openSeries({ kind, source, destination, port, name, service }, attempt.start);
    remember(state.series, key, series, (kept) => kept.told !== null || kept.logins > 8);
  }
  return series;
}

function add(series: LoginSeries, attempt: Attempt): void {
  countLogin(series, attempt.time, attempt.count);
  if (attempt.bytes !== null) {
    series.bytes += attempt.bytes;
    series.measured++;
  }
  series.durationMs += attempt.durationMs;
  if (attempt.cutOff) series.cutOff++;
  if (attempt.proven) series.proven += attempt.count;
  refer(series.references, attempt.input, attempt.record);
}

export function countAttempt(
  state: BruteForceState,
  attempt: Attempt,
  options: BruteForceOptions,
): LoginSeries {
  const key = seriesKey(attempt.kind, attempt);
  const series = seriesOf(state, attempt.kind, key, attempt);
  add(series, attempt);
  if (loginSurprise(series, options).surprise >= options.fireSurprise) state.dirty.add(key);
  // What a source that is told by itself does is not the group's.
  if (series.told === null && attempt.kind === 'short') countInGroup(state, attempt, options);
  return series;
}

function countInGroup(state: BruteForceState, attempt: Attempt, options: BruteForceOptions): void {
  if (!options.groupServices.includes(attempt.name)) return;
  const key = seriesKey('group', attempt);
  const group = seriesOf(state, 'group', key, attempt);
  if (!joinGroup(group, attempt.source)) {
    state.dropped++;
    return;
  }
  add(group, attempt);
  if (groupSurprise(group, options) >= options.fireSurprise) state.dirty.add(key);
}
