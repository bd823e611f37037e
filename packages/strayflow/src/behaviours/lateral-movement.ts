/** Lateral movement: a host holds sessions of administration with many internal hosts that it never used before. */
import type { Behaviour, NetworkContext } from '../model/behaviour.js';
import type { Evidence } from '../model/evidence.js';
import { type FlowBatch, isEstablished, isKnown } from '../model/flow-batch.js';
import type { Emit } from '../model/stage.js';
import { provesHandshake } from './handshake.js';
import { addressKey } from './host-key.js';
import { lateralEvidence } from './lateral-movement/evidence.js';
import { type LateralMovementOptions, lateralMovementOptions } from './lateral-movement/options.js';
import {
  countFirstSession,
  type FirstSessions,
  HOUR_MS,
  type LateralMovementState,
  MOST_USERS,
  measureFirstSessions,
  openFirstSessions,
  openLateralMovement,
  turnFirstSessions,
} from './lateral-movement/state.js';
import { type PerSiteState, perSite, type SiteStage } from './per-site.js';
import { Protocol } from './protocol.js';
import { forgetIdle, recall, recentValues, remember, replace } from './recent-map.js';
import { referRow } from './references.js';
import { isNews, nextTold } from './telling.js';

/** A record of a session that was held: a handshake was completed, and both sides said something. */
function isSession(batch: FlowBatch, row: number, options: LateralMovementOptions): boolean {
  const { validity } = batch;
  if (!isKnown(validity.state, row) || !isEstablished(batch.state[row]!)) return false;
  if (!provesHandshake(batch, row)) return false;
  if (!isKnown(validity.bytesSent, row) || !isKnown(validity.bytesReceived, row)) return false;
  return batch.bytesSent[row]! >= options.minBytes && batch.bytesReceived[row]! >= options.minBytes;
}

function stepRow(
  state: LateralMovementState,
  batch: FlowBatch,
  row: number,
  byPort: ReadonlyMap<number, number>,
  options: LateralMovementOptions,
  network: NetworkContext,
): void {
  if (batch.protocol[row] !== Protocol.tcp || batch.initiatorKnown[row] === 0) return;
  const service = byPort.get(batch.destinationPort[row]!);
  if (service === undefined || !isSession(batch, row, options)) return;
  const at = 16 * row;
  if (!network.isInternal(batch.source, at) || !network.isInternal(batch.destination, at)) return;
  const source = addressKey(batch.source, at);
  const destination = addressKey(batch.destination, at);
  if (source === destination) return;
  const time = batch.time[row]!;
  const mark = String.fromCharCode(service >> 8, service & 255);
  const pair = source + destination + mark;
  if (recall(state.pairs, pair) !== undefined) {
    replace(state.pairs, pair, time);
    return;
  }
  remember(state.pairs, pair, time);
  const otherUsers = noteUser(state, destination + mark, source);
  const key = source + mark;
  let series = recall(state.sources, key);
  if (series === undefined) {
    series = openFirstSessions(source, service, time);
    remember(state.sources, key, series, (kept) => kept.told !== null || kept.before > 1);
  }
  turnFirstSessions(series, time);
  countFirstSession(series, destination, otherUsers, time);
  referRow(series.references, batch, row);
  state.dirty.add(key);
}

/** How many others were seen to use this destination before. */
function noteUser(state: LateralMovementState, key: string, source: string): number {
  const users = recall(state.users, key);
  if (users === undefined) {
    remember(state.users, key, [source]);
    return 0;
  }
  const others = users.includes(source) ? users.length - 1 : users.length;
  if (users.length < MOST_USERS && !users.includes(source)) users.push(source);
  return others;
}

function tell(
  state: LateralMovementState,
  series: FirstSessions,
  site: string,
  atEnd: boolean,
  options: LateralMovementOptions,
  emit: Emit<Evidence>,
): void {
  const measure = measureFirstSessions(series, state.begin, options);
  if (measure.surprise < options.fireSurprise && series.told === null) return;
  const surprise = Math.max(measure.surprise, series.told?.surprise ?? 0);
  if (!isNews(series.told, surprise, series.references.count, atEnd)) return;
  series.told = nextTold(series.told, surprise, series.references.count);
  emit(lateralEvidence(series, measure, series.told, site, options));
}

function sweep(state: LateralMovementState, now: number, options: LateralMovementOptions): void {
  if (now < state.nextSweep || now === Number.POSITIVE_INFINITY) return;
  state.nextSweep = now + HOUR_MS;
  const since = now - options.forgetAfterMs;
  forgetIdle(state.pairs, (lastSeen) => lastSeen < since);
  forgetIdle(state.sources, (series) => series.lastSeen < since);
}

function siteStage(
  options: LateralMovementOptions,
  network: NetworkContext,
): SiteStage<LateralMovementState> {
  const byPort = new Map<number, number>();
  for (const [index, service] of options.services.entries()) {
    for (const port of service.ports) byPort.set(port, index);
  }
  return {
    name: 'lateral-movement',
    key: 'source',
    open: () => openLateralMovement(options),
    step(state, batch) {
      if (state.begin === Number.POSITIVE_INFINITY && batch.length > 0) state.begin = batch.time[0]!;
      for (let row = 0; row < batch.length; row++) stepRow(state, batch, row, byPort, options, network);
    },
    advance(state, now, site, emit) {
      if (now === Number.POSITIVE_INFINITY) {
        for (const series of recentValues(state.sources)) tell(state, series, site, true, options, emit);
      } else {
        for (const key of state.dirty) {
          const series = recall(state.sources, key);
          if (series !== undefined) tell(state, series, site, false, options, emit);
        }
      }
      state.dirty.clear();
      sweep(state, now, options);
    },
    dropped: (state) => state.pairs.forgotten + state.sources.forgotten + state.users.forgotten,
  };
}

export const lateralMovement: Behaviour<LateralMovementOptions, PerSiteState<LateralMovementState>> = {
  name: 'lateral-movement',
  title: 'Lateral movement',
  families: ['lateral-movement'],
  options: lateralMovementOptions,
  create: (options, network) => perSite(siteStage(options, network)),
};
