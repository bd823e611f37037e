/** What became of a flow, and what it knocked at, as small numbers. */
import { type FlowBatch, isEstablished, isFailed, isKnown } from '../model/flow-batch.js';

export const Outcome = { unknown: 0, failed: 1, established: 2 } as const;
export type Outcome = (typeof Outcome)[keyof typeof Outcome];

export function outcomeOf(flows: FlowBatch, row: number): Outcome {
  if (!isKnown(flows.validity.state, row)) return Outcome.unknown;
  const state = flows.state[row]!;
  if (isFailed(state)) return Outcome.failed;
  return isEstablished(state) ? Outcome.established : Outcome.unknown;
}

/** Protocols 0..255, then "not known". */
export const PROTOCOLS = 257;

export function protocolOf(flows: FlowBatch, row: number): number {
  return isKnown(flows.validity.protocol, row) ? flows.protocol[row]! : PROTOCOLS - 1;
}

/** Ports 0..65535, then "none or not known": where nobody saw who began, neither port is the service. */
const PORTS = 65_537;
export const NO_PORT = PORTS - 1;

export function servicePortOf(flows: FlowBatch, row: number): number {
  const known = flows.initiatorKnown[row] !== 0 && isKnown(flows.validity.destinationPort, row);
  return known ? flows.destinationPort[row]! : NO_PORT;
}

/** One number per protocol and port. */
export function doorOf(protocol: number, port: number): number {
  return protocol * PORTS + port;
}
