/** Long connections: one stays open for far longer than connections of its service do, to a place that few use. */
import type { Behaviour, NetworkContext } from '../model/behaviour.js';
import type { Evidence } from '../model/evidence.js';
import { closesFlow, type FlowBatch, isKnown, opensFlow } from '../model/flow-batch.js';
import type { Emit } from '../model/stage.js';
import { noteNames } from './destination/names.js';
import { outgoingService, Service, servicesOf } from './destination/service.js';
import { hostFingerprint, pairFingerprint } from './fingerprint.js';
import { provesHandshake } from './handshake.js';
import { hostKey } from './host-key.js';
import { addDuration, type Durations, durations } from './long-connection/durations.js';
import { longConnectionEvidence } from './long-connection/evidence.js';
import { durationSurprise } from './long-connection/judgement.js';
import { type LongConnectionOptions, longConnectionOptions } from './long-connection/options.js';
import {
  type LongConnectionState,
  type LongConnections,
  openLongConnection,
} from './long-connection/state.js';
import { type PerSiteState, perSite, type SiteStage } from './per-site.js';
import { advancePrevalence, noteContact, prevalenceForgotten, standingOf } from './prevalence.js';
import { peek, recall, recentValues, remember } from './recent-table.js';
import { references, referRow } from './references.js';
import { isNews, nextTold } from './telling.js';

/** A connection is judged again when it has lasted longer by this factor. */
const JUDGED_AGAIN = 1.25;

const serviceKey = (protocol: number, port: number) => (protocol << 16) | port;

function durationsOf(state: LongConnectionState, key: number): Durations {
  let known = recall(state.durations, key);
  if (known === undefined) {
    known = durations();
    remember(state.durations, key, known, (kept) => kept.total > 16);
  }
  return known;
}

function openLong(
  batch: FlowBatch,
  row: number,
  service: Service,
  internal: boolean,
  network: NetworkContext,
): LongConnections {
  return {
    source: hostKey(batch.source, 16 * row, network),
    destination: hostKey(batch.destination, 16 * row, network),
    destinationId: hostFingerprint(batch.destination, 16 * row, network),
    port: batch.destinationPort[row]!,
    protocol: batch.protocol[row]!,
    service,
    internal,
    longestMs: 0,
    connections: 0,
    ended: 0,
    lastFlow: -1,
    bytesSent: 0,
    bytesReceived: 0,
    proven: 0,
    nextTest: 0,
    firstSeen: batch.start[row]!,
    lastSeen: batch.time[row]!,
    references: references(),
    told: null,
  };
}

function addRecord(long: LongConnections, batch: FlowBatch, row: number): void {
  const { validity } = batch;
  if (batch.flowId[row] !== long.lastFlow) long.connections++;
  long.lastFlow = batch.flowId[row]!;
  if (closesFlow(batch.record[row]!)) long.ended++;
  long.longestMs = Math.max(long.longestMs, batch.durationMs[row]!);
  if (isKnown(validity.bytesSent, row)) long.bytesSent += batch.bytesSent[row]!;
  if (isKnown(validity.bytesReceived, row)) long.bytesReceived += batch.bytesReceived[row]!;
  if (provesHandshake(batch, row)) long.proven++;
  long.firstSeen = Math.min(long.firstSeen, batch.start[row]!);
  long.lastSeen = Math.max(long.lastSeen, batch.time[row]!);
  referRow(long.references, batch, row);
}

function stepRow(
  state: LongConnectionState,
  batch: FlowBatch,
  row: number,
  options: LongConnectionOptions,
  services: Uint8Array,
  network: NetworkContext,
): void {
  const service = outgoingService(batch, row, services, network);
  if (service === Service.quiet) return;
  const known = isKnown(batch.validity.durationMs, row);
  const long = known && batch.durationMs[row]! >= options.minDurationMs;
  const opens = opensFlow(batch.record[row]!);
  if (opens || long) {
    const key = pairFingerprint(batch, row);
    noteContact(state.prevalence, key, batch, row, network);
    if (long) stepLong(state, key, batch, row, service, options, network);
  }
  if (!known || !closesFlow(batch.record[row]!)) return;
  const of = durationsOf(state, serviceKey(batch.protocol[row]!, batch.destinationPort[row]!));
  addDuration(of, batch.durationMs[row]!);
}

function stepLong(
  state: LongConnectionState,
  key: number,
  batch: FlowBatch,
  row: number,
  service: Service,
  options: LongConnectionOptions,
  network: NetworkContext,
): void {
  const internal = network.isInternal(batch.destination, 16 * row);
  if (internal && service !== Service.other) return;
  let long = recall(state.long, key);
  if (long === undefined) {
    long = openLong(batch, row, service, internal, network);
    remember(state.long, key, long, (kept) => kept.told !== null);
    long.nextTest = options.minDurationMs;
  }
  addRecord(long, batch, row);
  if (long.longestMs >= long.nextTest) {
    state.due.add(key);
    long.nextTest = JUDGED_AGAIN * long.longestMs;
  }
}

/** Tells a connection if there is news; false while its destination is not in a closed window yet. */
function tell(
  state: LongConnectionState,
  long: LongConnections,
  site: string,
  atEnd: boolean,
  options: LongConnectionOptions,
  emit: Emit<Evidence>,
): boolean {
  const standing = standingOf(state.prevalence, long.destinationId);
  if (standing === null) return false;
  const key = serviceKey(long.protocol, long.port);
  const of = peek(state.durations, key);
  const surprise = durationSurprise(long, long.longestMs, of, standing, options);
  if (surprise < options.fireSurprise) return true;
  if (!isNews(long.told, surprise, long.references.count, atEnd)) return true;
  long.told = nextTold(long.told, surprise, long.references.count);
  emit(longConnectionEvidence(long, of, standing, long.told, site, options));
  return true;
}

function siteStage(options: LongConnectionOptions, network: NetworkContext): SiteStage<LongConnectionState> {
  const services = servicesOf(options);
  return {
    name: 'long-connection',
    key: 'pair',
    open: () => openLongConnection(options),
    step(state, batch) {
      for (let row = 0; row < batch.length; row++) stepRow(state, batch, row, options, services, network);
    },
    facts: (state, batch) => noteNames(state.prevalence, batch, network),
    advance(state, now, site, emit) {
      advancePrevalence(state.prevalence, now);
      if (now === Number.POSITIVE_INFINITY) {
        for (const long of recentValues(state.long)) tell(state, long, site, true, options, emit);
        state.due.clear();
        return;
      }
      for (const key of state.due) {
        const long = peek(state.long, key);
        if (long === undefined || tell(state, long, site, false, options, emit)) state.due.delete(key);
      }
    },
    dropped: (state) =>
      state.long.forgotten + state.durations.forgotten + prevalenceForgotten(state.prevalence),
  };
}

export const longConnection: Behaviour<LongConnectionOptions, PerSiteState<LongConnectionState>> = {
  name: 'long-connection',
  title: 'Long connection',
  families: ['long-connection'],
  options: longConnectionOptions,
  create: (options, network) => perSite(siteStage(options, network)),
};
