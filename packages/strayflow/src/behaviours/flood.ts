/** Floods: more unfinished connections, unanswered flows, echo requests or web connections than ordinary hosts see. */
import type { Behaviour, NetworkContext } from '../model/behaviour.js';
import type { Evidence } from '../model/evidence.js';
import { closesFlow, type FlowBatch, isKnown, opensFlow } from '../model/flow-batch.js';
import type { Emit } from '../model/stage.js';
import { BIN_MS } from '../model/window.js';
import { addressFingerprint, fingerprintOfBoth, hostFingerprint } from './fingerprint.js';
import { mainSenders } from './flood/crowd.js';
import { actorEvidence, victimEvidence } from './flood/evidence.js';
import { countLightly, LIGHT_TICKS, measure, meterKey } from './flood/measure.js';
import {
  crowdOf,
  type FloodKind,
  judge,
  type Meter,
  meterSurprise,
  slide,
  tickOf,
  type Unit,
  windowTicks,
} from './flood/meter.js';
import { type FloodOptions, floodOptions } from './flood/options.js';
import { type FloodState, type OpenFlow, openFlood } from './flood/state.js';
import { trafficOf } from './flood/traffic.js';
import { bearsHandshakeMark, noteHandshake, pathMark, provesHandshake } from './handshake.js';
import { addressKey, hostKey } from './host-key.js';
import { type PerSiteState, perSite, type SiteStage } from './per-site.js';
import { Protocol } from './protocol.js';
import { isNews, nextTold } from './telling.js';

function unitOf(
  state: FloodState,
  batch: FlowBatch,
  row: number,
  sender: string,
  amount: number,
  bytes: number,
): Unit {
  const proven = provesHandshake(batch, row) || bearsHandshakeMark(state.marks, sender, pathMark(batch, row));
  return {
    sender,
    time: batch.time[row]!,
    count: amount,
    bytes,
    proven,
    input: batch.input[row]!,
    record: batch.recordNumber[row]!,
  };
}

/** `unit` of one kind of meter for all its ports or one of them (-1: all). */
function measureHost(
  state: FloodState,
  kind: Exclude<FloodKind, 'http'>,
  { victim, victimId, unit }: Pick<OpenFlow, 'victim' | 'victimId' | 'unit'>,
  port: number,
  options: FloodOptions,
): void {
  const key = meterKey(kind, victimId, port);
  if (countLightly(state, key, kind, unit.time, unit.count, options)) return;
  measure(state, key, { kind, victim, port, client: '' }, unit, options);
}

function measureUnfinished(state: FloodState, flow: OpenFlow, options: FloodOptions): void {
  if (flow.tcp) {
    measureHost(state, 'syn', flow, flow.port, options);
    measureHost(state, 'syn-ports', flow, -1, options);
  } else measureHost(state, 'udp', flow, -1, options);
}

const flowKey = (batch: FlowBatch, row: number) => fingerprintOfBoth(batch.flowId[row]!, batch.input[row]!);

function known(
  batch: FlowBatch,
  row: number,
  column: 'bytesSent' | 'bytesReceived' | 'packetsSent' | 'packetsReceived',
  otherwise: number,
): number {
  return isKnown(batch.validity[column], row) ? batch[column][row]! : otherwise;
}

function stepRow(
  state: FloodState,
  batch: FlowBatch,
  row: number,
  options: FloodOptions,
  network: NetworkContext,
): void {
  const traffic = trafficOf(batch, row);
  const opens = opensFlow(batch.record[row]!);
  if (traffic === 'none') {
    if (!opens && closesFlow(batch.record[row]!)) settle(state, flowKey(batch, row), options);
    return;
  }
  if (batch.ttl !== null && provesHandshake(batch, row)) {
    noteHandshake(state.marks, hostKey(batch.source, 16 * row, network), pathMark(batch, row));
  }
  if (traffic === 'echo') echoes(state, batch, row, options, network);
  else flow(state, batch, row, traffic, options, network);
}

function echoes(
  state: FloodState,
  batch: FlowBatch,
  row: number,
  options: FloodOptions,
  network: NetworkContext,
): void {
  const amount = known(batch, row, 'packetsSent', 1);
  if (amount === 0) return;
  const sender = hostKey(batch.source, 16 * row, network);
  const unit = unitOf(state, batch, row, sender, amount, known(batch, row, 'bytesSent', 0));
  const victim = addressKey(batch.destination, 16 * row);
  const victimId = addressFingerprint(batch.destination, 16 * row);
  measureHost(state, 'icmp', { victim, victimId, unit }, -1, options);
}

/** Flows that wait, were answered, or were not. */
function flow(
  state: FloodState,
  batch: FlowBatch,
  row: number,
  traffic: 'waiting' | 'finished' | 'unfinished',
  options: FloodOptions,
  network: NetworkContext,
): void {
  const opens = opensFlow(batch.record[row]!);
  const waited = !opens && state.open.delete(flowKey(batch, row));
  if (!opens && !waited) return;
  if (traffic === 'finished') {
    webFlow(state, batch, row, options, network);
    return;
  }
  const sender = hostKey(batch.source, 16 * row, network);
  const open: OpenFlow = {
    victim: addressKey(batch.destination, 16 * row),
    victimId: addressFingerprint(batch.destination, 16 * row),
    port: isKnown(batch.validity.destinationPort, row) ? batch.destinationPort[row]! : -1,
    tcp: batch.protocol[row] === Protocol.tcp,
    unit: unitOf(state, batch, row, sender, 1, known(batch, row, 'bytesSent', 0)),
  };
  if (traffic === 'unfinished') measureUnfinished(state, open, options);
  else if (state.open.size < options.maxPending) state.open.set(flowKey(batch, row), open);
  else state.dropped++;
}

