/** What follows for a flow from what its record says outright: totals, ICMP types, states. */
import {
  argusIcmpType,
  argusState,
  type Spoken,
  type StateWord,
  stateOfCounters,
  stateOfFlags,
  TcpFlag,
} from './connection-state.js';
import { type FlowDraft, Value } from './flow-draft.js';
import { isIcmpQuery, Protocol } from './protocol-names.js';

/**
 * What one side is not counted for follows from the total. Argus' short form has no packets of one side: where all
 * bytes are the initiator's, so are all packets.
 */
export function completeTotals(values: Float64Array): void {
  completeTotal(values, Value.bytesTotal, Value.bytesSent, Value.bytesReceived);
  completeTotal(values, Value.packetsTotal, Value.packetsSent, Value.packetsReceived);
  const unknownSides =
    Number.isNaN(values[Value.packetsSent]!) && Number.isNaN(values[Value.packetsReceived]!);
  if (unknownSides && values[Value.bytesReceived] === 0 && values[Value.packetsTotal]! >= 0) {
    values[Value.packetsSent] = values[Value.packetsTotal]!;
    values[Value.packetsReceived] = 0;
  }
}

function completeTotal(values: Float64Array, total: number, sent: number, received: number): void {
  const whole = values[total]!;
  if (Number.isNaN(whole)) return;
  if (Number.isNaN(values[received]!) && whole >= values[sent]!) values[received] = whole - values[sent]!;
  else if (Number.isNaN(values[sent]!) && whole >= values[received]!)
    values[sent] = whole - values[received]!;
}

/** Argus writes type and code of ICMP in hexadecimal where the ports stand; behind a query stands its identifier. */
export function completeIcmp(values: Float64Array, hexadecimalPorts: boolean): void {
  const protocol = values[Value.protocol]!;
  const type = values[Value.sourcePort]!;
  if (!hexadecimalPorts || !(type <= 255) || !Number.isNaN(values[Value.icmpType]!)) return;
  values[Value.icmpType] = type;
  const code = values[Value.destinationPort]!;
  if (isIcmpQuery(protocol, type)) values[Value.icmpCode] = 0;
  else if (code <= 255) values[Value.icmpCode] = code;
}

function side(packets: number, bytes: number): number {
  if (packets >= 0) return packets > 0 ? 1 : 0;
  return bytes >= 0 ? (bytes > 0 ? 1 : 0) : Number.NaN;
}

function spoken(values: Float64Array): Spoken {
  return {
    sent: side(values[Value.packetsSent]!, values[Value.bytesSent]!),
    received: side(values[Value.packetsReceived]!, values[Value.bytesReceived]!),
  };
}

/** The state by what the record says of it, or else by its counters; `said` is null without a state column. */
export function completeState(draft: FlowDraft, said: StateWord | null): void {
  const { values } = draft;
  const protocol = values[Value.protocol]!;
  if (said === null || said.word === '') values[Value.state] = stateOfCounters(protocol, spoken(values));
  else if (said.named > 0) values[Value.state] = said.named;
  else if (protocol === Protocol.tcp && said.initiatorFlags >= 0 && said.responderFlags >= 0) {
    values[Value.tcpFlags] = said.initiatorFlags | said.responderFlags;
    values[Value.state] = stateOfFlags(said.initiatorFlags, said.responderFlags);
    if ((values[Value.tcpFlags]! & TcpFlag.syn) === 0) draft.initiatorKnown = false;
  } else {
    const onePacketEach = values[Value.packetsSent] === 1 && values[Value.packetsReceived] === 1;
    values[Value.state] = argusState(said.word, protocol, spoken(values), onePacketEach);
    if (protocol === Protocol.icmp && Number.isNaN(values[Value.icmpType]!)) {
      values[Value.icmpType] = argusIcmpType(said.word);
    }
  }
}
