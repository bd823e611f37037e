/** Data exfiltration: a host sends far more out than it, its pair, its service or its site usually does. */
import { isMulticastOrBroadcast } from '../model/address.js';
import type { Behaviour, NetworkContext } from '../model/behaviour.js';
import type { Evidence } from '../model/evidence.js';
import { type FlowBatch, isKnown } from '../model/flow-batch.js';
import type { Emit } from '../model/stage.js';
import { exfiltrationEvidence } from './exfiltration/evidence.js';
import { referLargest } from './exfiltration/largest-references.js';
import { measureUploads } from './exfiltration/measure.js';
import { type ExfiltrationOptions, exfiltrationOptions } from './exfiltration/options.js';
import {
  closeHour,
  DAY_MS,
  type ExfiltrationState,
  HOUR_MS,
  MOST_SENDERS,
  openExfiltration,
  openPair,
  type PairUploads,
  turnOver,
} from './exfiltration/state.js';
import { addressFingerprint, fingerprintOfBoth, fingerprintWith, hostFingerprint } from './fingerprint.js';
import { provesHandshake } from './handshake.js';
import { addressKey, hostKey } from './host-key.js';
import { type PerSiteState, perSite, type SiteStage } from './per-site.js';
import { Protocol } from './protocol.js';
import { forgetIdle, recall, recentValues, remember } from './recent-table.js';
import { isNews, nextTold } from './telling.js';
import { ageVolumes, volumeSketch } from './volume-sketch.js';

/** Service by name and port, and what is not looked at. */
interface Rules {
  readonly options: ExfiltrationOptions;
  readonly byName: ReadonlyMap<string, number>;
  readonly byPort: ReadonlyMap<number, number>;
  readonly excluded: ReadonlySet<number>;
  /** Usual bytes of other services, then of each service. */
  readonly usualBytes: readonly number[];
}

function rulesOf(options: ExfiltrationOptions): Rules {
  const byName = new Map<string, number>();
  const byPort = new Map<number, number>();
  for (const [index, service] of options.services.entries()) {
    for (const name of service.names) byName.set(name, index);
    for (const port of service.ports) byPort.set(port, index);
  }
  const usualBytes = [options.otherUsualBytes, ...options.services.map((service) => service.usualBytes)];
  return { options, byName, byPort, excluded: new Set(options.excludedPorts), usualBytes };
}

/** What the source saw inside the flow counts more than its port. */
function serviceOf(batch: FlowBatch, row: number, rules: Rules): number {
  const column = batch.service;
  const name = column === null ? '' : column.dictionary[column.codes[row]!]!;
  const named = name === '' ? undefined : rules.byName.get(name);
  return named ?? rules.byPort.get(batch.destinationPort[row]!) ?? -1;
}

/** A download of this much (bytes) is remembered, to tell a speed test. */
const LARGE_DOWNLOAD = 1_000_000;

function stepRow(
  state: ExfiltrationState,
  batch: FlowBatch,
  row: number,
  rules: Rules,
  network: NetworkContext,
): void {
  if (batch.initiatorKnown[row] === 0) return;
  const beyond = batch.bytesSent[row]! - batch.bytesReceived[row]!;
  if (beyond < rules.options.minRecordBytes && -beyond < LARGE_DOWNLOAD) return;
  const { validity } = batch;
  if (!isKnown(validity.bytesSent, row) || !isKnown(validity.bytesReceived, row)) return;
  if (!isKnown(validity.protocol, row) || !isKnown(validity.destinationPort, row)) return;
  const protocol = batch.protocol[row]!;
  if (protocol !== Protocol.tcp && protocol !== Protocol.udp) return;
  const port = batch.destinationPort[row]!;
  if (rules.excluded.has(port)) return;
  const at = 16 * row;
  if (!network.isInternal(batch.source, at) || network.isInternal(batch.destination, at)) return;
  if (isMulticastOrBroadcast(batch.destination, at)) return;
  if (
    protocol === Protocol.tcp &&
    isKnown(validity.packetsReceived, row) &&
    batch.packetsReceived[row] === 0
  ) {
    return;
  }
  take(state, batch, row, beyond, serviceOf(batch, row, rules), rules, network);
}

function seeHost(state: ExfiltrationState, source: number, time: number): void {
  let host = recall(state.hosts, source);
  if (host === undefined) {
    host = {
      firstSeen: Math.min(state.begin, time),
      lastSeen: time,
      volumes: volumeSketch(),
      aged: Math.floor(time / DAY_MS),
    };
    remember(state.hosts, source, host);
  }
  host.lastSeen = time;
}

function noteSender(state: ExfiltrationState, destination: number, source: number, time: number): void {
  let use = recall(state.destinations, destination);
  if (use === undefined) {
    use = { firstSeen: time, lastSeen: time, senders: [] };
    remember(state.destinations, destination, use);
  }
  use.lastSeen = time;
  if (use.senders.length < MOST_SENDERS && !use.senders.includes(source)) use.senders.push(source);
}

