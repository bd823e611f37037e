/**
 * Puts the one-way records of exporters together into two-way flows (the bidirectional flow of RFC 5103), and the
 * records that an active time-out cuts a long flow into back into one flow.
 *
 * A record waits for the other direction up to `pairingMs` of event time. What then has no other direction is a flow
 * whose answer is unknown: one-way exports, asymmetric paths and sampling look the same as a host that did not answer.
 */
import { ConnectionState, RecordKind } from '../../model/flow-batch.js';
import { AgingMap } from './aging-map.js';
import { stateOfCounters, stateOfFlags, TcpFlag } from './connection-state.js';
import { type FlowDraft, Value } from './flow-draft.js';
import { EndReason, flowKey, isForward, isIcmpQuestion, type OneWayRecord, writeAddress } from './one-way.js';
import { Protocol } from './protocol-names.js';

export interface BiflowLimits {
  /** How long a record waits for the other direction (ms of event time). */
  readonly pairingMs: number;
  /** A flow that an active time-out cut ends when so long nothing came of it (ms of event time). */
  readonly idleMs: number;
  /** Flows that are held at once; the oldest give way. */
  readonly maxFlows: number;
}

/** What was seen of one direction. */
interface Side {
  /** Since the last record that was handed on; NaN when the exporter does not say. */
  packets: number;
  bytes: number;
  /** Of the whole flow; NaN when the exporter does not say. */
  flags: number;
  /** First packet (Unix ms); NaN when the direction was never seen. */
  start: number;
  /** It sent something; false when its records count no packet. */
  spoke: boolean;
  /** Something of it waits to be handed on. */
  pending: boolean;
  closed: boolean;
}

/** One flow; plain data. Its addresses are those of its key; `first` is the direction from the one that comes first there. */
interface Flow {
  readonly id: number;
  readonly ports: readonly [number, number];
  readonly protocol: number;
  readonly first: Side;
  readonly second: Side;
  readonly refused: boolean;
  /** Who opened it, as the exporter knows: 1 the first, 2 the second; 0 where it does not say. */
  opener: number;
  icmp: readonly [number, number];
  start: number;
  end: number;
  recordNumber: number;
  /** Since when it stands in its list (event time). */
  since: number;
  opened: boolean;
  ttl: number;
  vlan: number;
  interfaceIndex: number;
  samplingRate: number;
  mac: Uint8Array | null;
  exporter: string;
  service: string;
  identity: string;
}

export interface BiflowState {
  /** Flows of which something waits to be handed on, longest waiting first. */
  readonly waiting: Map<string, Flow>;
  /** Flows that may go on, of which nothing waits; longest idle first. */
  readonly idle: Map<string, Flow>;
  /** Event time of the newest record. */
  now: number;
  nextId: number;
  /** Flows that had to give way before their time. */
  evicted: number;
}

function side(): Side {
  return {
    packets: Number.NaN,
    bytes: Number.NaN,
    flags: Number.NaN,
    start: Number.NaN,
    spoke: false,
    pending: false,
    closed: false,
  };
}

export class BiflowTable {
  readonly state: BiflowState;
  private readonly draft: FlowDraft;
  private readonly limits: BiflowLimits;
  private readonly waiting: AgingMap<Flow>;
  private readonly idle: AgingMap<Flow>;

  /** @param draft made with every optional column that the records may fill */
  constructor(draft: FlowDraft, limits: BiflowLimits, state?: BiflowState) {
    this.draft = draft;
    this.limits = limits;
    this.state = state ?? {
      waiting: new Map(),
      idle: new Map(),
      now: Number.NEGATIVE_INFINITY,
      nextId: 1,
      evicted: 0,
    };
    this.waiting = new AgingMap(this.state.waiting);
    this.idle = new AgingMap(this.state.idle);
  }

