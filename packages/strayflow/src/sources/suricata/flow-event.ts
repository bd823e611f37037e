/** A flow event of Suricata as a flow. */
import { ConnectionState } from '../../model/flow-batch.js';
import { Word } from '../../model/words.js';
import { stateOfCounters, stateOfFlags, TcpFlag } from '../record/connection-state.js';
import { type FlowDraft, Value } from '../record/flow-draft.js';
import { isIcmpQuery, Protocol, protocolNumber } from '../record/protocol-names.js';
import type { UnusableCells } from '../record/unusable-cells.js';
import { TextCache } from '../text/cache.js';
import { JsonKind, type JsonScanner } from '../text/json-scanner.js';
import {
  addressAt,
  countedWholeAt,
  isMissingValue,
  numberAt,
  printableAt,
  structureAt,
  timeAt,
} from '../text/json-values.js';
import { hexadecimalDigit } from '../text/number.js';
import { shortText } from '../text/short-text.js';
import { Eve } from './fields.js';
import { LONGEST_FLOW_ID } from './recent-flows.js';

/** Why an event gave no flow. */
export interface EventFault {
  readonly reason: 'bad-time' | 'bad-source' | 'bad-destination' | 'bad-protocol';
  readonly detail: string;
}

const DECODER = new TextDecoder();
const PROTOCOLS = new TextCache((text) => protocolNumber(text));
const NO_SERVICE = new Word('');
const SERVICES = new TextCache((name) => new Word(serviceOf(name)));

/** One or two hexadecimal digits; NaN when the slot holds none. */
export function flagsAt(scanner: JsonScanner, slot: number): number {
  const from = scanner.from[slot]!;
  const length = scanner.to[slot]! - from;
  if (scanner.kind[slot] !== JsonKind.string || length < 1 || length > 2) return Number.NaN;
  const high = length === 2 ? hexadecimalDigit(scanner.bytes[from]!) : 0;
  const low = hexadecimalDigit(scanner.bytes[from + length - 1]!);
  return high < 0 || low < 0 ? Number.NaN : 16 * high + low;
}

/** Addresses, ports, protocol and service, which all events have; null when they were read. */
export function readParties(
  scanner: JsonScanner,
  draft: FlowDraft,
  unusable: UnusableCells,
): EventFault | null {
  if (!addressAt(scanner, Eve.source, draft.source, draft.addressOffset)) {
    return { reason: 'bad-source', detail: `src_ip is ${printableAt(scanner, Eve.source)}` };
  }
  if (!addressAt(scanner, Eve.destination, draft.destination, draft.addressOffset)) {
    return { reason: 'bad-destination', detail: `dest_ip is ${printableAt(scanner, Eve.destination)}` };
  }
  const { values } = draft;
  const protocol = protocolAt(scanner);
  if (Number.isNaN(protocol) && !isMissingValue(scanner, Eve.protocol)) {
    unusable.add('proto', printableAt(scanner, Eve.protocol));
  }
  values[Value.protocol] = protocol;
  values[Value.sourcePort] = countedWholeAt(scanner, Eve.sourcePort, 65_535, unusable, 'src_port');
  values[Value.destinationPort] = countedWholeAt(scanner, Eve.destinationPort, 65_535, unusable, 'dest_port');
  values[Value.icmpType] = countedWholeAt(scanner, Eve.icmpType, 255, unusable, 'icmp_type');
  values[Value.icmpCode] = countedWholeAt(scanner, Eve.icmpCode, 255, unusable, 'icmp_code');
  return null;
}

function protocolAt(scanner: JsonScanner): number {
  if (scanner.kind[Eve.protocol] !== JsonKind.string) return Number.NaN;
  const from = scanner.from[Eve.protocol]!;
  const to = scanner.to[Eve.protocol]!;
  const named = PROTOCOLS.read(scanner.bytes, from, to);
  // Suricata writes the number of a protocol that has no name in /etc/protocols.
  return named >= 0
    ? named
    : numberAt(scanner, Eve.protocol) <= 255
      ? numberAt(scanner, Eve.protocol)
      : Number.NaN;
}

/** The service by Suricata's name of it; '' when it did not find out. */
function serviceOf(name: string): string {
  return name === 'failed' || name === 'unknown' ? '' : name.slice(0, 64);
}

export function serviceAt(scanner: JsonScanner): Word {
  if (scanner.kind[Eve.service] !== JsonKind.string) return NO_SERVICE;
  return SERVICES.read(scanner.bytes, scanner.from[Eve.service]!, scanner.to[Eve.service]!);
}

