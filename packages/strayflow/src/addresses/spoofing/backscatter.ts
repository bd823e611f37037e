/**
 * Backscatter: answers of an outside host to own addresses that never asked it. It answers requests that somebody forged in
 * these names (Moore, Voelker, Savage, "Inferring Internet Denial-of-Service Activity", USENIX Security 2001).
 */
import { ADDRESS_BYTES, addressKind } from '../../model/address.js';
import type { NetworkContext } from '../../model/behaviour.js';
import { closesFlow, type FlowBatch, isKnown, opensFlow } from '../../model/flow-batch.js';
import { type Contacts, mayHaveAsked, noteContact, rememberedSince } from './contacts.js';

const TCP = 6;
const ICMP = 1;
const ICMP_V6 = 58;
const FIN = 1;
const SYN = 2;
const RESET = 4;
const PUSH = 8;
const ACK = 16;
/** Resets and unreachable messages may belong to what began before the watch did (ms). */
const WATCHED_MS = 600_000;
/** Times that a host repeats a SYN-ACK, and the bytes of one: with more it is a conversation of which half is seen. */
const MOST_REPEATS = 8;
const MOST_BYTES = 80;

/** Who answers, whom, and from which to which port (0 for ICMP). */
export interface Stray {
  readonly answerer: Uint8Array;
  readonly addressed: Uint8Array;
  readonly service: number;
  readonly port: number;
}

/** Null where the record is no answer to an own address that never asked. */
export function strayAnswer(
  contacts: Contacts,
  batch: FlowBatch,
  row: number,
  network: NetworkContext,
): Stray | null {
  const at = row * ADDRESS_BYTES;
  const { source, destination } = batch;
  const sourceInside = network.isInternal(source, at);
  if (sourceInside === network.isInternal(destination, at)) return null;
  const stray =
    batch.initiatorKnown[row] === 1 && !isIcmp(batch, row)
      ? null
      : unasked(contacts, batch, row, sourceInside);
  if (stray === null) {
    noteSpeaker(contacts, batch, row, sourceInside);
    return null;
  }
  const whom = isIcmp(batch, row) ? null : stray.answerer;
  if (addressKind(stray.answerer, at) !== 'public') return null;
  return mayHaveAsked(contacts, stray.addressed, whom, at) ? null : stray;
}

function unasked(contacts: Contacts, batch: FlowBatch, row: number, sourceInside: boolean): Stray | null {
  return sourceInside ? unaskedSynAck(batch, row) : unaskedRefusal(contacts, batch, row);
}

/** An own address that sends, first or in answer, turns to the other side. */
function noteSpeaker(contacts: Contacts, batch: FlowBatch, row: number, sourceInside: boolean): void {
  const { source, destination, validity, bytesSent, bytesReceived } = batch;
  const at = row * ADDRESS_BYTES;
  const time = batch.time[row]!;
  if (sourceInside) {
    const began = batch.initiatorKnown[row] === 1 && opensFlow(batch.record[row]!);
    const sent = !isKnown(validity.bytesSent, row) || bytesSent[row]! > 0;
    if (began || (sent && closesFlow(batch.record[row]!)))
      noteContact(contacts, source, destination, at, time);
  } else if (
    closesFlow(batch.record[row]!) &&
    isKnown(validity.bytesReceived, row) &&
    bytesReceived[row]! > 0
  ) {
    noteContact(contacts, destination, source, at, time);
  }
}

function isIcmp({ protocol }: FlowBatch, row: number): boolean {
  return protocol[row] === ICMP || protocol[row] === ICMP_V6;
}

/** Sources that know no SYN for a SYN-ACK name its receiver as the initiator. */
function unaskedSynAck(batch: FlowBatch, row: number): Stray | null {
  if (!isTcpEnd(batch, row)) return null;
  const flags = batch.tcpFlags[row]!;
  // An own host that is really there resets it.
  if ((flags & (SYN | ACK | FIN | PUSH)) !== (SYN | ACK)) return null;
  const { validity, packetsReceived, bytesReceived } = batch;
  if (isKnown(validity.packetsReceived, row) && isKnown(validity.bytesReceived, row)) {
    const packets = packetsReceived[row]!;
    if (packets > MOST_REPEATS || bytesReceived[row]! > MOST_BYTES * Math.max(1, packets)) return null;
  }
  return {
    answerer: batch.destination,
    addressed: batch.source,
    service: batch.destinationPort[row]!,
    port: batch.sourcePort[row]!,
  };
}

function unaskedRefusal(contacts: Contacts, batch: FlowBatch, row: number): Stray | null {
  if (!closesFlow(batch.record[row]!)) return null;
  if (!(batch.time[row]! - rememberedSince(contacts) >= WATCHED_MS)) return null;
  const { source: answerer, destination: addressed } = batch;
  if (isIcmp(batch, row)) {
    if (!isKnown(batch.validity.icmpType, row)) return null;
    const type = batch.icmpType[row]!;
    const refuses = batch.protocol[row] === ICMP ? type === 3 || type === 11 : type === 1 || type === 3;
    return refuses ? { answerer, addressed, service: 0, port: 0 } : null;
  }
  if (!isTcpEnd(batch, row) || (batch.tcpFlags[row]! & ~ACK) !== RESET) return null;
  return { answerer, addressed, service: batch.sourcePort[row]!, port: batch.destinationPort[row]! };
}

function isTcpEnd(batch: FlowBatch, row: number): boolean {
  const { validity } = batch;
  if (batch.protocol[row] !== TCP || !closesFlow(batch.record[row]!)) return false;
  return (
    isKnown(validity.tcpFlags, row) &&
    isKnown(validity.sourcePort, row) &&
    isKnown(validity.destinationPort, row)
  );
}