  /** Takes a record: addresses, start and end must be known. */
  add(record: OneWayRecord, recordNumber: number): void {
    const { state, waiting, idle } = this;
    const forward = isForward(record);
    const key = flowKey(record, forward);
    if (record.end > state.now) state.now = record.end;
    let flow = waiting.get(key);
    const isWaiting = flow !== undefined;
    flow ??= idle.get(key);
    const isAnother = flow !== undefined && this.isAnother(flow, record, forward);
    if (flow !== undefined && isAnother) this.close(key, flow);
    if (flow === undefined || isAnother) flow = this.open(record, forward);
    else if (!isWaiting) idle.delete(key, flow);
    if (!isWaiting || isAnother) {
      flow.since = state.now;
      flow.recordNumber = recordNumber;
      waiting.add(key, flow);
    }
    merge(flow, record, forward);
    if ((flow.first.pending && flow.second.pending) || flow.refused) this.settle(key, flow);
    this.release();
  }

  /** The same addresses and ports, but a new conversation. */
  private isAnother(flow: Flow, record: OneWayRecord, forward: boolean): boolean {
    if (record.start > flow.end + this.limits.idleMs) return true;
    const same = forward ? flow.first : flow.second;
    // A filter that let packets of a direction pass refuses later ones.
    if (record.refused && !Number.isNaN(same.start)) return true;
    // A second record of a direction that has ended.
    return same.closed && record.start !== same.start;
  }

  private open(record: OneWayRecord, forward: boolean): Flow {
    return {
      id: this.state.nextId++,
      ports: forward
        ? [record.sourcePort, record.destinationPort]
        : [record.destinationPort, record.sourcePort],
      protocol: record.protocol,
      first: side(),
      second: side(),
      refused: record.refused,
      opener: 0,
      icmp: [record.icmpType, record.icmpCode],
      start: record.start,
      end: record.end,
      recordNumber: 0,
      since: Number.NaN,
      opened: false,
      ttl: record.ttl,
      vlan: record.vlan,
      interfaceIndex: record.interfaceIndex,
      samplingRate: record.samplingRate,
      mac: record.mac.some((byte) => byte !== 0) ? record.mac.slice() : null,
      exporter: record.exporter,
      service: record.service,
      identity: record.identity,
    };
  }

  /** Hands on what waits of the flow, which stays when more of it can come. */
  private settle(key: string, flow: Flow): void {
    const { first, second, refused } = flow;
    if (refused || ((first.closed || !first.pending) && (second.closed || !second.pending))) {
      this.close(key, flow);
      return;
    }
    this.hand(key, flow, flow.opened ? RecordKind.update : RecordKind.start);
    this.waiting.delete(key, flow);
    flow.since = this.state.now;
    this.idle.add(key, flow);
  }

  private close(key: string, flow: Flow): void {
    this.waiting.delete(key, flow);
    this.idle.delete(key, flow);
    this.hand(key, flow, flow.opened ? RecordKind.end : RecordKind.complete);
  }

  /** Event time has moved: what has waited long enough is handed on, what was idle long enough is closed. */
  private release(): void {
    const { waiting, idle } = this;
    const { now } = this.state;
    const { pairingMs, idleMs, maxFlows } = this.limits;
    for (let flow = idle.oldest; flow !== undefined; flow = idle.oldest) {
      const over = waiting.size + idle.size > maxFlows;
      if (!over && flow.since + idleMs >= now) break;
      if (over) this.state.evicted++;
      this.close(idle.oldestKey, flow);
    }
    for (let flow = waiting.oldest; flow !== undefined; flow = waiting.oldest) {
      const over = waiting.size + idle.size > maxFlows;
      if (!over && flow.since + pairingMs >= now) break;
      if (over) this.state.evicted++;
      if (over) this.close(waiting.oldestKey, flow);
      else this.settle(waiting.oldestKey, flow);
    }
  }

  /** The input is over: everything is handed on. */
  end(): void {
    for (const flows of [this.idle, this.waiting]) {
      for (let flow = flows.oldest; flow !== undefined; flow = flows.oldest)
        this.close(flows.oldestKey, flow);
    }
  }