/** Where the flow's identifier ends that begins at `from[Eve.flowId]`, as written: it may exceed what a double holds exactly; 0 for none. */
export function flowIdEnd(scanner: JsonScanner): number {
  const kind = scanner.kind[Eve.flowId]!;
  if (kind !== JsonKind.number && kind !== JsonKind.string) return 0;
  return Math.min(scanner.to[Eve.flowId]!, scanner.from[Eve.flowId]! + LONGEST_FLOW_ID);
}

/** The same as text; '' for none. */
export function flowIdAt(scanner: JsonScanner): string {
  const from = scanner.from[Eve.flowId]!;
  const to = flowIdEnd(scanner);
  if (to <= from) return '';
  return shortText(scanner.bytes, from, to) ?? DECODER.decode(scanner.bytes.subarray(from, to));
}

const END = { slot: Eve.end, name: 'flow.end' } as const;

/**
 * When the flow ended: as the event says in the slot `told` (`end`), or else the time of the event itself (`said`). Where
 * that is before `start`, it is unusable, and the start stands for it.
 */
export function timeOfEnd(
  scanner: JsonScanner,
  unusable: UnusableCells,
  told: { readonly slot: number; readonly name: string },
  start: number,
  said: number,
  end: number,
): number {
  const time = Number.isNaN(end) ? said : end;
  if (!(time < start)) return time;
  const { slot, name } = Number.isNaN(end) ? { slot: Eve.timestamp, name: 'timestamp' } : told;
  unusable.add(name, printableAt(scanner, slot));
  return start;
}

/** The draft becomes the flow, uncommitted; its event time is the last packet's. */
export function readFlowEvent(
  scanner: JsonScanner,
  draft: FlowDraft,
  unusable: UnusableCells,
): { readonly fault: EventFault } | { readonly time: number } {
  const fault = readParties(scanner, draft, unusable);
  if (fault !== null) return { fault };
  const { values } = draft;
  const start = timeAt(scanner, Eve.start);
  const end = timeAt(scanner, Eve.end);
  const said = Number.isNaN(end) ? timeAt(scanner, Eve.timestamp) : Number.NaN;
  if (Number.isNaN(said) && Number.isNaN(end)) {
    return { fault: { reason: 'bad-time', detail: `timestamp is ${printableAt(scanner, Eve.timestamp)}` } };
  }
  const time = timeOfEnd(scanner, unusable, END, start, said, end);
  values[Value.time] = Number.isNaN(start) ? time : start;
  values[Value.durationMs] = end >= start ? end - start : Number.NaN;
  const whole = (slot: number, name: string) =>
    countedWholeAt(scanner, slot, Number.MAX_SAFE_INTEGER, unusable, name);
  values[Value.packetsSent] = whole(Eve.packetsSent, 'flow.pkts_toserver');
  values[Value.packetsReceived] = whole(Eve.packetsReceived, 'flow.pkts_toclient');
  values[Value.bytesSent] = whole(Eve.bytesSent, 'flow.bytes_toserver');
  values[Value.bytesReceived] = whole(Eve.bytesReceived, 'flow.bytes_toclient');
  readVlan(scanner, draft);
  completeEventState(draft, flagsAt(scanner, Eve.flagsSent), flagsAt(scanner, Eve.flagsReceived));
  return { time };
}

export function readVlan(scanner: JsonScanner, draft: FlowDraft): void {
  if (isMissingValue(scanner, Eve.vlan)) return;
  const built = structureAt(scanner, Eve.vlan);
  const vlan: unknown = Array.isArray(built) ? built[0] : numberAt(scanner, Eve.vlan);
  if (typeof vlan === 'number' && Number.isInteger(vlan) && vlan > 0 && vlan < 4096) {
    draft.values[Value.vlan] = vlan;
  }
}

/** State and flags by what each side sent; NaN flags are unknown. */
export function completeEventState(draft: FlowDraft, flagsSent: number, flagsReceived: number): void {
  const { values } = draft;
  const protocol = values[Value.protocol]!;
  if (protocol === Protocol.tcp && flagsSent >= 0 && flagsReceived >= 0) {
    values[Value.tcpFlags] = flagsSent | flagsReceived;
    values[Value.state] = stateOfFlags(flagsSent, flagsReceived);
    if ((flagsSent & TcpFlag.syn) === 0) draft.initiatorKnown = false;
    return;
  }
  const sent = Math.sign(values[Value.packetsSent]!);
  const received = Math.sign(values[Value.packetsReceived]!);
  if (protocol === Protocol.icmp || protocol === Protocol.icmp6) {
    if (isIcmpQuery(protocol, values[Value.icmpType]!) && sent === 1 && received >= 0) {
      values[Value.state] = received === 1 ? ConnectionState.SF : ConnectionState.S0;
    }
  } else values[Value.state] = stateOfCounters(protocol, { sent, received });
}