/** A web connection that was completed. */
function webFlow(
  state: FloodState,
  batch: FlowBatch,
  row: number,
  options: FloodOptions,
  network: NetworkContext,
): void {
  if (batch.protocol[row] !== Protocol.tcp || !isKnown(batch.validity.destinationPort, row)) return;
  const port = batch.destinationPort[row]!;
  if (!options.webPorts.includes(port)) return;
  const at = 16 * row;
  const victimId = addressFingerprint(batch.destination, at);
  const key = meterKey('http', victimId, port, hostFingerprint(batch.source, at, network));
  if (countLightly(state, key, 'http', batch.time[row]!, 1, options)) return;
  const client = hostKey(batch.source, at, network);
  const unit = unitOf(state, batch, row, client, 1, known(batch, row, 'bytesSent', 0));
  const victim = addressKey(batch.destination, at);
  measure(state, key, { kind: 'http', victim, port, client }, unit, options);
}

/** A waiting flow ended without an answer. */
function settle(state: FloodState, key: number, options: FloodOptions): void {
  const open = state.open.get(key);
  if (open === undefined) return;
  state.open.delete(key);
  measureUnfinished(state, open, options);
}

function settleWaiting(state: FloodState, now: number, options: FloodOptions): void {
  for (const [key, open] of state.open) {
    if (open.unit.time + options.answerWaitMs > now) break;
    state.open.delete(key);
    measureUnfinished(state, open, options);
  }
}

function tell(meter: Meter, site: string, atEnd: boolean, options: FloodOptions, emit: Emit<Evidence>): void {
  const surprise = meterSurprise(meter, options);
  if (!meter.changed || (surprise < options.fireSurprise && meter.told === null)) return;
  const crowd = crowdOf(meter);
  const highest = Math.max(surprise, meter.told?.surprise ?? 0);
  if (!isNews(meter.told, highest, crowd.references.count, atEnd)) return;
  meter.changed = false;
  const accused = mainSenders(crowd, options.fewSources, options.fewSourcesShare);
  meter.told = nextTold(meter.told, highest, crowd.references.count);
  emit(victimEvidence(meter, crowd, accused, meter.told, site, options));
  for (const { key, sender } of accused) {
    const told = nextTold(meter.accused.get(key) ?? null, highest, crowd.references.count);
    meter.accused.set(key, told);
    emit(actorEvidence(meter, crowd, key, sender, told, site, options));
  }
}

function isOver(meter: Meter, current: number, options: FloodOptions): boolean {
  const idle = current - meter.lastTick;
  const width = windowTicks(meter.kind);
  return idle > width + 2 && (meter.told === null || idle * BIN_MS > options.quietMs);
}

function isCovered(state: FloodState, meter: Meter): boolean {
  if (meter.kind !== 'syn-ports' || meter.told !== null) return false;
  for (const other of state.meters.values()) {
    if (other.kind === 'syn' && other.victim === meter.victim && other.told !== null) return true;
  }
  return false;
}

function siteStage(options: FloodOptions, network: NetworkContext): SiteStage<FloodState> {
  return {
    name: 'flood',
    key: 'destination',
    open: () => openFlood(options),
    step(state, batch) {
      for (let row = 0; row < batch.length; row++) stepRow(state, batch, row, options, network);
    },
    advance(state, now, site, emit) {
      settleWaiting(state, now, options);
      const atEnd = now === Number.POSITIVE_INFINITY;
      const current = atEnd ? now : tickOf(now);
      const answered = atEnd ? now : tickOf(now - options.answerWaitMs);
      const done: number[] = [];
      // Services first: a flood of all ports says nothing more where one of them is told.
      for (const wide of [false, true]) {
        for (const [key, meter] of state.meters) {
          if ((meter.kind === 'syn-ports') !== wide) continue;
          const waits = meter.kind !== 'icmp';
          judge(meter, (waits ? answered : current) - 1);
          const over = isOver(meter, current, options);
          const fires = meterSurprise(meter, options) >= options.fireSurprise;
          if ((fires || meter.told !== null) && !isCovered(state, meter)) {
            tell(meter, site, over || atEnd, options, emit);
          }
          if (over) done.push(key);
          else slide(meter, current);
        }
      }
      for (const key of done) state.meters.delete(key);
      for (const tick of state.light.keys()) if (tick < answered - LIGHT_TICKS) state.light.delete(tick);
    },
    dropped: (state) => state.dropped + state.marks.forgotten,
  };
}

export const flood: Behaviour<FloodOptions, PerSiteState<FloodState>> = {
  name: 'flood',
  title: 'Flood',
  families: ['flood'],
  options: floodOptions,
  create: (options, network) => perSite(siteStage(options, network)),
};
