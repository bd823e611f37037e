/** Brute force: one source logs in to one service again and again, and each time ends short and small. */
import type { Behaviour, NetworkContext } from '../model/behaviour.js';
import type { Evidence } from '../model/evidence.js';
import { closesFlow, type FlowBatch, isEstablished, isKnown, RecordKind } from '../model/flow-batch.js';
import type { Emit } from '../model/stage.js';
import { bruteForceEvidence } from './brute-force/evidence.js';
import { type BruteForceOptions, bruteForceOptions, type LoginService } from './brute-force/options.js';
import { countLogin, HOUR_MS, type LoginSeries, loginSurprise, openSeries } from './brute-force/series.js';
import { provesHandshake } from './handshake.js';
import { addressKey, hostKey } from './host-key.js';
import { type PerSiteState, perSite, type SiteStage } from './per-site.js';
import { Protocol } from './protocol.js';
import {
  forget,
  forgetIdle,
  type RecentMap,
  recall,
  recentMap,
  recentValues,
  remember,
} from './recent-map.js';
import { referRow } from './references.js';
import { isNews, nextTold } from './telling.js';

/** What the records of an open flow added up to. */
interface OpenLogin {
  bytes: number;
  proven: boolean;
}

export interface BruteForceState {
  /** Open flows to login services, by input and flow. */
  readonly open: RecentMap<OpenLogin>;
  readonly series: RecentMap<LoginSeries>;
  /** Keys of series that could be told since the last tick, in order. */
  readonly dirty: Set<string>;
  nextSweep: number;
}

/** Service (index) by port and by the name that the source gives. */
interface Services {
  readonly byPort: ReadonlyMap<number, number>;
  readonly byName: ReadonlyMap<string, number>;
}

function indexServices(options: BruteForceOptions): Services {
  const byPort = new Map<number, number>();
  const byName = new Map<string, number>();
  for (const [index, service] of options.services.entries()) {
    byName.set(service.name, index);
    for (const port of service.ports) byPort.set(port, index);
  }
  return { byPort, byName };
}

/** The login service of a flow, -1 for none; what the source saw inside the flow counts more than its port. */
function serviceOf(batch: FlowBatch, row: number, services: Services): number {
  const column = batch.service;
  const name = column === null ? '' : column.dictionary[column.codes[row]!]!;
  const named = name === '' ? undefined : services.byName.get(name);
  return named ?? services.byPort.get(batch.destinationPort[row]!) ?? -1;
}

/** Bytes of both sides in this record; null where neither is known. */
function bytesOf(batch: FlowBatch, row: number): number | null {
  const sent = isKnown(batch.validity.bytesSent, row);
  const received = isKnown(batch.validity.bytesReceived, row);
  if (!sent && !received) return null;
  return (sent ? batch.bytesSent[row]! : 0) + (received ? batch.bytesReceived[row]! : 0);
}

/** A whole TCP conversation with a login service that ended as soon as a failed login does. */
function isShortLogin(
  batch: FlowBatch,
  row: number,
  bytes: number | null,
  service: LoginService,
  options: BruteForceOptions,
): boolean {
  const { validity } = batch;
  if (batch.initiatorKnown[row] === 0 || !isKnown(validity.state, row)) return false;
  if (!isEstablished(batch.state[row]!)) return false;
  if (isKnown(validity.durationMs, row) && batch.durationMs[row]! > options.maxDurationMs) return false;
  return bytes === null || (bytes >= service.minBytes && bytes <= service.maxBytes);
}

/** Adds a record to its open flow, and gives the flow's totals; counters of records are since the last one. */
function totalsOf(state: BruteForceState, batch: FlowBatch, row: number): Readonly<OpenLogin> | null {
  const bytes = bytesOf(batch, row);
  const proven = provesHandshake(batch, row);
  const record = batch.record[row]!;
  if (record === RecordKind.complete) return bytes === null ? null : { bytes, proven };
  const key = `${batch.input[row]}:${batch.flowId[row]}`;
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
  if (!isShortLogin(batch, row, totals?.bytes ?? null, service, options)) return;
  const source = hostKey(batch.source, 16 * row, network);
  const destination = addressKey(batch.destination, 16 * row);
  const port = batch.destinationPort[row]!;
  const key = source + destination + String.fromCharCode(index, port >> 8, port & 255);
  const time = batch.time[row]!;
  let series = recall(state.series, key);
  if (series === undefined || time - series.lastSeen > HOUR_MS) {
    series = openSeries(source, destination, port, index, batch.start[row]!);
    remember(state.series, key, series, (kept) => kept.told !== null || kept.logins > 8);
  }
  countLogin(series, time);
  if (totals !== null) {
    series.bytes += totals.bytes;
    series.measured++;
  }
  if (isKnown(batch.validity.durationMs, row)) series.durationMs += batch.durationMs[row]!;
  if (totals === null ? provesHandshake(batch, row) : totals.proven) series.proven++;
  referRow(series.references, batch, row);
  if (loginSurprise(series, service, options).surprise >= options.fireSurprise) state.dirty.add(key);
}

function tell(
  series: LoginSeries,
  site: string,
  atEnd: boolean,
  options: BruteForceOptions,
  emit: Emit<Evidence>,
): void {
  const service = options.services[series.service]!;
  const { surprise } = loginSurprise(series, service, options);
  if (!series.changed || surprise < options.fireSurprise) return;
  if (!isNews(series.told, surprise, series.references.count, atEnd)) return;
  series.told = nextTold(series.told, surprise, series.references.count);
  series.changed = false;
  emit(bruteForceEvidence(series, service, series.told, site, options));
}

function siteStage(options: BruteForceOptions, network: NetworkContext): SiteStage<BruteForceState> {
  const services = indexServices(options);
  return {
    name: 'brute-force',
    key: 'pair',
    open: () => ({
      open: recentMap(options.maxOpen),
      series: recentMap(options.maxSeries),
      dirty: new Set(),
      nextSweep: Number.NEGATIVE_INFINITY,
    }),
    step(state, batch) {
      for (let row = 0; row < batch.length; row++) stepRow(state, batch, row, options, services, network);
    },
    advance(state, now, site, emit) {
      if (now === Number.POSITIVE_INFINITY) {
        for (const series of recentValues(state.series)) tell(series, site, true, options, emit);
      } else {
        for (const key of state.dirty) {
          const series = recall(state.series, key);
          if (series !== undefined) tell(series, site, false, options, emit);
        }
      }
      state.dirty.clear();
      if (now < state.nextSweep || now === Number.POSITIVE_INFINITY) return;
      state.nextSweep = now + HOUR_MS;
      for (const series of recentValues(state.series)) {
        if (series.lastSeen < now - HOUR_MS) tell(series, site, true, options, emit);
      }
      forgetIdle(state.series, (series) => series.lastSeen < now - HOUR_MS);
    },
    dropped: (state) => state.series.forgotten + state.open.forgotten,
  };
}

export const bruteForce: Behaviour<BruteForceOptions, PerSiteState<BruteForceState>> = {
  name: 'brute-force',
  title: 'Brute force',
  families: ['brute-force'],
  options: bruteForceOptions,
  create: (options, network) => perSite(siteStage(options, network)),
};
