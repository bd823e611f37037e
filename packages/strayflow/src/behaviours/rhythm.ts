/**
 * Rhythm: hosts and services beside what is usual for them at this hour of the week, by median and median absolute deviation
 * (Hampel 1974). Who talks less than usual, or falls silent, is accused of nothing.
 */
import type { Behaviour, NetworkContext } from '../model/behaviour.js';
import type { Evidence } from '../model/evidence.js';
import { type FlowBatch, isKnown, opensFlow } from '../model/flow-batch.js';
import type { Emit } from '../model/stage.js';
import { fingerprint, hostFingerprint } from './fingerprint.js';
import { addressKey } from './host-key.js';
import { type PerSiteState, perSite, type SiteStage } from './per-site.js';
import { Protocol } from './protocol.js';
import { type RecentTable, recall, recentTable, recentValues, remember } from './recent-table.js';
import { type References, references, referRow } from './references.js';
import { type Change, type Episode, rhythmEvidence } from './rhythm/evidence.js';
import {
  closeHour,
  type History,
  HOUR_MS,
  MEASURES,
  mark,
  openHistory,
  openValues,
  PEERS,
  PORTS,
  usualAt,
} from './rhythm/history.js';
import {
  deviationOf,
  deviationSurprise,
  silenceSurprise,
  tellingDeviation,
  valueAt,
} from './rhythm/judgement.js';
import { type RhythmOptions, rhythmOptions } from './rhythm/options.js';
import { isNews, nextTold } from './telling.js';
import { plainCount, plainNumber } from './words.js';

interface Subject {
  readonly host: string;
  /** "tcp/443" of a server; empty for what a host does itself. */
  readonly service: string;
  readonly history: History;
  references: References;
  /** Hours in a row with flows, and silent hours since. */
  steady: number;
  silent: number;
  /** By change; null before the first. */
  episodes: Map<string, Episode> | null;
}

export interface RhythmState {
  readonly subjects: RecentTable<Subject>;
  /** The hour that is open, since 1970; -1 before the first record. */
  hour: number;
  /** Whether it was watched from its beginning. */
  isWhole: boolean;
  flows: number;
}

function subjectOf(
  state: RhythmState,
  key: number,
  batch: FlowBatch,
  row: number,
  isService: boolean,
): Subject {
  let subject = recall(state.subjects, key);
  if (subject === undefined) {
    const name = batch.protocol[row] === Protocol.tcp ? 'tcp' : 'udp';
    subject = {
      host: addressKey(isService ? batch.destination : batch.source, 16 * row),
      service: isService ? `${name}/${batch.destinationPort[row]!}` : '',
      history: openHistory(),
      references: references(),
      steady: 0,
      silent: 0,
      episodes: null,
    };
    remember(state.subjects, key, subject, (kept) => kept.steady > 0);
  }
  return subject;
}

function add(subject: Subject, batch: FlowBatch, row: number, peer: number, opens: boolean): void {
  const { history } = subject;
  const { validity } = batch;
  if (isKnown(validity.bytesSent, row)) history.bytes += batch.bytesSent[row]!;
  if (isKnown(validity.bytesReceived, row)) history.bytes += batch.bytesReceived[row]!;
  if (!opens) return;
  history.flows++;
  mark(history, PEERS, peer);
  if (isKnown(validity.destinationPort, row)) mark(history, PORTS, 1 + batch.destinationPort[row]!);
  referRow(subject.references, batch, row);
}

