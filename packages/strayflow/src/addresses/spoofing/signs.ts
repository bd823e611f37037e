/** What a single record shows about its source address. Pure. */
import { ADDRESS_BYTES, addressKind, isIpv4 } from '../../model/address.js';
import type { NetworkContext } from '../../model/behaviour.js';
import {
  closesFlow,
  type FlowBatch,
  isEstablished,
  isFailed,
  isKnown,
  RecordKind,
} from '../../model/flow-batch.js';

export type Sign = 'impossible-source' | 'private-source' | 'single-packet';

const TCP = 6;
const UDP = 17;
/**
 * Services above the well-known ports whose answers reflectors send (CISA TA14-017A): datagrams from a service are
 * answers of true senders to requests in the victim's name.
 */
const REFLECTED_PORTS: ReadonlySet<number> = new Set([
  1194, 1434, 1701, 1900, 3283, 3389, 3478, 3702, 4500, 5060, 5093, 5353, 5683, 10_001, 11_211, 27_015,
  32_414, 33_848, 37_810, 47_808,
]);
const WELL_KNOWN_PORTS = 1024;

/** Null where the record shows nothing. Only records whose initiator was seen say anything about a sender. */
export function signOf(batch: FlowBatch, row: number, network: NetworkContext): Sign | null {
  if (batch.initiatorKnown[row] !== 1) return null;
  const at = row * ADDRESS_BYTES;
  const { source, destination } = batch;
  if (closesFlow(batch.record[row]!) && !established(batch, row)) {
    if (isImpossibleSource(source, at, destination) && !network.isInternal(source, at)) {
      return 'impossible-source';
    }
    if (
      network.internalGiven === true &&
      isPrivate(source, at) &&
      !network.isInternal(source, at) &&
      network.isInternal(destination, at)
    ) {
      return 'private-source';
    }
  }
  return isSinglePacket(batch, row) ? 'single-packet' : null;
}

function established(batch: FlowBatch, row: number): boolean {
  return isKnown(batch.validity.state, row) && isEstablished(batch.state[row]!);
}

/**
 * No packet on a wire can truly come from there (RFC 1122 section 3.2.1.3, RFC 6890): "this network" but for the
 * unspecified address of DHCP, loopback except to loopback, multicast, class E, documentation.
 */
function isImpossibleSource(bytes: Uint8Array, at: number, peer: Uint8Array): boolean {
  if (!mayBeSpecial(bytes, at)) return false;
  switch (addressKind(bytes, at)) {
    case 'loopback':
      return addressKind(peer, at) !== 'loopback';
    case 'multicast':
    case 'broadcast':
    case 'documentation':
      return true;
    case 'reserved':
      // 192.0.0.0/24 is used between the ends of DS-Lite tunnels (RFC 6333).
      return isIpv4(bytes, at) && bytes[at + 12] !== 192;
    default:
      return false;
  }
}

/** First octets that hold no special address at all: most of the Internet, asked for every record. */
function mayBeSpecial(bytes: Uint8Array, at: number): boolean {
  if (!isIpv4(bytes, at)) return bytes[at] === 0 || bytes[at] === 0x20 || bytes[at] === 0xff;
  const first = bytes[at + 12]!;
  return first === 0 || first === 127 || first >= 224 || (first >= 192 && first <= 203);
}

function isPrivate(bytes: Uint8Array, at: number): boolean {
  return addressKind(bytes, at) === 'private';
}

/** The whole flow is one packet of the initiator, and no handshake. An answered datagram is an ordinary exchange. */
function isSinglePacket(batch: FlowBatch, row: number): boolean {
  const { validity } = batch;
  if (!isKnown(validity.state, row) || !isKnown(validity.packetsSent, row)) return false;
  if (!isKnown(validity.protocol, row) || mayBeReflected(batch, row)) return false;
  const state = batch.state[row]!;
  const packets = batch.packetsSent[row]!;
  // The first packet was counted in the flow's start record.
  if (batch.record[row] === RecordKind.end) return packets === 0 && isFailed(state);
  if (batch.record[row] !== RecordKind.complete || packets !== 1) return false;
  return isFailed(state) || (isEstablished(state) && batch.protocol[row] === TCP);
}

function mayBeReflected(batch: FlowBatch, row: number): boolean {
  if (batch.protocol[row] !== UDP) return false;
  if (!isKnown(batch.validity.sourcePort, row)) return true;
  const port = batch.sourcePort[row]!;
  return port < WELL_KNOWN_PORTS || REFLECTED_PORTS.has(port);
}