  /** Writes what is known since the last record of the flow. */
  private hand(key: string, flow: Flow, kind: RecordKind): void {
    const { draft } = this;
    const { values, addressOffset } = draft;
    const initiator = initiatorOf(flow);
    const from = initiator.first ? flow.first : flow.second;
    const to = initiator.first ? flow.second : flow.first;
    writeAddress(key, !initiator.first, draft.source, addressOffset);
    writeAddress(key, initiator.first, draft.destination, addressOffset);
    values[Value.time] = flow.start;
    values[Value.durationMs] = flow.end - flow.start;
    values[Value.sourcePort] = flow.ports[initiator.first ? 0 : 1];
    values[Value.destinationPort] = flow.ports[initiator.first ? 1 : 0];
    values[Value.protocol] = flow.protocol;
    values[Value.icmpType] = flow.icmp[0];
    values[Value.icmpCode] = flow.icmp[1];
    const nothingNew = !from.pending && !to.pending;
    values[Value.packetsSent] = told(from.packets, from, flow, nothingNew);
    values[Value.bytesSent] = told(from.bytes, from, flow, nothingNew);
    values[Value.packetsReceived] = told(to.packets, to, flow, nothingNew);
    values[Value.bytesReceived] = told(to.bytes, to, flow, nothingNew);
    values[Value.tcpFlags] = unionOf(from.flags, to.flags);
    values[Value.state] = stateOf(flow, from, to);
    values[Value.ttl] = flow.ttl;
    values[Value.vlan] = flow.vlan;
    values[Value.interfaceIndex] = flow.interfaceIndex;
    values[Value.samplingRate] = flow.samplingRate;
    draft.initiatorKnown = initiator.known;
    draft.flowId = flow.id;
    draft.record = kind;
    draft.text('exporter', flow.exporter);
    draft.text('service', flow.service);
    draft.text('identity', flow.identity);
    if (flow.mac !== null) draft.macBytes(flow.mac);
    draft.commit(flow.recordNumber, flow.end);
    flow.opened = true;
    empty(from);
    empty(to);
  }
}

/** All that was counted of the direction is handed on. */
function empty(own: Side): void {
  own.packets = Number.NaN;
  own.bytes = Number.NaN;
  own.pending = false;
}

/** A filter's refusal, and the closing of a flow of which nothing waits, have nothing to count. */
function told(count: number, own: Side, flow: Flow, nothingNew: boolean): number {
  if (!Number.isNaN(count)) return count;
  return flow.refused || (nothingNew && !Number.isNaN(own.start)) ? 0 : Number.NaN;
}

function merge(flow: Flow, record: OneWayRecord, forward: boolean): void {
  const own = forward ? flow.first : flow.second;
  const other = forward ? flow.second : flow.first;
  const closed = hasEnded(record);
  grow(own, record.packets, record.bytes, record.tcpFlags, record.start, closed);
  if (record.isTwoWay) {
    const { packets, bytes, reversePackets, reverseBytes, reverseStart } = record;
    if (packets > 0 || bytes > 0) own.spoke = true;
    if (reversePackets > 0 || reverseBytes > 0) other.spoke = true;
    const start = reverseStart >= record.start ? reverseStart : record.start;
    grow(other, record.reversePackets, record.reverseBytes, record.reverseTcpFlags, start, closed);
  } else if (record.packets !== 0) own.spoke = true;
  if (record.isInitiator && flow.opener === 0) flow.opener = forward ? 1 : 2;
  if (isIcmpQuestion(record.protocol, record.icmpType)) flow.icmp = [record.icmpType, record.icmpCode];
  flow.start = Math.min(flow.start, record.start);
  flow.end = Math.max(flow.end, record.end);
  if (flow.service === '') flow.service = record.service;
  if (flow.identity === '') flow.identity = record.identity;
}

function grow(
  own: Side,
  packets: number,
  bytes: number,
  flags: number,
  start: number,
  closed: boolean,
): void {
  own.packets = sum(own.packets, packets);
  own.bytes = sum(own.bytes, bytes);
  own.flags = unionOf(own.flags, flags);
  if (!(own.start <= start)) own.start = start;
  own.pending = true;
  own.closed = closed;
}

