/** Answers that nobody asked for, as far as a flow record shows it. */
import { AMPLIFIERS, RESETS, SYN_ACKS } from './amplifiers.js';
import { ConnectionState, type FlowBatch, isKnown } from './flow-batch.js';

/** `side` is who sent the answers; `service` a UDP port, SYN_ACKS or RESETS. */
export interface Answers {
  readonly side: 'source' | 'destination';
  readonly service: number;
}

const TCP = 6;
const UDP = 17;
const RESET = 4;
const ACK = 16;
const SYN_ACK = 2 | ACK;

function packets(batch: FlowBatch, row: number, side: 'packetsSent' | 'packetsReceived'): number {
  return isKnown(batch.validity[side], row) ? batch[side][row]! : 0;
}

/** The side that sent, where the other was silent. */
function onlySender(batch: FlowBatch, row: number): Answers['side'] | null {
  const sent = packets(batch, row, 'packetsSent');
  const received = packets(batch, row, 'packetsReceived');
  if (received === 0 && sent > 0) return 'source';
  return sent === 0 && received > 0 ? 'destination' : null;
}

/** SYN-ACKs without a SYN: in Zeek's logs states SHR and RSTRH say so; elsewhere flags and the silent side. */
function byTcp(batch: FlowBatch, row: number): Answers | null {
  if (!isKnown(batch.validity.state, row)) return null;
  const state = batch.state[row]!;
  const flagsKnown = isKnown(batch.validity.tcpFlags, row);
  const began = batch.initiatorKnown[row] === 1;
  if ((state === ConnectionState.SHR || state === ConnectionState.RSTRH) && !(began && flagsKnown)) {
    return { side: 'destination', service: SYN_ACKS };
  }
  if (began || !flagsKnown) return null;
  const flags = batch.tcpFlags[row]!;
  const service = (flags & SYN_ACK) === SYN_ACK ? SYN_ACKS : (flags & ~ACK) === RESET ? RESETS : null;
  const side = service === null ? null : onlySender(batch, row);
  return service === null || side === null ? null : { side, service };
}

function byUdp(batch: FlowBatch, row: number): Answers | null {
  const { validity } = batch;
  if (!isKnown(validity.state, row)) return null;
  if (!isKnown(validity.sourcePort, row) || !isKnown(validity.destinationPort, row)) return null;
  const source = batch.sourcePort[row]!;
  const destination = batch.destinationPort[row]!;
  const state = batch.state[row]!;
  if (state === ConnectionState.SHR) {
    const asked = AMPLIFIERS.has(destination) && !AMPLIFIERS.has(source);
    return asked ? { side: 'destination', service: destination } : null;
  }
  if (state !== ConnectionState.S0 || !AMPLIFIERS.has(source) || AMPLIFIERS.has(destination)) return null;
  return { side: 'source', service: source };
}

/** What was answered unasked in this record; null where nothing was. */
export function answersOf(batch: FlowBatch, row: number): Answers | null {
  if (!isKnown(batch.validity.protocol, row)) return null;
  const protocol = batch.protocol[row]!;
  if (protocol === UDP) return byUdp(batch, row);
  return protocol === TCP ? byTcp(batch, row) : null;
}
