/** Brute force: logins at one service again and again, by one source or by many together, or one password on many. */
import type { Behaviour, NetworkContext } from '../model/behaviour.js';
import type { Evidence } from '../model/evidence.js';
import { closesFlow, type FlowBatch, isKnown, RecordKind } from '../model/flow-batch.js';
import type { Emit } from '../model/stage.js';
import { bruteForceEvidence } from './brute-force/evidence.js';
import { stepLoginFacts } from './brute-force/facts.js';
import { bytesOf, indexServices, lookOf, type Services, serviceOf } from './brute-force/flows.js';
import { groupSurprise } from './brute-force/group.js';
import { type BruteForceOptions, bruteForceOptions } from './brute-force/options.js';
import { type Attempt, countAttempt, seriesKey } from './brute-force/recording.js';
import { HOUR_MS, type LoginSeries, loginSurprise } from './brute-force/series.js';
import { type Spray, sprayEvidence, spraySurprise } from './brute-force/spray.js';
import { type BruteForceState, type OpenLogin, openBruteForce } from './brute-force/state.js';
import { addressFingerprint, fingerprintOfBoth, hostFingerprint } from './fingerprint.js';
import { provesHandshake } from './handshake.js';
import { addressKey, hostKey } from './host-key.js';
import { type PerSiteState, perSite, type SiteStage } from './per-site.js';
import { Protocol } from './protocol.js';
import * as maps from './recent-map.js';
import { forget, forgetIdle, recall, recentValues, remember } from './recent-table.js';
import { isNews, nextTold } from './telling.js';

/** Adds a record to its open flow, and gives the flow's totals; counters of records are since the last one. */
function totalsOf(state: BruteForceState, batch: FlowBatch, row: number): OpenLogin | null {
  const bytes = bytesOf(batch, row);
  const proven = provesHandshake(batch, row);
  const record = batch.record[row]!;
  if (record === RecordKind.complete) return bytes === null ? null : { bytes, proven };
  const key = fingerprintOfBoth(batch.flowId[row]!, batch.input[row]!);
  const earlier = recall(state.open, key);
  const sum = { bytes: (earlier?.bytes ?? 0) + (bytes ?? 0), proven: proven || (earlier?.proven ?? false) };
  if (closesFlow(record)) forget(state.open, key);
  else remember(state.open, key, sum);
  return sum;
}

function stepRow(
  state: BruteForceState,
  batch: FlowBatch,
  row: number,
  options: BruteForceOptions,
  services: Services,
  network: NetworkContext,
): void {
  if (!isKnown(batch.validity.protocol, row) || batch.protocol[row] !== Protocol.tcp) return;
  if (!isKnown(batch.validity.destinationPort, row)) return;
  const index = serviceOf(batch, row, services);
  if (index < 0) return;
  const service = options.services[index]!;
  const totals = totalsOf(state, batch, row);
  if (!closesFlow(batch.record[row]!)) return;
  const look = lookOf(batch, row, totals?.bytes ?? null, service, options);
  if (look === 'none') return;
  const at = 16 * row;
  const sourceId = hostFingerprint(batch.source, at, network);
  const destinationId = addressFingerprint(batch.destination, at);
  const port = batch.destinationPort[row]!;
  const start = batch.start[row]!;
  if (look === 'session') {
    const login = { sourceId, destinationId, port, service: index };
    sessionAfter(state, login, start, batch.time[row]!, options);
    return;
  }
  const attempt: Attempt = {
    kind: 'short',
    source: hostKey(batch.source, at, network),
    destination: addressKey(batch.destination, at),
    sourceId,
    destinationId,
    port,
    name: service.name,
    service: index,
    start,
    time: batch.time[row]!,
    count: 1,
    bytes: totals?.bytes ?? null,
    durationMs: isKnown(batch.validity.durationMs, row) ? batch.durationMs[row]! : 0,
    cutOff: look === 'cut-off',
    proven: totals === null ? provesHandshake(batch, row) : totals.proven,
    input: batch.input[row]!,
    record: batch.recordNumber[row]!,
  };
  countAttempt(state, attempt, options);
}