function stepRow(state: RhythmState, batch: FlowBatch, row: number, network: NetworkContext): void {
  const opens = opensFlow(batch.record[row]!);
  if (opens) state.flows++;
  if (state.hour < 0) state.hour = Math.floor(batch.time[row]! / HOUR_MS);
  if (batch.initiatorKnown[row] === 0) return;
  const at = 16 * row;
  if (network.isInternal(batch.source, at)) {
    const subject = subjectOf(state, fingerprint(batch.source, at, 16), batch, row, false);
    add(subject, batch, row, hostFingerprint(batch.destination, at, network), opens);
  }
  const { validity, protocol } = batch;
  const isPorted = protocol[row] === Protocol.tcp || protocol[row] === Protocol.udp;
  // Ports above are those that clients are given (RFC 6335): no services.
  if (!isPorted || !isKnown(validity.destinationPort, row) || batch.destinationPort[row]! >= 49_152) return;
  if (!network.isInternal(batch.destination, at) || (opens && batch.bytesReceived[row] === 0)) return;
  const key =
    fingerprint(batch.destination, at, 16) + 65_536 * protocol[row]! + batch.destinationPort[row]! + 0.5;
  add(subjectOf(state, key, batch, row, true), batch, row, hostFingerprint(batch.source, at, network), opens);
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

function judge(
  subject: Subject,
  values: readonly number[],
  hour: number,
  site: string,
  options: RhythmOptions,
  emit: Emit<Evidence>,
): void {
  for (const [measure, name] of MEASURES.entries()) {
    const usual = usualAt(subject.history, measure, hour, options);
    if (usual === null) continue;
    const deviation = deviationOf(values[measure]!, usual, options);
    const surprise = deviationSurprise(deviation, options);
    if (surprise < options.tellSurprise) continue;
    const change: Change = deviation > 0 ? 'rise' : 'drop';
    const flows = usualAt(subject.history, 0, hour, options)!;
    if ((change === 'rise' ? values[0]! : valueAt(0, flows, options)) < options.leastFlows) continue;
    const episode = episodeOf(subject, `${change} ${name}`, hour, surprise);
    if (episode === null) continue;
    const [low, high] = [valueAt(-2, usual, options), valueAt(2, usual, options)];
    const span = usual.by === 'hour of the week' ? 'week' : 'day';
    const { host, service, references: records } = subject;
    emit(
      rhythmEvidence(
        {
          ...{ host, service, change, measure: name, value: values[measure]!, surprise, episode },
          usual: { low, high },
          comparison: `usually ${plainNumber(low)} to ${plainNumber(high)} at this ${usual.by}, by ${plainCount(usual.weeksOrDays, span)}`,
          threshold: valueAt(tellingDeviation(options), usual, options),
          references: records,
        },
        site,
      ),
    );
  }
}

function tellSilence(
  subject: Subject,
  hour: number,
  site: string,
  options: RhythmOptions,
  emit: Emit<Evidence>,
): void {
  const surprise = silenceSurprise(subject.steady, subject.silent, options);
  const episode = episodeOf(subject, 'silence', hour, surprise);
  if (episode === null) return;
  const { host, service, steady, references: records } = subject;
  emit(
    rhythmEvidence(
      {
        ...{
          host,
          service,
          change: 'silence',
          measure: 'flows',
          value: steady,
          usual: null,
          surprise,
          episode,
        },
        comparison: `after ${plainNumber(steady)} hours in a row with flows`,
        threshold: options.steadyHours,
        references: records,
      },
      site,
    ),
  );
}

function closeSubject(
  subject: Subject,
  hour: number,
  site: string,
  options: RhythmOptions,
  emit: Emit<Evidence>,
): void {
  const values = openValues(subject.history);
  if (values[0]! > 0) {
    if (subject.silent > 0) subject.steady = 0;
    subject.steady++;
    subject.silent = 0;
  } else if (subject.steady > 0) subject.silent++;
  if (subject.silent > 0 && subject.steady >= options.steadyHours)
    tellSilence(subject, hour, site, options, emit);
  else judge(subject, values, hour, site, options, emit);
  closeHour(subject.history, hour, values);
}

/** An hour is over. Where nothing at all was seen, or not its beginning, nobody was silent: it is not known. */
function close(
  state: RhythmState,
  now: number,
  site: string,
  options: RhythmOptions,
  emit: Emit<Evidence>,
): void {
  const isJudged = state.isWhole && state.flows > 0;
  const next = Math.floor(now / HOUR_MS);
  for (const subject of recentValues(state.subjects)) {
    if (isJudged) closeSubject(subject, state.hour, site, options, emit);
    else closeHour(subject.history, state.hour, null);
    subject.references = references();
    for (let gap = state.hour + 1; gap < Math.min(next, state.hour + 673); gap++)
      closeHour(subject.history, gap, null);
  }
  state.isWhole = next === state.hour + 1;
  state.hour = next;
  state.flows = 0;
}

function siteStage(options: RhythmOptions, network: NetworkContext): SiteStage<RhythmState> {
  return {
    name: 'rhythm',
    key: 'source',
    open: () => ({ subjects: recentTable(options.maxSubjects), hour: -1, isWhole: false, flows: 0 }),
    step(state, batch) {
      for (let row = 0; row < batch.length; row++) stepRow(state, batch, row, network);
    },
    advance(state, now, site, emit) {
      // The last hour of an input is not over: it may have been cut off.
      if (state.hour < 0 || now === Number.POSITIVE_INFINITY) return;
      if (Math.floor(now / HOUR_MS) > state.hour) close(state, now, site, options, emit);
    },
    dropped: (state) => state.subjects.forgotten,
  };
}

export const rhythm: Behaviour<RhythmOptions, PerSiteState<RhythmState>> = {
  name: 'rhythm',
  title: 'Rhythm',
  families: ['rhythm'],
  options: rhythmOptions,
  create: (options, network) => perSite(siteStage(options, network)),
};
