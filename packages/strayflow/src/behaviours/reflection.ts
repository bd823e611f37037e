/** Reflection: many servers answer a host that never asked them; their requests were forged in its name. */
import { isMulticastOrBroadcast } from '../model/address.js';
import type { Behaviour, NetworkContext } from '../model/behaviour.js';
import type { Evidence } from '../model/evidence.js';
import { type FlowBatch, isKnown, opensFlow } from '../model/flow-batch.js';
import type { Emit } from '../model/stage.js';
import { type Answers, answersOf } from '../model/unasked-answers.js';
import { BIN_MS } from '../model/window.js';
import { count, crowdOf, judge, openMeter, slide, tickOf, windowTicks } from './flood/meter.js';
import { addressKey, hostKey } from './host-key.js';
import { type PerSiteState, perSite, type SiteStage } from './per-site.js';
import { reflectionEvidence } from './reflection/evidence.js';
import { type ReflectionOptions, reflectionOptions } from './reflection/options.js';
import { type Reflection, type ReflectionState, reflectionSurprise } from './reflection/state.js';
import { isNews, nextTold } from './telling.js';

function known(
  batch: FlowBatch,
  row: number,
  column: 'bytesSent' | 'bytesReceived' | 'packetsSent' | 'packetsReceived',
  otherwise: number,
): number {
  return isKnown(batch.validity[column], row) ? batch[column][row]! : otherwise;
}

function reflectionOf(
  state: ReflectionState,
  victim: string,
  service: number,
  tick: number,
  options: ReflectionOptions,
): Reflection | null {
  const key = `${victim}${String.fromCharCode(service >> 8, service & 255)}`;
  const found = state.reflections.get(key);
  if (found !== undefined) return found;
  if (state.reflections.size >= options.maxMeters) {
    state.dropped++;
    return null;
  }
  const meter = openMeter('reflection', victim, -1, '', tick);
  const reflection: Reflection = { service, meter, requests: 0, requestsBefore: 0 };
  state.reflections.set(key, reflection);
  return reflection;
}

function stepRow(
  state: ReflectionState,
  batch: FlowBatch,
  row: number,
  answers: Answers,
  options: ReflectionOptions,
  network: NetworkContext,
): void {
  const fromSource = answers.side === 'source';
  const amount = known(batch, row, fromSource ? 'packetsSent' : 'packetsReceived', 1);
  if (amount === 0) return;
  const victimBytes = fromSource ? batch.destination : batch.source;
  if (isMulticastOrBroadcast(victimBytes, 16 * row)) return;
  const time = batch.time[row]!;
  const victim = addressKey(victimBytes, 16 * row);
  const reflection = reflectionOf(state, victim, answers.service, tickOf(time), options);
  if (reflection === null) return;
  if (opensFlow(batch.record[row]!)) reflection.requests++;
  count(reflection.meter, {
    sender: hostKey(fromSource ? batch.source : batch.destination, 16 * row, network),
    time,
    count: amount,
    bytes: known(batch, row, fromSource ? 'bytesSent' : 'bytesReceived', 0),
    proven: false,
    input: batch.input[row]!,
    record: batch.recordNumber[row]!,
  });
}

function tell(
  reflection: Reflection,
  site: string,
  atEnd: boolean,
  options: ReflectionOptions,
  emit: Emit<Evidence>,
): void {
  const { meter } = reflection;
  const surprise = reflectionSurprise(reflection, options);
  if (!meter.changed || (surprise === 0 && meter.told === null)) return;
  const crowd = crowdOf(meter);
  const highest = Math.max(surprise, meter.told?.surprise ?? 0);
  if (!isNews(meter.told, highest, crowd.references.count, atEnd)) return;
  meter.changed = false;
  meter.told = nextTold(meter.told, highest, crowd.references.count);
  emit(reflectionEvidence(reflection, crowd, meter.told, site, options));
}

function isOver(reflection: Reflection, current: number, options: ReflectionOptions): boolean {
  const { meter } = reflection;
  const idle = current - meter.lastTick;
  return idle > windowTicks('reflection') + 2 && (meter.told === null || idle * BIN_MS > options.quietMs);
}

/** While nothing is told, the window moves on. */
function moveOn(reflection: Reflection, current: number): void {
  const { since } = reflection.meter;
  slide(reflection.meter, current);
  if (reflection.meter.since === since) return;
  reflection.requestsBefore = reflection.requests;
  reflection.requests = 0;
}

function siteStage(options: ReflectionOptions, network: NetworkContext): SiteStage<ReflectionState> {
  return {
    name: 'reflection',
    key: 'destination',
    open: () => ({ reflections: new Map(), dropped: 0 }),
    step(state, batch) {
      for (let row = 0; row < batch.length; row++) {
        const answers = answersOf(batch, row);
        if (answers !== null) stepRow(state, batch, row, answers, options, network);
      }
    },
    advance(state, now, site, emit) {
      const atEnd = now === Number.POSITIVE_INFINITY;
      const current = atEnd ? now : tickOf(now);
      for (const [key, reflection] of state.reflections) {
        judge(reflection.meter, current - 1);
        const over = isOver(reflection, current, options);
        tell(reflection, site, over || atEnd, options, emit);
        if (over) state.reflections.delete(key);
        else moveOn(reflection, current);
      }
    },
    dropped: (state) => state.dropped,
  };
}

export const reflection: Behaviour<ReflectionOptions, PerSiteState<ReflectionState>> = {
  name: 'reflection',
  title: 'Reflection',
  families: ['reflection'],
  options: reflectionOptions,
  create: (options, network) => perSite(siteStage(options, network)),
};