/** A session that began just after logins that failed often enough to be told. */
function sessionAfter(
  state: BruteForceState,
  login: Pick<Attempt, 'sourceId' | 'destinationId' | 'port' | 'service'>,
  start: number,
  time: number,
  options: BruteForceOptions,
): void {
  const group = recall(state.series, seriesKey('group', login));
  if (group !== undefined) group.sessions++;
  const key = seriesKey('short', login);
  const series = recall(state.series, key);
  if (series === undefined || series.succeeded !== null) return;
  if (start - series.lastSeen > options.successWithinMs) return;
  if (loginSurprise(series, options).surprise < options.fireSurprise) return;
  series.succeeded = time;
  series.changed = true;
  state.dirty.add(key);
}

function surpriseOf(series: LoginSeries, options: BruteForceOptions): number {
  return series.kind === 'group' ? groupSurprise(series, options) : loginSurprise(series, options).surprise;
}

function tell(
  series: LoginSeries,
  site: string,
  atEnd: boolean,
  options: BruteForceOptions,
  emit: Emit<Evidence>,
): void {
  const surprise = surpriseOf(series, options);
  if (!series.changed || surprise < options.fireSurprise) return;
  const successIsNews = series.succeeded !== null && series.told !== null;
  if (!successIsNews && !isNews(series.told, surprise, series.references.count, atEnd)) return;
  series.told = nextTold(series.told, surprise, series.references.count);
  series.changed = false;
  emit(bruteForceEvidence(series, series.told, site, options));
}

function tellSpray(
  spray: Spray,
  site: string,
  atEnd: boolean,
  options: BruteForceOptions,
  emit: Emit<Evidence>,
): void {
  const surprise = spraySurprise(spray, options);
  if (!spray.changed || surprise < options.fireSurprise) return;
  if (!isNews(spray.told, surprise, spray.references.count, atEnd)) return;
  spray.told = nextTold(spray.told, surprise, spray.references.count);
  spray.changed = false;
  emit(sprayEvidence(spray, spray.told, site, options));
}

function tellAll(
  state: BruteForceState,
  site: string,
  atEnd: boolean,
  options: BruteForceOptions,
  emit: Emit<Evidence>,
): void {
  if (atEnd) {
    for (const series of recentValues(state.series)) tell(series, site, true, options, emit);
    for (const spray of maps.recentValues(state.sprays)) tellSpray(spray, site, true, options, emit);
  }
  for (const key of state.dirty) {
    const series = recall(state.series, key);
    if (series !== undefined && !atEnd) tell(series, site, false, options, emit);
  }
  for (const key of state.dirtySprays) {
    const spray = maps.recall(state.sprays, key);
    if (spray !== undefined && !atEnd) tellSpray(spray, site, false, options, emit);
  }
  state.dirty.clear();
  state.dirtySprays.clear();
}

function sweep(
  state: BruteForceState,
  now: number,
  site: string,
  options: BruteForceOptions,
  emit: Emit<Evidence>,
): void {
  state.nextSweep = now + HOUR_MS;
  for (const series of recentValues(state.series)) {
    if (series.lastSeen < now - HOUR_MS) tell(series, site, true, options, emit);
  }
  forgetIdle(state.series, (series) => series.lastSeen < now - HOUR_MS);
  maps.forgetIdle(state.sprays, (spray) => spray.lastSeen < now - 24 * HOUR_MS);
  maps.forgetIdle(state.tried, (time) => time < now - 24 * HOUR_MS);
}

function siteStage(options: BruteForceOptions, network: NetworkContext): SiteStage<BruteForceState> {
  const services = indexServices(options);
  return {
    name: 'brute-force',
    key: 'pair',
    open: () => openBruteForce(options),
    step(state, batch) {
      for (let row = 0; row < batch.length; row++) stepRow(state, batch, row, options, services, network);
    },
    facts: (state, batch) => stepLoginFacts(state, batch, options, services, network),
    advance(state, now, site, emit) {
      const atEnd = now === Number.POSITIVE_INFINITY;
      tellAll(state, site, atEnd, options, emit);
      if (now >= state.nextSweep && !atEnd) sweep(state, now, site, options, emit);
    },
    dropped: (state) =>
      state.series.forgotten +
      state.open.forgotten +
      state.sprays.forgotten +
      state.tried.forgotten +
      state.dropped,
  };
}

export const bruteForce: Behaviour<BruteForceOptions, PerSiteState<BruteForceState>> = {
  name: 'brute-force',
  title: 'Brute force',
  families: ['brute-force'],
  options: bruteForceOptions,
  create: (options, network) => perSite(siteStage(options, network)),
};
