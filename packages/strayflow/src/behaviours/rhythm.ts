/**
 * Rhythm: hosts, services and the network as a whole beside what is usual for them at this hour of the week, by median and
 * median absolute deviation (Hampel 1974). Who talks less than usual, or falls silent, is accused of nothing.
 */
import type { Behaviour, NetworkContext } from '../model/behaviour.js';
import type { Evidence } from '../model/evidence.js';
import { type FlowBatch, isKnown, opensFlow } from '../model/flow-batch.js';
import type { Emit } from '../model/stage.js';
import { fingerprint, fingerprintWith, hostFingerprint } from './fingerprint.js';
import { addressKey } from './host-key.js';
import { type PerSiteState, perSite, type SiteStage } from './per-site.js';
import { Protocol } from './protocol.js';
import { type ClosedHour, closeSubject, skipHours } from './rhythm/close.js';
import { HOUR_MS } from './rhythm/history.js';
import {
  addToService,
  addToWhole,
  closeNetwork,
  markHost,
  type NetworkSubjects,
  networkDropped,
  openNetwork,
  passNetwork,
  sensorsOf,
  skipNetwork,
} from './rhythm/network.js';
import { type RhythmOptions, rhythmOptions } from './rhythm/options.js';
import { MINUTE_MS } from './rhythm/pauses.js';
import { addRow, openSubject, type Subject, serviceOf } from './rhythm/subject.js';
import {
  addSubject,
  allSubjects,
  findSubject,
  hasRoom,
  makeRoom,
  openSubjects,
  type Subjects,
} from './rhythm/subjects.js';

export interface RhythmState {
  /** Hosts, and services of hosts. */
  readonly subjects: Subjects;
  readonly network: NetworkSubjects;
  /** The hour that is open, since 1970; -1 before the first record. */
  hour: number;
  /** Whether it was watched from its beginning. */
  isWhole: boolean;
  /** The minute that is open, since 1970; absent before the first record. */
  minute?: number;
}

/** Ports from here on are those that clients are given (RFC 6335): no services. */
const FIRST_CLIENT_PORT = 49_152;

function stepRow(
  { subjects, network: whole }: RhythmState,
  batch: FlowBatch,
  row: number,
  sensor: Subject | null,
  network: NetworkContext,
): void {
  addToWhole(whole.whole, batch, row, sensor);
  const at = 16 * row;
  const fromInside = network.isInternal(batch.source, at);
  const client = hostFingerprint(batch.source, at, network);
  if (fromInside) markHost(whole.whole, sensor, client);
  if (batch.initiatorKnown[row] === 0) return;
  const server = hostFingerprint(batch.destination, at, network);
  const port = isKnown(batch.validity.destinationPort, row) ? batch.destinationPort[row]! : -1;
  if (fromInside) addToHost(subjects, batch, row, server, port);
  if (!isOfService(batch, row, port) || !network.isInternal(batch.destination, at)) return;
  addToHostService(subjects, batch, row, client);
  markHost(whole.whole, sensor, server);
  addToService(whole, batch, row, sensor, client, server);
}

/** An attempt that nobody answered is of no service. */
function isOfService({ protocol, record, bytesReceived }: FlowBatch, row: number, port: number): boolean {
  const isPorted = protocol[row] === Protocol.tcp || protocol[row] === Protocol.udp;
  if (!isPorted || port < 0 || port >= FIRST_CLIENT_PORT) return false;
  return !opensFlow(record[row]!) || bytesReceived[row] !== 0;
}

function addToHost(subjects: Subjects, batch: FlowBatch, row: number, peer: number, port: number): void {
  const { source } = batch;
  const key = fingerprint(source, 16 * row, 16);
  let subject = findSubject(subjects, key);
  if (subject === null && hasRoom(subjects, key)) {
    const about = { kind: 'host', host: addressKey(source, 16 * row) } as const;
    subject = addSubject(subjects, key, openSubject(about));
  }
  if (subject !== null) addRow(subject, batch, row, peer, port);
}

function addToHostService(subjects: Subjects, batch: FlowBatch, row: number, client: number): void {
  const { destination } = batch;
  const port = batch.destinationPort[row]!;
  const service = 1 + port + 65_536 * batch.protocol[row]!;
  const key = fingerprintWith(fingerprint(destination, 16 * row, 16), service);
  let subject = findSubject(subjects, key);
  if (subject === null && hasRoom(subjects, key)) {
    const host = addressKey(destination, 16 * row);
    const about = { kind: 'host-service', host, service: serviceOf(batch, row) } as const;
    subject = addSubject(subjects, key, openSubject(about));
  }
  if (subject !== null) addRow(subject, batch, row, client, port);
}

/** Event time has gone on to another hour. An hour that was not seen from its beginning is not judged: it is not known. */
function close(
  state: RhythmState,
  now: number,
  closing: Omit<ClosedHour, 'hour'>,
  network: NetworkContext,
): void {
  const { subjects, network: whole, hour } = state;
  const next = Math.floor(now / HOUR_MS);
  const closed = { ...closing, hour };
  const isSilent = whole.whole.history.flows === 0;
  // Where nothing at all was seen, it is not known who was silent.
  const isJudged = state.isWhole && !isSilent;
  if (state.isWhole) closeNetwork(whole, closed, isSilent, network);
  skipNetwork(whole, state.isWhole ? hour + 1 : hour, next);
  for (const subject of allSubjects(subjects)) {
    if (isJudged) closeSubject(subject, closed);
    skipHours(subject, isJudged ? hour + 1 : hour, next);
  }
  makeRoom(subjects);
  state.isWhole = next === hour + 1;
  state.hour = next;
}

function siteStage(options: RhythmOptions, network: NetworkContext): SiteStage<RhythmState> {
  return {
    name: 'rhythm',
    key: 'source',
    open: () => ({
      subjects: openSubjects(options.maxSubjects),
      network: openNetwork(),
      hour: -1,
      isWhole: false,
    }),
    step(state, batch) {
      if (batch.length === 0) return;
      if (state.hour < 0) state.hour = Math.floor(batch.time[0]! / HOUR_MS);
      const sensorOf = sensorsOf(state.network, batch, network);
      for (let row = 0; row < batch.length; row++) stepRow(state, batch, row, sensorOf(row), network);
    },
    advance(state, now, site, emit: Emit<Evidence>) {
      // The last hour of an input is not over: it may have been cut off.
      if (state.hour < 0 || now === Number.POSITIVE_INFINITY) return;
      const minute = Math.floor(now / MINUTE_MS);
      const open = state.minute ?? minute;
      if (minute > open) passNetwork(state.network, [open, minute], { site, options, emit }, network);
      state.minute = minute;
      if (Math.floor(now / HOUR_MS) > state.hour) close(state, now, { site, options, emit }, network);
    },
    dropped: (state) => state.subjects.dropped + networkDropped(state.network),
  };
}

export const rhythm: Behaviour<RhythmOptions, PerSiteState<RhythmState>> = {
  name: 'rhythm',
  title: 'Rhythm',
  families: ['rhythm'],
  options: rhythmOptions,
  create: (options, network) => perSite(siteStage(options, network)),
};
