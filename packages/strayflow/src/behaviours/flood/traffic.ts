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
import { answersOf } from '../../model/unasked-answers.js';
import { ECHO_REQUEST, ECHO_REQUEST_V6, Protocol } from '../protocol.js';

/**
 * `waiting`: a flow that may still be answered. `unfinished`: nobody completed or answered it. `finished`: an earlier
 * `waiting` flow was answered. `echo`: echo requests.
 */
export type Traffic = 'none' | 'waiting' | 'unfinished' | 'finished' | 'echo';

function tcpTraffic(batch: FlowBatch, row: number): Traffic {
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
  // Refused, or given up by a reset: nothing can follow, however long the end of its record waits for late packets.
  const isOver = state === ConnectionState.REJ || state === ConnectionState.RSTOS0;
  if (record === RecordKind.complete || isOver) return 'unfinished';
  return opensFlow(record) ? 'waiting' : 'none';
}

function udpTraffic(batch: FlowBatch, row: number): Traffic {
  const { validity } = batch;
  if (!isKnown(validity.sourcePort, row) || !isKnown(validity.destinationPort, row)) return 'none';
  const state = batch.state[row]!;
  if (isEstablished(state)) return 'finished';
  if (state !== ConnectionState.S0 || !opensFlow(batch.record[row]!)) return 'none';
  return batch.record[row] === RecordKind.complete ? 'unfinished' : 'waiting';
}

export function trafficOf(batch: FlowBatch, row: number): Traffic {
  const { validity } = batch;
  if (!isKnown(validity.protocol, row) || isMulticastOrBroadcast(batch.destination, 16 * row)) return 'none';
  // Answers that nobody asked for are another behaviour's: see reflection.
  if (answersOf(batch, row) !== null) return 'none';
  switch (batch.protocol[row]) {
    case Protocol.tcp:
      return isKnown(validity.state, row) ? tcpTraffic(batch, row) : 'none';
    case Protocol.udp:
      return isKnown(validity.state, row) ? udpTraffic(batch, row) : 'none';
    case Protocol.icmp:
      return batch.icmpType[row] === ECHO_REQUEST && isKnown(validity.icmpType, row) ? 'echo' : 'none';
    case Protocol.icmpv6:
      return batch.icmpType[row] === ECHO_REQUEST_V6 && isKnown(validity.icmpType, row) ? 'echo' : 'none';
    default:
      return 'none';
  }
}
