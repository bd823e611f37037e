/** A record of one direction of a flow, as routers, switches and clouds export it. */
import { ADDRESS_BYTES } from '../../model/address.js';
import { hasPorts, isIcmpQuery, Protocol } from './protocol-names.js';

/** Why the exporter sent the record (IPFIX flowEndReason, RFC 5102 section 5.11.3). */
export const EndReason = { unknown: 0, idle: 1, active: 2, end: 3, forced: 4, resources: 5 } as const;

/**
 * One record at a time, filled by a decoder: NaN is unknown. Times are Unix ms, counters those since the last record
 * of this direction. A record that tells both directions (RFC 5103) has the reverse counters, too.
 */
export class OneWayRecord {
  readonly source = new Uint8Array(ADDRESS_BYTES);
  readonly destination = new Uint8Array(ADDRESS_BYTES);
  readonly mac = new Uint8Array(6);
  sourcePort = Number.NaN;
  destinationPort = Number.NaN;
  protocol = Number.NaN;
  icmpType = Number.NaN;
  icmpCode = Number.NaN;
  start = Number.NaN;
  end = Number.NaN;
  packets = Number.NaN;
  bytes = Number.NaN;
  /** Union of the direction's TCP flags. */
  tcpFlags = Number.NaN;
  reversePackets = Number.NaN;
  reverseBytes = Number.NaN;
  reverseTcpFlags = Number.NaN;
  /** First packet of the other direction, where the record tells it. */
  reverseStart = Number.NaN;
  /** The exporter knows that the source opened the flow. */
  isInitiator = false;
  ttl = Number.NaN;
  vlan = Number.NaN;
  interfaceIndex = Number.NaN;
  /** Packets that one counted packet stands for; counters are already multiplied by it. */
  samplingRate = Number.NaN;
  endReason: number = EndReason.unknown;
  /** A filter let nothing of it pass: there is no answer, and that is known. */
  refused = false;
  /** Records of different scopes are never put together: exporters, network interfaces. */
  scope = 0;
  /** The exporter's name, for reports. */
  exporter = '';
  service = '';
  identity = '';

  clear(): void {
    this.source.fill(0);
    this.destination.fill(0);
    this.mac.fill(0);
    this.sourcePort = Number.NaN;
    this.destinationPort = Number.NaN;
    this.protocol = Number.NaN;
    this.icmpType = Number.NaN;
    this.icmpCode = Number.NaN;
    this.start = Number.NaN;
    this.end = Number.NaN;
    this.packets = Number.NaN;
    this.bytes = Number.NaN;
    this.tcpFlags = Number.NaN;
    this.reversePackets = Number.NaN;
    this.reverseBytes = Number.NaN;
    this.reverseTcpFlags = Number.NaN;
    this.reverseStart = Number.NaN;
    this.isInitiator = false;
    this.ttl = Number.NaN;
    this.vlan = Number.NaN;
    this.interfaceIndex = Number.NaN;
    this.samplingRate = Number.NaN;
    this.endReason = EndReason.unknown;
    this.refused = false;
    this.scope = 0;
    this.exporter = '';
    this.service = '';
    this.identity = '';
  }

  /** Exchanges the two directions of a record that tells both: its source is the one that answered. */
  swapDirections(): void {
    for (let i = 0; i < ADDRESS_BYTES; i++) {
      const byte = this.source[i]!;
      this.source[i] = this.destination[i]!;
      this.destination[i] = byte;
    }
    [this.sourcePort, this.destinationPort] = [this.destinationPort, this.sourcePort];
    [this.packets, this.reversePackets] = [this.reversePackets, this.packets];
    [this.bytes, this.reverseBytes] = [this.reverseBytes, this.bytes];
    [this.tcpFlags, this.reverseTcpFlags] = [this.reverseTcpFlags, this.tcpFlags];
    this.reverseStart = Number.NaN;
    // What was noted of the side that answered says nothing of the other one.
    this.mac.fill(0);
    this.ttl = Number.NaN;
  }

  /** The record tells both directions. */
  get isTwoWay(): boolean {
    return !Number.isNaN(this.reversePackets) || !Number.isNaN(this.reverseBytes);
  }
}

/** Whether the record's source comes first in the flow's key. */
export function isForward(record: OneWayRecord): boolean {
  const { source, destination } = record;
  for (let i = 0; i < ADDRESS_BYTES; i++) {
    if (source[i] !== destination[i]) return source[i]! < destination[i]!;
  }
  return !(record.sourcePort > record.destinationPort);
}

/** The same text for both directions of one flow, and for no other flow of the scope. */
export function flowKey(record: OneWayRecord, forward: boolean): string {
  const first = forward ? record.source : record.destination;
  const second = forward ? record.destination : record.source;
  const { protocol } = record;
  let firstPort = 0;
  let secondPort = 0;
  if (hasPorts(protocol)) {
    firstPort = (forward ? record.sourcePort : record.destinationPort) || 0;
    secondPort = (forward ? record.destinationPort : record.sourcePort) || 0;
  } else if (protocol === Protocol.icmp || protocol === Protocol.icmp6) {
    const kind = icmpConversation(protocol, record.icmpType);
    firstPort = kind;
    // Only a question and its answer are one flow.
    secondPort = kind < 256 ? 0 : forward ? 1 : 2;
  }
  const { scope } = record;
  // A byte for each character: half of a surrogate pair would not survive a snapshot.
  return String.fromCharCode(
    first[0]!,
    first[1]!,
    first[2]!,
    first[3]!,
    first[4]!,
    first[5]!,
    first[6]!,
    first[7]!,
    first[8]!,
    first[9]!,
    first[10]!,
    first[11]!,
    first[12]!,
    first[13]!,
    first[14]!,
    first[15]!,
    second[0]!,
    second[1]!,
    second[2]!,
    second[3]!,
    second[4]!,
    second[5]!,
    second[6]!,
    second[7]!,
    second[8]!,
    second[9]!,
    second[10]!,
    second[11]!,
    second[12]!,
    second[13]!,
    second[14]!,
    second[15]!,
    firstPort >> 8,
    firstPort & 0xff,
    secondPort >> 8,
    secondPort & 0xff,
    Number.isNaN(protocol) ? 1 : 0,
    protocol & 0xff,
    scope >>> 24,
    (scope >>> 16) & 0xff,
    (scope >>> 8) & 0xff,
    scope & 0xff,
  );
}

/** Writes the first or the second address of a flow's key as 16 bytes. */
export function writeAddress(key: string, second: boolean, out: Uint8Array, offset: number): void {
  const from = second ? ADDRESS_BYTES : 0;
  for (let i = 0; i < ADDRESS_BYTES; i++) out[offset + i] = key.charCodeAt(from + i);
}

/** The type of the question for questions and answers; 256 and more for messages that have no answer. */
function icmpConversation(protocol: number, type: number): number {
  if (Number.isNaN(type)) return 512;
  if (!isIcmpQuery(protocol, type)) return 256 + type;
  if (protocol === Protocol.icmp)
    return type === 0 ? 8 : type === 14 ? 13 : type === 16 ? 15 : type === 18 ? 17 : type;
  return type === 129 ? 128 : type;
}

/** Whether an ICMP type is a question that its sender wants answered. */
export function isIcmpQuestion(protocol: number, type: number): boolean {
  return protocol === Protocol.icmp6 ? type === 128 : type === 8 || type === 13 || type === 15 || type === 17;
}
