/** Floods: more unfinished connections, unanswered flows, echo requests or web connections than ordinary hosts see. */
import type { Behaviour, NetworkContext } from '../model/behaviour.js';
import type { Evidence } from '../model/evidence.js';
import { closesFlow, type FlowBatch, isKnown, opensFlow } from '../model/flow-batch.js';
import type { Emit } from '../model/stage.js';
import { TICK_MS } from '../model/window.js';
import { mainSenders } from './flood/crowd.js';
import { actorEvidence, victimEvidence } from './flood/evidence.js';
import { LIGHT_TICKS, measure } from './flood/measure.js';
import {
  crowdOf,
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

function measureUnfinished(state: FloodState, flow: OpenFlow, options: FloodOptions): void {
  if (flow.tcp) {
    measure(state, 'syn', flow.victim, flow.port, '', flow.unit, options);
    measure(state, 'syn-ports', flow.victim, -1, '', flow.unit, options);
  } else measure(state, 'udp', flow.victim, -1, '', flow.unit, options);
}

const flowKey = (batch: FlowBatch, row: number) => `${batch.input[row]}:${batch.flowId[row]}`;

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
  const source = hostKey(batch.source, 16 * row, network);
  if (batch.ttl !== null && provesHandshake(batch, row)) {
    noteHandshake(state.marks, source, pathMark(batch, row));
  }
  const destination = addressKey(batch.destination, 16 * row);
  if (traffic === 'echo') echoes(state, batch, row, destination, source, options);
  else flow(state, batch, row, traffic, source, options);
}

function echoes(
  state: FloodState,
  batch: FlowBatch,
  row: number,
  victim: string,
  source: string,
  options: FloodOptions,
): void {
  const amount = known(batch, row, 'packetsSent', 1);
  if (amount === 0) return;
  const unit = unitOf(state, batch, row, source, amount, known(batch, row, 'bytesSent', 0));
  measure(state, 'icmp', victim, -1, '', unit, options);
}

/** Flows that wait, were answered, or were not. */
function flow(
  state: FloodState,
  batch: FlowBatch,
  row: number,
  traffic: 'waiting' | 'finished' | 'unfinished',
  source: string,
  options: FloodOptions,
): void {
  const key = flowKey(batch, row);
  const opens = opensFlow(batch.record[row]!);
  const waited = !opens && state.open.delete(key);
  if (traffic === 'finished') {
    const web =
      isKnown(batch.validity.destinationPort, row) && options.webPorts.includes(batch.destinationPort[row]!);
    if ((opens || waited) && web && batch.protocol[row] === Protocol.tcp) {
      const unit = unitOf(state, batch, row, source, 1, known(batch, row, 'bytesSent', 0));
      const victim = addressKey(batch.destination, 16 * row);
      measure(state, 'http', victim, batch.destinationPort[row]!, source, unit, options);
    }
    return;
  }
  if (!opens && !waited) return;
  const open: OpenFlow = {
    victim: addressKey(batch.destination, 16 * row),
    port: isKnown(batch.validity.destinationPort, row) ? batch.destinationPort[row]! : -1,
    tcp: batch.protocol[row] === Protocol.tcp,
    unit: unitOf(state, batch, row, source, 1, known(batch, row, 'bytesSent', 0)),
  };
  if (traffic === 'unfinished') measureUnfinished(state, open, options);
  else if (state.open.size < options.maxPending) state.open.set(key, open);
  else state.dropped++;
}

/** A waiting flow ended without an answer. */
function settle(state: FloodState, key: string, options: FloodOptions): void {
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
  return idle > width + 2 && (meter.told === null || idle * TICK_MS > options.quietMs);
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
      const done: string[] = [];
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
