/** Ping sweeps: one source asks many hosts whether they are there, by ICMP requests or by ARP. */
import { isMulticastOrBroadcast } from '../model/address.js';
import type { Behaviour, NetworkContext } from '../model/behaviour.js';
import type { Evidence } from '../model/evidence.js';
import { type FactBatch, FactKind } from '../model/fact-batch.js';
import { ConnectionState, type FlowBatch, isKnown, opensFlow, RecordKind } from '../model/flow-batch.js';
import type { Emit } from '../model/stage.js';
import { addressKey, hostKey } from './host-key.js';
import { type PerSiteState, perSite, type SiteStage } from './per-site.js';
import { sweepEvidence } from './ping-sweep/evidence.js';
import { type PingSweepOptions, pingSweepOptions } from './ping-sweep/options.js';
import { learnRouters, macNumber } from './ping-sweep/routers.js';
import { openPingSweep, type PingSweepState } from './ping-sweep/state.js';
import {
  countHost,
  countOutcome,
  judgeSweep,
  openSweep,
  type Sweep,
  type SweepKind,
} from './ping-sweep/sweep.js';
import {
  ADDRESS_MASK_REQUEST,
  ECHO_REQUEST,
  ECHO_REQUEST_V6,
  Protocol,
  TIMESTAMP_REQUEST,
} from './protocol.js';
import { forgetIdle, type RecentMap, recall, remember, replace } from './recent-map.js';
import { isNews, nextTold } from './telling.js';

const SWEEPS_PER_LIFE = 8;

function asksForHost(batch: FlowBatch, row: number): boolean {
  const protocol = batch.protocol[row]!;
  if (protocol !== Protocol.icmp && protocol !== Protocol.icmpv6) return false;
  if (!isKnown(batch.validity.protocol, row) || !isKnown(batch.validity.icmpType, row)) return false;
  const type = batch.icmpType[row]!;
  if (protocol === Protocol.icmpv6) return type === ECHO_REQUEST_V6;
  return type === ECHO_REQUEST || type === TIMESTAMP_REQUEST || type === ADDRESS_MASK_REQUEST;
}

/** Whether the host answered; null where the record does not say. */
function answered(batch: FlowBatch, row: number): boolean | null {
  const { validity } = batch;
  if (isKnown(validity.packetsReceived, row)) return batch.packetsReceived[row]! > 0;
  if (!isKnown(validity.state, row) || batch.state[row] === ConnectionState.unknown) return null;
  return batch.state[row] === ConnectionState.SF;
}

function sweepOf(
  sweeps: RecentMap<Sweep>,
  key: string,
  source: string,
  kind: SweepKind,
  time: number,
): Sweep {
  let sweep = recall(sweeps, key);
  if (sweep === undefined) {
    sweep = openSweep(source, kind, time);
    remember(sweeps, key, sweep, (kept) => kept.told !== null || kept.hosts > 3);
  }
  return sweep;
}

/** Counts a host that is asked for; true where it is the first time. */
function ask(
  state: PingSweepState,
  key: string,
  contact: string,
  sweep: Sweep,
  at: { readonly time: number; readonly input: number; readonly record: number },
  options: PingSweepOptions,
): boolean {
  const first = recall(state.contacts, contact);
  if (first !== undefined) {
    if (first >= 0 && at.time - first >= options.returnAfterMs) {
      replace(state.contacts, contact, -at.time);
      sweep.returned++;
    }
    return false;
  }
  remember(state.contacts, contact, at.time);
  countHost(sweep, at.time, at.input, at.record);
  if (sweep.hosts >= options.minHosts) state.watched.add(key);
  return true;
}

function stepRow(
  state: PingSweepState,
  batch: FlowBatch,
  row: number,
  options: PingSweepOptions,
  network: NetworkContext,
): void {
  if (!asksForHost(batch, row) || isMulticastOrBroadcast(batch.destination, 16 * row)) return;
  const source = hostKey(batch.source, 16 * row, network);
  const key = `i${source}`;
  const contact = key + addressKey(batch.destination, 16 * row);
  const record = batch.record[row]!;
  const answer = answered(batch, row);
  if (!opensFlow(record)) {
    if (answer === true && state.pending.delete(contact)) settle(state, key, false, options);
    return;
  }
  const time = batch.time[row]!;
  const sweep = sweepOf(state.sweeps, key, source, 'icmp', time);
  const at = { time, input: batch.input[row]!, record: batch.recordNumber[row]! };
  if (!ask(state, key, contact, sweep, at, options)) {
    if (answer === true && state.pending.delete(contact)) settle(state, key, false, options);
    return;
  }
  if (answer === null) return;
  if (answer || record === RecordKind.complete) settle(state, key, !answer, options);
  else if (state.pending.size < options.maxPending) state.pending.set(contact, { sweep: key, time });
  else state.dropped++;
}

