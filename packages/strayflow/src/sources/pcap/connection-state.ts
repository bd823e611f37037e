/** What was seen of a connection, as bits, and the state in Zeek's terms that follows from it. */
import { ConnectionState } from '../../model/flow-batch.js';

export const TcpFlag = { fin: 1, syn: 2, reset: 4, ack: 16 } as const;

/** What was seen of a flow. Only what can no longer change its meaning is kept, so that bits are only ever added. */
export const Seen = {
  /** The initiator's SYN. */
  syn: 1,
  synAck: 2,
  /** The responder sent something that only it can know the sequence number of. */
  answered: 4,
  /** The initiator acknowledged that number: it gets the responder's packets, its address is its own. */
  handshake: 8,
  finInitiator: 16,
  finResponder: 32,
  resetInitiator: 64,
  resetResponder: 128,
  /** The initiator went on without any answer in the capture: the other direction takes another way. */
  oneSided: 256,
  /** The first packet was an answer: the initiator is its receiver. */
  flipped: 512,
} as const;

/** Both sides have finished, or one has reset. */
export function isClosed(seen: number): boolean {
  const finished = Seen.finInitiator | Seen.finResponder;
  return (seen & (Seen.resetInitiator | Seen.resetResponder)) !== 0 || (seen & finished) === finished;
}

/** `acknowledges`: the packet acknowledges what the responder has sent (see `Seen.handshake`). */
export function addSegment(seen: number, flags: number, byInitiator: boolean, acknowledges: boolean): number {
  if (isClosed(seen)) return seen;
  if ((flags & TcpFlag.reset) !== 0) return seen | (byInitiator ? Seen.resetInitiator : Seen.resetResponder);
  const isSyn = (flags & TcpFlag.syn) !== 0;
  const isAck = (flags & TcpFlag.ack) !== 0;
  const isFin = (flags & TcpFlag.fin) !== 0;
  if (!byInitiator) {
    if (isSyn) seen |= Seen.synAck;
    if (isSyn || isAck) seen |= Seen.answered;
    return isFin ? seen | Seen.finResponder : seen;
  }
  if (isSyn && !isAck) seen |= Seen.syn;
  else if (isAck && acknowledges) seen |= Seen.handshake;
  else if (isAck && !isFin && (seen & (Seen.syn | Seen.answered)) === Seen.syn) seen |= Seen.oneSided;
  return isFin ? seen | Seen.finInitiator : seen;
}

/**
 * The state by the rules of Zeek's conn_state, stricter in one thing: a connection counts as established when the
 * initiator has acknowledged the responder's sequence number, not at the SYN-ACK. An initiator whose address is
 * forged never gets that far, and must not look as if it had. Mid-stream flows stay OTH.
 */
export function tcpState(seen: number): ConnectionState {
  if ((seen & (Seen.syn | Seen.synAck)) === 0) return ConnectionState.OTH;
  if ((seen & Seen.handshake) !== 0) {
    if ((seen & Seen.resetInitiator) !== 0) return ConnectionState.RSTO;
    if ((seen & Seen.resetResponder) !== 0) return ConnectionState.RSTR;
    if (isClosed(seen)) return ConnectionState.SF;
    if ((seen & Seen.finInitiator) !== 0) return ConnectionState.S2;
    return (seen & Seen.finResponder) !== 0 ? ConnectionState.S3 : ConnectionState.S1;
  }
  return (seen & Seen.syn) !== 0 ? attemptState(seen) : answerState(seen);
}

function attemptState(seen: number): ConnectionState {
  if ((seen & Seen.oneSided) !== 0) return ConnectionState.OTH;
  if ((seen & Seen.resetResponder) !== 0) {
    return (seen & Seen.synAck) !== 0 ? ConnectionState.RSTRH : ConnectionState.REJ;
  }
  if ((seen & Seen.resetInitiator) !== 0) return ConnectionState.RSTOS0;
  if ((seen & Seen.finInitiator) !== 0) return ConnectionState.SH;
  return (seen & Seen.finResponder) !== 0 ? ConnectionState.OTH : ConnectionState.S0;
}

/** A SYN-ACK whose SYN was not seen. */
function answerState(seen: number): ConnectionState {
  if ((seen & Seen.resetResponder) !== 0) return ConnectionState.RSTRH;
  return (seen & Seen.finResponder) !== 0 ? ConnectionState.SHR : ConnectionState.OTH;
}

/** States that mean the same to a watcher: a flow is reported anew when this changes. */
export function stateClass(state: ConnectionState, closed: boolean): number {
  switch (state) {
    case ConnectionState.S0:
      return 1;
    case ConnectionState.S1:
    case ConnectionState.S2:
    case ConnectionState.S3:
      return 2;
    case ConnectionState.OTH:
      return closed ? 4 : 3;
    default:
      return 5;
  }
}
