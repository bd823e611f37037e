/** What a flow record adds to which flood, if any. */
import { isMulticastOrBroadcast } from '../../model/address.js';
import {
  ConnectionState,
  type FlowBatch,
  isEstablished,
  isFailed,
  isKnown,
  opensFlow,
  RecordKind,
} from '../../model/flow-batch.js';
import { ECHO_REQUEST, ECHO_REQUEST_V6, Protocol, TcpFlag } from '../protocol.js';
import type { FloodOptions } from './options.js';

/**
 * `waiting`: a flow that may still be answered. `unfinished`: nobody completed or answered it. `finished`: an earlier
 * `waiting` flow was answered. `web`: a connection to a web service. `echo`: echo requests. `answers-from-source` and
 * `answers-from-destination`: answers that nobody asked for, sent by that side.
 */
export type Traffic =
  | 'none'
  | 'waiting'
  | 'unfinished'
  | 'finished'
  | 'echo'
  | 'answers-from-source'
  | 'answers-from-destination';

const SYN_ACK = TcpFlag.syn | TcpFlag.ack;

function packets(batch: FlowBatch, row: number, side: 'packetsSent' | 'packetsReceived'): number {
  return isKnown(batch.validity[side], row) ? batch[side][row]! : 0;
}

/** SYN-ACKs without a SYN: in Zeek's logs states SHR and RSTRH say so; elsewhere flags and the silent side. */
function unrequestedSynAck(batch: FlowBatch, row: number): Traffic {
  const state = batch.state[row]!;
  const flagsKnown = isKnown(batch.validity.tcpFlags, row);
  const began = batch.initiatorKnown[row] === 1;
  if ((state === ConnectionState.SHR || state === ConnectionState.RSTRH) && !(began && flagsKnown)) {
    return 'answers-from-destination';
  }
  if (began || !flagsKnown) return 'none';
  if ((batch.tcpFlags[row]! & SYN_ACK) !== SYN_ACK) return 'none';
  const sent = packets(batch, row, 'packetsSent');
  const received = packets(batch, row, 'packetsReceived');
  if (received === 0 && sent > 0) return 'answers-from-source';
  return sent === 0 && received > 0 ? 'answers-from-destination' : 'none';
}

function tcpTraffic(batch: FlowBatch, row: number): Traffic {
  const answers = unrequestedSynAck(batch, row);
  if (answers !== 'none') return answers;
  const state = batch.state[row]!;
  const record = batch.record[row]!;
  if (batch.initiatorKnown[row] === 0) return 'none';
  if (isEstablished(state)) {
    const halfOpen =
      record === RecordKind.complete &&
      isKnown(batch.validity.packetsSent, row) &&
      batch.packetsSent[row]! < 2;
    return halfOpen ? 'unfinished' : 'finished';
  }
  if (!isFailed(state)) return 'none';
  if (record === RecordKind.complete || state === ConnectionState.REJ) return 'unfinished';
  return opensFlow(record) ? 'waiting' : 'none';
}

function udpTraffic(batch: FlowBatch, row: number, options: FloodOptions): Traffic {
  const { validity } = batch;
  if (!isKnown(validity.sourcePort, row) || !isKnown(validity.destinationPort, row)) return 'none';
  const state = batch.state[row]!;
  const from = options.amplifierPorts.includes(batch.sourcePort[row]!);
  const to = options.amplifierPorts.includes(batch.destinationPort[row]!);
  if (state === ConnectionState.SHR) return to && !from ? 'answers-from-destination' : 'none';
  if (isEstablished(state)) return 'finished';
  if (state !== ConnectionState.S0) return 'none';
  if (from && !to) return 'answers-from-source';
  if (!opensFlow(batch.record[row]!)) return 'none';
  return batch.record[row] === RecordKind.complete ? 'unfinished' : 'waiting';
}

export function trafficOf(batch: FlowBatch, row: number, options: FloodOptions): Traffic {
  const { validity } = batch;
  if (!isKnown(validity.protocol, row) || isMulticastOrBroadcast(batch.destination, 16 * row)) return 'none';
  switch (batch.protocol[row]) {
    case Protocol.tcp:
      return isKnown(validity.state, row) ? tcpTraffic(batch, row) : 'none';
    case Protocol.udp:
      return isKnown(validity.state, row) ? udpTraffic(batch, row, options) : 'none';
    case Protocol.icmp:
      return batch.icmpType[row] === ECHO_REQUEST && isKnown(validity.icmpType, row) ? 'echo' : 'none';
    case Protocol.icmpv6:
      return batch.icmpType[row] === ECHO_REQUEST_V6 && isKnown(validity.icmpType, row) ? 'echo' : 'none';
    default:
      return 'none';
  }
}