function sum(one: number, other: number): number {
  return Number.isNaN(one) ? other : Number.isNaN(other) ? one : one + other;
}

function unionOf(one: number, other: number): number {
  return Number.isNaN(one) ? other : Number.isNaN(other) ? one : one | other;
}

/** The record says that its direction is over: by its reason, or by the flags of TCP. */
function hasEnded(record: OneWayRecord): boolean {
  if (record.endReason === EndReason.active) return false;
  if (record.endReason !== EndReason.unknown) return true;
  return (record.tcpFlags & (TcpFlag.fin | TcpFlag.rst)) !== 0 || record.protocol !== Protocol.tcp;
}

/** Who began: by what only one side does, by who spoke first, else by the lower port, which is then not known for sure. */
function initiatorOf(flow: Flow): { readonly first: boolean; readonly known: boolean } {
  const { first, second, protocol, opener } = flow;
  if (opener !== 0) return { first: opener === 1, known: true };
  const seenFirst = !Number.isNaN(first.start);
  const seenSecond = !Number.isNaN(second.start);
  const isTcp = protocol === Protocol.tcp;
  if (seenFirst !== seenSecond) {
    const only = seenFirst ? first : second;
    if (!isTcp) return { first: seenFirst, known: false };
    const opened = (only.flags & TcpFlag.syn) !== 0;
    // SYN without any ACK is the opening of a connection and nothing else.
    if (opened && (only.flags & TcpFlag.ack) === 0) return { first: seenFirst, known: true };
    return { first: byPort(flow, seenFirst), known: false };
  }
  const asked = (side: Side) => isTcp && (side.flags & (TcpFlag.syn | TcpFlag.ack)) === TcpFlag.syn;
  if (asked(first) !== asked(second)) return { first: asked(first), known: true };
  // Which packets were drawn says nothing of who spoke first.
  if (flow.samplingRate > 1) return { first: byPort(flow, true), known: false };
  const opened = !isTcp || ((first.flags | second.flags) & TcpFlag.syn) !== 0;
  if (first.spoke !== second.spoke) return { first: first.spoke, known: opened };
  if (first.start !== second.start) return { first: first.start < second.start, known: opened };
  return { first: byPort(flow, true), known: false };
}

/** Services have the lower port. */
function byPort(flow: Flow, otherwise: boolean): boolean {
  const [low, high] = flow.ports;
  return low === high || Number.isNaN(low) || Number.isNaN(high) ? otherwise : low > high;
}

/** Records count nothing of the answer: it is known that there was none. */
function unanswered(flow: Flow, from: Side): number {
  const { protocol } = flow;
  if (protocol === Protocol.tcp && from.flags >= 0) return stateOfFlags(from.flags, 0);
  const isQuestion =
    (protocol === Protocol.icmp || protocol === Protocol.icmp6) && isIcmpQuestion(protocol, flow.icmp[0]);
  return isQuestion ? ConnectionState.S0 : stateOfCounters(protocol, { sent: 1, received: 0 });
}

function stateOf(flow: Flow, from: Side, to: Side): number {
  if (flow.refused) return ConnectionState.REJ;
  if (Number.isNaN(from.start) || Number.isNaN(to.start)) return Number.NaN;
  if (!to.spoke) return from.spoke ? unanswered(flow, from) : Number.NaN;
  if (flow.protocol === Protocol.tcp) {
    // Of sampled connections most packets with SYN, FIN and RST were not drawn.
    if (flow.samplingRate > 1) return Number.NaN;
    return from.flags >= 0 && to.flags >= 0 ? stateOfFlags(from.flags, to.flags) : Number.NaN;
  }
  if (flow.protocol === Protocol.icmp || flow.protocol === Protocol.icmp6) {
    return isIcmpQuestion(flow.protocol, flow.icmp[0]) ? ConnectionState.SF : Number.NaN;
  }
  return stateOfCounters(flow.protocol, { sent: 1, received: 1 });
}