function settle(state: PingSweepState, key: string, silent: boolean, options: PingSweepOptions): void {
  const sweep = recall(state.sweeps, key);
  if (sweep !== undefined) countOutcome(sweep, silent, options);
}

/** A host that has no address yet asks whether one is free (RFC 5227). */
function isUnspecified(bytes: Uint8Array, offset: number): boolean {
  return (bytes[offset + 12]! | bytes[offset + 13]! | bytes[offset + 14]! | bytes[offset + 15]!) === 0;
}

function stepFact(
  state: PingSweepState,
  batch: FactBatch,
  row: number,
  options: PingSweepOptions,
  network: NetworkContext,
): void {
  if (batch.kind[row] !== FactKind.arpBinding) return;
  state.hasArp = true;
  if (isUnspecified(batch.address, 16 * row)) return;
  if (batch.text.dictionary[batch.text.codes[row]!] !== 'request') return;
  const source = hostKey(batch.address, 16 * row, network);
  const key = `a${source}`;
  const time = batch.time[row]!;
  const sweep = sweepOf(state.sweeps, key, source, 'arp', time);
  sweep.forwards ||= state.routers.has(macNumber(batch.mac, 6 * row));
  const at = { time, input: batch.input[row]!, record: batch.recordNumber[row]! };
  ask(state, key, key + addressKey(batch.peer, 16 * row), sweep, at, options);
}

function settleSilent(state: PingSweepState, now: number, options: PingSweepOptions): void {
  for (const [contact, ping] of state.pending) {
    if (ping.time + options.answerWaitMs > now) break;
    state.pending.delete(contact);
    settle(state, ping.sweep, true, options);
  }
}

function tell(
  sweep: Sweep,
  now: number,
  site: string,
  options: PingSweepOptions,
  emit: Emit<Evidence>,
): void {
  const atEnd = now === Number.POSITIVE_INFINITY;
  const { surprise, by } = judgeSweep(sweep, now, options);
  if (surprise < options.fireSurprise && sweep.told === null) return;
  const highest = Math.max(surprise, sweep.told?.surprise ?? 0);
  const louder = highest > (sweep.told?.surprise ?? 0);
  if (!(sweep.changed || louder) || !isNews(sweep.told, highest, sweep.references.count, atEnd && !louder)) {
    return;
  }
  sweep.told = nextTold(sweep.told, highest, sweep.references.count);
  sweep.changed = false;
  emit(sweepEvidence(sweep, by, sweep.told, site, options));
}

/** A source is watched while it may still be told more: until its doubts are over, and while it goes on. */
function tellAll(
  state: PingSweepState,
  now: number,
  site: string,
  options: PingSweepOptions,
  emit: Emit<Evidence>,
): void {
  for (const key of state.watched) {
    const sweep = recall(state.sweeps, key);
    if (sweep !== undefined) tell(sweep, now, site, options, emit);
    if (sweep === undefined || now > sweep.lastSeen + 2 * options.watchMs) state.watched.delete(key);
  }
}

function siteStage(options: PingSweepOptions, network: NetworkContext): SiteStage<PingSweepState> {
  return {
    name: 'ping-sweep',
    key: 'source',
    open: () => openPingSweep(options),
    step(state, batch) {
      if (state.hasArp) learnRouters(state, batch, network);
      for (let row = 0; row < batch.length; row++) {
        const protocol = batch.protocol[row]!;
        if (protocol === Protocol.icmp || protocol === Protocol.icmpv6) {
          stepRow(state, batch, row, options, network);
        }
      }
    },
    facts(state, batch) {
      for (let row = 0; row < batch.length; row++) stepFact(state, batch, row, options, network);
    },
    advance(state, now, site, emit) {
      settleSilent(state, now, options);
      tellAll(state, now, site, options, emit);
      if (now < state.nextSweep || now === Number.POSITIVE_INFINITY) return;
      const since = now - options.forgetAfterMs;
      state.nextSweep = now + options.forgetAfterMs / SWEEPS_PER_LIFE;
      forgetIdle(state.sweeps, (sweep) => sweep.lastSeen < since);
      forgetIdle(state.contacts, (first) => Math.abs(first) < since);
    },
    dropped: (state) => state.dropped + state.sweeps.forgotten + state.contacts.forgotten,
  };
}

export const pingSweep: Behaviour<PingSweepOptions, PerSiteState<PingSweepState>> = {
  name: 'ping-sweep',
  title: 'Ping sweep',
  families: ['ping-sweep'],
  options: pingSweepOptions,
  create: (options, network) => perSite(siteStage(options, network)),
};
