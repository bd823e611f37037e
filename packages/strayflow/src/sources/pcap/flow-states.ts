/** What each packet adds to what is known of its flow, and the state that follows. */
import { ConnectionState } from '../../model/flow-batch.js';
import { addSegment, isClosed, Seen, TcpFlag, tcpState } from './connection-state.js';
import { kindAt } from './flow-key.js';
import { type FlowStore, KEY_WORDS } from './flow-store.js';
import { FlowKind, type Packet } from './packet.js';
import { PROTOCOL_TCP } from './transport-layer.js';

/** How far an acknowledgement may be ahead of the responder's first known octet: a guess hits once in 256. */
const MAX_ACKNOWLEDGED_BYTES = 2 ** 24;
const SYN_ACK = TcpFlag.syn | TcpFlag.ack;

function isTcp(packet: Packet): boolean {
  return packet.protocol === PROTOCOL_TCP && packet.kind === FlowKind.ports;
}

/** A SYN-ACK or an ICMP reply: as the first packet of a flow it tells that its receiver began. */
export function isAnswer(packet: Packet): boolean {
  if (isTcp(packet)) return (packet.tcpFlags & (SYN_ACK | TcpFlag.reset)) === SYN_ACK;
  return packet.kind === FlowKind.query && packet.icmpIsReply;
}

/**
 * Whether the packet is the SYN of a new connection with the same addresses and ports: after the old one has closed
 * (unless it repeats the old SYN), or where only the middle of an old one was seen.
 */
export function opensAnew(store: FlowStore, flow: number, packet: Packet, senderFirst: boolean): boolean {
  if (!isTcp(packet) || (packet.tcpFlags & SYN_ACK) !== TcpFlag.syn) return false;
  const seen = store.seen[flow]!;
  const byInitiator = senderFirst === (store.initiatorFirst[flow] === 1);
  if ((seen & Seen.syn) === 0) return (seen & Seen.synAck) === 0 || !byInitiator || isClosed(seen);
  if (!isClosed(seen)) return false;
  return !byInitiator || packet.sequence !== store.initiatorSequence[flow];
}

/** Adds what the packet shows to `store.seen` and the flags. */
export function observe(store: FlowStore, flow: number, packet: Packet, byInitiator: boolean): void {
  const seen = store.seen[flow]!;
  if (!isTcp(packet)) {
    store.seen[flow] = seen | (byInitiator ? Seen.syn : Seen.answered);
    return;
  }
  const flags = packet.tcpFlags;
  store.tcpFlags[flow] = store.tcpFlags[flow]! | flags;
  const isSyn = (flags & TcpFlag.syn) !== 0;
  if (byInitiator) {
    if (isSyn && (seen & Seen.syn) === 0) store.initiatorSequence[flow] = packet.sequence;
  } else if ((seen & Seen.handshake) === 0) {
    if (isSyn) store.responderNext[flow] = packet.sequence + 1;
    else if ((seen & Seen.answered) === 0) store.responderNext[flow] = packet.sequence;
  }
  const ahead = (packet.acknowledgement - store.responderNext[flow]!) >>> 0;
  const acknowledges = (seen & Seen.answered) !== 0 && ahead < MAX_ACKNOWLEDGED_BYTES;
  store.seen[flow] = addSegment(seen, flags, byInitiator, acknowledges);
}

/** UDP, ICMP queries and the rest: S0 while only the initiator sent, SF when both did, OTH when only the responder. */
export function stateOf(store: FlowStore, flow: number): ConnectionState {
  const kind = kindAt(store.keys, flow * KEY_WORDS);
  if (kind === FlowKind.message || kind === FlowKind.fragment) return ConnectionState.OTH;
  const seen = store.seen[flow]!;
  const protocol = store.keys[flow * KEY_WORDS + 9]! >>> 24;
  if (kind === FlowKind.ports && protocol === PROTOCOL_TCP) return tcpState(seen);
  if ((seen & Seen.syn) === 0) return ConnectionState.OTH;
  return (seen & Seen.answered) !== 0 ? ConnectionState.SF : ConnectionState.S0;
}
