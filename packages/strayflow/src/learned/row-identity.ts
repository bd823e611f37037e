/** What a row is called (for sampling), and what it resembles (for collapsing repeats). */
import { ADDRESS_BYTES } from '../model/address.js';
import type { FlowRows, HostRows } from '../model/feature-rows.js';
import { isKnown } from '../model/flow-batch.js';
import type { RowHash } from './row-hash.js';

/** A flow by its time, addresses, ports and protocol; two that agree in all of it are told apart by their record. */
export function flowPriority(hash: RowHash, rows: FlowRows, row: number): number {
  const { flows } = rows;
  return hash
    .reset()
    .number(flows.time[row]!)
    .number(flows.start[row]!)
    .bytes(flows.source, row * ADDRESS_BYTES, ADDRESS_BYTES)
    .bytes(flows.destination, row * ADDRESS_BYTES, ADDRESS_BYTES)
    .word(flows.sourcePort[row]! | (flows.destinationPort[row]! << 16))
    .word(flows.protocol[row]!)
    .value();
}

/** The same for flows of one pair, port, protocol and state whose volumes lie within the same powers of two. */
export function flowLikeness(hash: RowHash, rows: FlowRows, row: number): number {
  const { flows } = rows;
  const { validity } = flows;
  return hash
    .reset()
    .bytes(flows.source, row * ADDRESS_BYTES, ADDRESS_BYTES)
    .bytes(flows.destination, row * ADDRESS_BYTES, ADDRESS_BYTES)
    .word(isKnown(validity.destinationPort, row) ? flows.destinationPort[row]! : -1)
    .word(isKnown(validity.protocol, row) ? flows.protocol[row]! : -1)
    .word(isKnown(validity.state, row) ? flows.state[row]! : -1)
    .word(octave(flows.bytesSent, validity.bytesSent, row))
    .word(octave(flows.bytesReceived, validity.bytesReceived, row))
    .word(octave(flows.packetsSent, validity.packetsSent, row))
    .word(octave(flows.packetsReceived, validity.packetsReceived, row))
    .value();
}

export function hostWindowPriority(hash: RowHash, rows: HostRows, row: number): number {
  return hash
    .reset()
    .number(rows.windows[row]!.start)
    .bytes(rows.host, row * ADDRESS_BYTES, ADDRESS_BYTES)
    .value();
}

function octave(values: Float64Array, validity: Uint8Array | undefined, row: number): number {
  return isKnown(validity, row) ? Math.floor(Math.log2(values[row]! + 1)) : -1;
}
