/** From the values of one data record to a record of one direction of a flow, or of both. */
import { ADDRESS_BYTES } from '../../model/address.js';
import { EndReason, type OneWayRecord } from '../record/one-way.js';
import { hasPorts, Protocol } from '../record/protocol-names.js';
import { AddressField, Field, TextField } from './information-elements.js';
import type { RecordValues } from './record-values.js';

/** RFC 5102 section 5.11.3 knows five; YAF adds flags above them. */
const END_REASON_BITS = 7;
/** Forwarding status (RFC 7270 section 4.12): dropped by an access list. */
const ACL_DENY = 129;
const ACL_DROP = 130;
/** Firewall events (IANA "firewallEvent"). */
export const FirewallEvent = { created: 1, deleted: 2, denied: 3 } as const;
/** The source of the record is the one that answered (RFC 5103 section 6.3). */
const REVERSE_INITIATOR = 2;
const INITIATOR = 1;

/** Writes the address that the record has of two places; false when it has none. A zero gives way to the other one. */
export function addressOf(values: RecordValues, four: number, six: number, out: Uint8Array): boolean {
  const { addresses, hasAddress } = values;
  const isFour = hasAddress[four] === 1;
  const isSix = hasAddress[six] === 1;
  if (!isFour && !isSix) return false;
  const at = ADDRESS_BYTES * (isSix && (!isFour || isZeroIpv4(addresses, four)) ? six : four);
  for (let i = 0; i < ADDRESS_BYTES; i++) out[i] = addresses[at + i]!;
  return true;
}

function isZeroIpv4(addresses: Uint8Array, place: number): boolean {
  const at = ADDRESS_BYTES * place + 12;
  return (addresses[at]! | addresses[at + 1]! | addresses[at + 2]! | addresses[at + 3]!) === 0;
}

/** Fills addresses, ports and all that stays with the flow; false when the record has no addresses. */
export function readKey(values: RecordValues, record: OneWayRecord): boolean {
  const { numbers } = values;
  if (!addressOf(values, AddressField.source4, AddressField.source6, record.source)) return false;
  if (!addressOf(values, AddressField.destination4, AddressField.destination6, record.destination))
    return false;
  const protocol = numbers[Field.protocol]!;
  record.protocol = protocol <= 255 ? protocol : Number.NaN;
  record.sourcePort = port(numbers[Field.sourcePort]!);
  record.destinationPort = port(numbers[Field.destinationPort]!);
  if (protocol === Protocol.icmp || protocol === Protocol.icmp6) readIcmp(numbers, record);
  if (!hasPorts(protocol)) record.sourcePort = record.destinationPort = Number.NaN;
  record.ttl = firstOf(numbers[Field.minimumTtl]!, numbers[Field.ttl]!);
  record.vlan = numbers[Field.vlan]! & 0xfff;
  record.interfaceIndex = numbers[Field.ingressInterface]! >>> 0;
  record.mac.set(values.mac);
  record.identity = values.texts[TextField.userName]!;
  return true;
}

function port(number: number): number {
  return number <= 65_535 ? number : Number.NaN;
}

/** NetFlow v5 and many exporters of v9 put type and code where the destination port stands. */
function readIcmp(numbers: Float64Array, record: OneWayRecord): void {
  const both = firstOf(
    numbers[Field.icmpTypeCode]! || Number.NaN,
    numbers[Field.destinationPort]!,
    numbers[Field.icmpTypeCode]!,
  );
  const type = numbers[Field.icmpType]!;
  const code = numbers[Field.icmpCode]!;
  if (type >= 0) {
    record.icmpType = type & 255;
    if (code >= 0) record.icmpCode = code & 255;
  } else if (both >= 0 && both <= 65_535) {
    record.icmpType = both >> 8;
    record.icmpCode = both & 255;
  }
}

function firstOf(...numbers: readonly number[]): number {
  for (const number of numbers) if (!Number.isNaN(number)) return number;
  return Number.NaN;
}

/** Exporters that count the same packets again, on their way out, count as many. */
export function showsAnswers({ numbers }: RecordValues): boolean {
  const packets = numbers[Field.packets]!;
  const postPackets = numbers[Field.postPackets]!;
  return packets > 0 && postPackets > 0 && packets !== postPackets;
}

/**
 * Fills the counters; true when they are since the flow's start. `answers`: OUT_BYTES and OUT_PKTS beside IN_BYTES and
 * IN_PKTS count the other direction; else they count the same one, where the record's own are zero or missing.
 */
