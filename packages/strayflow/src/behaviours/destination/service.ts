/** What kind of service a flow goes to, by its port, and whether it concerns behaviours that weigh destinations. */
import { isMulticastOrBroadcast } from '../../model/address.js';
import type { NetworkContext } from '../../model/behaviour.js';
import { type FlowBatch, isKnown } from '../../model/flow-batch.js';
import { Protocol } from '../protocol.js';
import type { DestinationOptions } from './options.js';

export const Service = { quiet: 0, web: 1, standing: 2, other: 3 } as const;
export type Service = (typeof Service)[keyof typeof Service];

/** By port. */
export function servicesOf(options: DestinationOptions): Uint8Array {
  const services = new Uint8Array(65536).fill(Service.other);
  for (const port of options.webPorts) services[port] = Service.web;
  for (const port of options.standingPorts) services[port] = Service.standing;
  for (const port of options.quietPorts) services[port] = Service.quiet;
  return services;
}

const NTP_PORT = 123;
/** An NTP packet with authentication and its headers (RFC 5905). */
const NTP_BYTES = 100;

function isNtp(batch: FlowBatch, row: number): boolean {
  if (batch.destinationPort[row] !== NTP_PORT || batch.protocol[row] !== Protocol.udp) return false;
  const { validity } = batch;
  if (!isKnown(validity.bytesSent, row) || !isKnown(validity.packetsSent, row)) return true;
  return batch.bytesSent[row]! <= NTP_BYTES * batch.packetsSent[row]!;
}

/** The service that an internal host addressed; `quiet` for everything that is none of our business. */
export function outgoingService(
  batch: FlowBatch,
  row: number,
  services: Uint8Array,
  network: NetworkContext,
): Service {
  const { validity } = batch;
  if (!isKnown(validity.protocol, row) || !isKnown(validity.destinationPort, row)) return Service.quiet;
  const protocol = batch.protocol[row]!;
  if (protocol !== Protocol.tcp && protocol !== Protocol.udp) return Service.quiet;
  if (batch.initiatorKnown[row] === 0) return Service.quiet;
  const service = services[batch.destinationPort[row]!]! as Service;
  if (service === Service.quiet || isNtp(batch, row)) return Service.quiet;
  if (!network.isInternal(batch.source, 16 * row)) return Service.quiet;
  return isMulticastOrBroadcast(batch.destination, 16 * row) ? Service.quiet : service;
}
