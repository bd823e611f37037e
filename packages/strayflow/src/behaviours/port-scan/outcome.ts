/** What a flow record says about its attempt to reach a port. */
import { isMulticastOrBroadcast } from '../../model/address.js';
import {
  ConnectionState,
  closesFlow,
  type FlowBatch,
  isEstablished,
  isFailed,
  isKnown,
} from '../../model/flow-batch.js';
import { Protocol, TcpFlag } from '../protocol.js';
import type { PortScanOptions } from './options.js';

/**
 * `none`: no attempt to reach a port (an answer, multicast, mid-stream). `waiting`: not answered yet. `knock`: the
 * port answered and nothing was said. `unjudged`: the source of the records does not say how it ended. `syn-only`:
 * the same, and nothing but SYNs were sent.
 */
export type Outcome =
  | 'none'
  | 'waiting'
  | 'refused'
  | 'silent'
  | 'answered'
  | 'knock'
  | 'unjudged'
  | 'syn-only';

/** TCP and IP headers with options take at most this in a packet without payload. */
const EMPTY_PACKET_BYTES = 64;
const FTP_DATA_PORT = 20;

function saidNothing(batch: FlowBatch, row: number): boolean {
  const { validity } = batch;
  if (!isKnown(validity.bytesSent, row) || !isKnown(validity.packetsSent, row)) return false;
  const received = isKnown(validity.bytesReceived, row) ? batch.bytesReceived[row]! : 0;
  const answers = isKnown(validity.packetsReceived, row) ? batch.packetsReceived[row]! : 0;
  return (
    batch.packetsSent[row]! > 0 &&
    batch.bytesSent[row]! <= EMPTY_PACKET_BYTES * batch.packetsSent[row]! &&
    received <= EMPTY_PACKET_BYTES * answers
  );
}

export function outcomeOf(batch: FlowBatch, row: number, options: PortScanOptions): Outcome {
  const { validity } = batch;
  if (!isKnown(validity.protocol, row) || !isKnown(validity.destinationPort, row)) return 'none';
  const protocol = batch.protocol[row]!;
  if (protocol !== Protocol.tcp && protocol !== Protocol.udp) return 'none';
  if (isMulticastOrBroadcast(batch.destination, 16 * row)) return 'none';
  const port = batch.destinationPort[row]!;
  const sourcePort = isKnown(validity.sourcePort, row) ? batch.sourcePort[row]! : 65535;
  if (protocol === Protocol.udp && (port >= options.clientPortsFrom || (sourcePort < 1024 && port >= 1024))) {
    return 'none';
  }
  // A server of active FTP opens the data connection (RFC 959 section 5.2).
  if (protocol === Protocol.tcp && sourcePort === FTP_DATA_PORT && port >= 1024) return 'none';
  if (!isKnown(validity.state, row) || batch.state[row] === ConnectionState.unknown) {
    return unjudged(batch, row, port, sourcePort, options);
  }
  if (batch.initiatorKnown[row] === 0) return 'none';
  return judged(batch, row, protocol);
}

function judged(batch: FlowBatch, row: number, protocol: number): Outcome {
  const state = batch.state[row]!;
  const closed = closesFlow(batch.record[row]!);
  if (isEstablished(state)) {
    return protocol === Protocol.tcp && closed && saidNothing(batch, row) ? 'knock' : 'answered';
  }
  if (!isFailed(state)) return 'none';
  if (protocol === Protocol.tcp && isKnown(batch.validity.tcpFlags, row)) {
    const flags = batch.tcpFlags[row]!;
    if (flags !== 0 && (flags & TcpFlag.syn) === 0) return 'none';
  }
  if (state === ConnectionState.REJ) return 'refused';
  // A half-open scan resets what answers; an ordinary client would have completed the handshake.
  const knock = protocol === Protocol.tcp && heardLittle(batch, row);
  if (state === ConnectionState.RSTOS0) return knock ? 'knock' : 'silent';
  if (!closed) return 'waiting';
  return state === ConnectionState.S0 && knock ? 'knock' : 'silent';
}

/** A SYN, its answer, and at most a reset or a repetition. */
function heardLittle(batch: FlowBatch, row: number): boolean {
  const { validity } = batch;
  if (!isKnown(validity.packetsReceived, row) || batch.packetsReceived[row] === 0) return false;
  return !isKnown(validity.packetsSent, row) || batch.packetsSent[row]! <= 3;
}

/** One-way records: half of them are answers, so only what goes down to a service's port can be an attempt. */
function unjudged(
  batch: FlowBatch,
  row: number,
  port: number,
  sourcePort: number,
  options: PortScanOptions,
): Outcome {
  if (port >= options.clientPortsFrom || port >= sourcePort) return 'none';
  if (batch.protocol[row] !== Protocol.tcp || !isKnown(batch.validity.tcpFlags, row)) return 'unjudged';
  const flags = batch.tcpFlags[row]! & ~(TcpFlag.ece | TcpFlag.cwr);
  return flags === TcpFlag.syn ? 'syn-only' : 'unjudged';
}