export function readCounters(values: RecordValues, record: OneWayRecord, answers: boolean): boolean {
  const { numbers } = values;
  const isOutOnly = !answers && numbers[Field.packets] === 0 && numbers[Field.postPackets]! > 0;
  const octets = isOutOnly ? Number.NaN : numbers[Field.octets]!;
  const packets = isOutOnly ? Number.NaN : numbers[Field.packets]!;
  const postOctets = numbers[Field.postOctets]!;
  const postPackets = numbers[Field.postPackets]!;
  record.bytes = firstOf(octets, numbers[Field.initiatorOctets]!);
  record.packets = firstOf(packets, numbers[Field.initiatorPackets]!);
  record.reverseBytes = firstOf(numbers[Field.reverseOctets]!, numbers[Field.responderOctets]!);
  record.reversePackets = firstOf(numbers[Field.reversePackets]!, numbers[Field.responderPackets]!);
  const ownTotals = readTotals(numbers, record);
  const isOwn = !Number.isNaN(record.bytes) || !Number.isNaN(record.packets);
  if (!isOwn) {
    record.bytes = firstOf(postOctets, numbers[Field.layer2Octets]!, numbers[Field.layer2TotalOctets]!);
    record.packets = postPackets;
  } else if (answers && !record.isTwoWay) {
    record.reverseBytes = postOctets;
    record.reversePackets = postPackets;
  }
  return ownTotals;
}

/** Deltas go before totals; a firewall's old total counts both directions together and is left out. */
function readTotals(numbers: Float64Array, record: OneWayRecord): boolean {
  const hasDeltas = !Number.isNaN(record.bytes) || !Number.isNaN(record.packets);
  const isBoth = !Number.isNaN(numbers[Field.oldFirewallEvent]!);
  if (hasDeltas || isBoth) return false;
  record.bytes = numbers[Field.totalOctets]!;
  record.packets = numbers[Field.totalPackets]!;
  record.reverseBytes = firstOf(record.reverseBytes, numbers[Field.reverseTotalOctets]!);
  record.reversePackets = firstOf(record.reversePackets, numbers[Field.reverseTotalPackets]!);
  return !Number.isNaN(record.bytes) || !Number.isNaN(record.packets);
}

/** A TCP packet without any flag is rarer than an exporter that does not fill them: none is unknown. */
export function readFlags(values: RecordValues, record: OneWayRecord): void {
  if (record.protocol !== Protocol.tcp) return;
  const { numbers } = values;
  record.tcpFlags = flags(
    numbers[Field.tcpFlags]!,
    numbers[Field.initialTcpFlags]!,
    numbers[Field.unionTcpFlags]!,
  );
  record.reverseTcpFlags = flags(
    numbers[Field.reverseTcpFlags]!,
    numbers[Field.reverseInitialTcpFlags]!,
    numbers[Field.reverseUnionTcpFlags]!,
  );
}

function flags(...parts: readonly number[]): number {
  let union = 0;
  for (const part of parts) union |= part & 255;
  return union === 0 ? Number.NaN : union;
}

/** What the firewall, or the router, did with it; 0 where the record does not say. */
export function firewallEvent(values: RecordValues): number {
  const { numbers } = values;
  return firstOf(numbers[Field.firewallEvent]!, numbers[Field.oldFirewallEvent]!, 0);
}

export function isRefused(values: RecordValues): boolean {
  const status = values.numbers[Field.forwardingStatus]!;
  return firewallEvent(values) === FirewallEvent.denied || status === ACL_DENY || status === ACL_DROP;
}

/** A flow that was silent so long before its export ended by the idle time-out. */
const IDLE_MS = 10_000;
/** A flow that is so long and ends at its export was cut by the active time-out. */
const ACTIVE_MS = 30_000;

/**
 * Why the record was sent. Exporters without flowEndReason (all of NetFlow v5, most of v9) are guessed at: the last packet
 * came at least `idleMs` (10 s unless the exporter announced its idle time-out) before the export: idle; the flow is
 * longer than 30 s and goes on until its export: cut by the active time-out; anything else is unknown.
 *
 * @param age from the last packet to the export (ms)
 */
export function endReason(values: RecordValues, record: OneWayRecord, age: number, idleMs: number): number {
  const event = firewallEvent(values);
  if (event === FirewallEvent.deleted || event === FirewallEvent.denied) return EndReason.end;
  const told = values.numbers[Field.endReason]! & END_REASON_BITS;
  if (told >= EndReason.idle && told <= EndReason.resources) return told;
  if (event > 0) return EndReason.active;
  if (age >= (Number.isNaN(idleMs) ? IDLE_MS : idleMs)) return EndReason.idle;
  return record.end - record.start >= ACTIVE_MS ? EndReason.active : EndReason.unknown;
}

/** Both directions in one record: who opened it, and when the answers began. */
export function readDirections(values: RecordValues, record: OneWayRecord): void {
  const { numbers } = values;
  const direction = numbers[Field.biflowDirection]!;
  const isConnection = !Number.isNaN(numbers[Field.responderOctets]! + numbers[Field.initiatorOctets]!);
  record.isInitiator = direction === INITIATOR || direction === REVERSE_INITIATOR || isConnection;
  const delay = numbers[Field.reverseDelayMs]!;
  if (delay >= 0) record.reverseStart = record.start + delay;
  if (direction === REVERSE_INITIATOR) record.swapDirections();
}