function take(
  state: ExfiltrationState,
  batch: FlowBatch,
  row: number,
  beyond: number,
  service: number,
  rules: Rules,
  network: NetworkContext,
): void {
  const { options } = rules;
  const time = batch.time[row]!;
  const at = 16 * row;
  const sourceId = addressFingerprint(batch.source, at);
  const destinationId = hostFingerprint(batch.destination, at, network);
  const key = fingerprintWith(fingerprintOfBoth(sourceId, destinationId), service);
  let pair = recall(state.pairs, key);
  if (pair === undefined) {
    const source = addressKey(batch.source, at);
    const destination = hostKey(batch.destination, at, network);
    const hosts = { source, destination, sourceId, destinationId };
    pair = openPair(hosts, service, batch.destinationPort[row]!, time);
    remember(state.pairs, key, pair, (kept) => kept.told !== null || kept.usualDay > 0);
  }
  closeHour(pair, state.hosts, Math.floor(time / HOUR_MS));
  turnOver(pair, time);
  if (beyond < 0) {
    const recent = time - pair.downloadSeen <= options.speedTestMs;
    pair.downloaded = (recent ? pair.downloaded : 0) - beyond;
    pair.downloadSeen = time;
    return;
  }
  if (pair.hourBytes === 0) {
    pair.hours++;
    seeHost(state, sourceId, time);
    noteSender(state, destinationId, sourceId, time);
  }
  if (pair.records === 0) pair.firstSeen = Math.min(time, Math.max(batch.start[row]!, pair.day * DAY_MS));
  pair.hourBytes += beyond;
  pair.dayBytes += beyond;
  pair.mostHour = Math.max(pair.mostHour, pair.hourBytes);
  pair.records++;
  if (provesHandshake(batch, row)) pair.proven++;
  pair.sent += batch.bytesSent[row]!;
  pair.received += batch.bytesReceived[row]!;
  pair.lastSeen = time;
  referLargest(pair.references, batch.input[row]!, batch.recordNumber[row]!, beyond);
  if (pair.dayBytes >= rules.usualBytes[service + 1]!) state.dirty.add(key);
}

function tell(
  state: ExfiltrationState,
  pair: PairUploads,
  site: string,
  atEnd: boolean,
  options: ExfiltrationOptions,
  emit: Emit<Evidence>,
): void {
  const measure = measureUploads(state, pair, options);
  if (measure.surprise < options.fireSurprise && pair.told === null) return;
  const surprise = Math.max(measure.surprise, pair.told?.surprise ?? 0);
  if (!isNews(pair.told, surprise, pair.references.count, atEnd)) return;
  pair.told = nextTold(pair.told, surprise, pair.references.count);
  emit(exfiltrationEvidence(pair, measure, pair.told, site, options));
}

function sweep(state: ExfiltrationState, now: number, options: ExfiltrationOptions): void {
  if (now < state.nextSweep || now === Number.POSITIVE_INFINITY) return;
  state.nextSweep = now + HOUR_MS;
  const since = now - options.forgetAfterMs;
  const day = Math.floor(now / DAY_MS);
  const hour = Math.floor(now / HOUR_MS);
  for (const pair of recentValues(state.pairs)) closeHour(pair, state.hosts, hour);
  for (const host of recentValues(state.hosts)) {
    if (host.aged + 7 > day) continue;
    host.aged = day;
    ageVolumes(host.volumes);
  }
  forgetIdle(state.pairs, (pair) => pair.lastSeen < since);
  forgetIdle(state.hosts, (host) => host.lastSeen < since);
  forgetIdle(state.destinations, (use) => use.lastSeen < since);
}

function siteStage(options: ExfiltrationOptions, network: NetworkContext): SiteStage<ExfiltrationState> {
  const rules = rulesOf(options);
  return {
    name: 'exfiltration',
    key: 'source',
    open: () => openExfiltration(options),
    step(state, batch) {
      if (state.begin === Number.POSITIVE_INFINITY && batch.length > 0) state.begin = batch.time[0]!;
      for (let row = 0; row < batch.length; row++) stepRow(state, batch, row, rules, network);
    },
    advance(state, now, site, emit) {
      const atEnd = now === Number.POSITIVE_INFINITY;
      if (atEnd)
        for (const pair of recentValues(state.pairs))
          if (pair.told !== null) tell(state, pair, site, true, options, emit);
      for (const key of state.dirty) {
        const pair = recall(state.pairs, key);
        if (pair !== undefined) tell(state, pair, site, false, options, emit);
      }
      state.dirty.clear();
      sweep(state, now, options);
    },
    dropped: (state) => state.pairs.forgotten + state.hosts.forgotten + state.destinations.forgotten,
  };
}

export const exfiltration: Behaviour<ExfiltrationOptions, PerSiteState<ExfiltrationState>> = {
  name: 'exfiltration',
  title: 'Data exfiltration',
  families: ['exfiltration'],
  options: exfiltrationOptions,
  create: (options, network) => perSite(siteStage(options, network)),
};
