/** Transport headers: TCP (RFC 9293), UDP (RFC 768) and those with ports in the same place, ICMP (RFC 792, RFC 4443). */
import { i32, u16 } from './bytes.js';
import { FlowKind, FragmentPart, Outcome, type Packet } from './packet.js';

export const PROTOCOL_ICMP = 1;
export const PROTOCOL_TCP = 6;
export const PROTOCOL_ICMPV6 = 58;
export const PROTOCOL_UDP = 17;
/** DCCP, SCTP, UDP-Lite: ports are their first four bytes. */
const OTHERS_WITH_PORTS: readonly number[] = [33, 132, 136];
/** Up to and with the flags; a snap length may have cut the rest. */
const TCP_NEEDED_BYTES = 14;

/** ICMP types that share an identifier between request and reply: [request, reply] of echo, timestamp, info, mask. */
const ICMP_QUERIES: readonly (readonly [number, number])[] = [
  [8, 0],
  [13, 14],
  [15, 16],
  [17, 18],
];
const ICMPV6_QUERIES: readonly (readonly [number, number])[] = [[128, 129]];

/** The header of `protocol` at `bytes[at, end)`: ports, flags and what tells the flow. Needs addresses and fragment. */
export function readTransport(
  packet: Packet,
  bytes: Uint8Array,
  at: number,
  end: number,
  protocol: number,
): Outcome {
  packet.protocol = protocol;
  packet.sourcePort = packet.destinationPort = packet.tcpFlags = 0;
  setPayload(packet, at, end);
  if (packet.fragment === FragmentPart.later) {
    packet.kind = FlowKind.fragment;
    return Outcome.flow;
  }
  if (protocol === PROTOCOL_TCP) return readTcp(packet, bytes, at, end);
  if (protocol === PROTOCOL_UDP || OTHERS_WITH_PORTS.includes(protocol)) {
    if (end - at < 8) return tooShort(packet, protocol === PROTOCOL_UDP ? 'udp' : 'transport', end - at, 8);
    readPorts(packet, bytes, at);
    if (protocol === PROTOCOL_UDP) setUdpPayload(packet, u16(bytes, at + 4), at, end);
    return Outcome.flow;
  }
  if (protocol === PROTOCOL_ICMP) return readIcmp(packet, bytes, at, end, ICMP_QUERIES);
  if (protocol === PROTOCOL_ICMPV6) return readIcmp(packet, bytes, at, end, ICMPV6_QUERIES);
  packet.kind = FlowKind.bare;
  return Outcome.flow;
}

/** A first fragment may be too small for the header: it is kept as a fragment of a flow without ports. */
function tooShort(packet: Packet, layer: string, there: number, needed: number): Outcome {
  if (packet.fragment === FragmentPart.first) {
    packet.kind = FlowKind.fragment;
    return Outcome.flow;
  }
  return packet.reject(`${layer}-truncated`, `${Math.max(0, there)} of ${needed} bytes`);
}

function setPayload(packet: Packet, at: number, end: number): void {
  packet.payloadAt = at;
  packet.payloadEnd = Math.max(at, end);
  packet.payloadBytes = Math.max(0, packet.ipEnd - at);
}

/** Zero stands for "as long as the packet" in jumbograms and before segmentation offload. */
function setUdpPayload(packet: Packet, length: number, at: number, end: number): void {
  const isUsable = length >= 8 && at + length <= packet.ipEnd;
  setPayload(packet, at + 8, isUsable ? Math.min(end, at + length) : end);
  if (isUsable) packet.payloadBytes = length - 8;
}

function readPorts(packet: Packet, bytes: Uint8Array, at: number): void {
  packet.kind = FlowKind.ports;
  packet.sourcePort = u16(bytes, at);
  packet.destinationPort = u16(bytes, at + 2);
}

function readTcp(packet: Packet, bytes: Uint8Array, at: number, end: number): Outcome {
  if (end - at < TCP_NEEDED_BYTES) return tooShort(packet, 'tcp', end - at, TCP_NEEDED_BYTES);
  readPorts(packet, bytes, at);
  packet.sequence = i32(bytes, at + 4);
  packet.acknowledgement = i32(bytes, at + 8);
  packet.tcpFlags = bytes[at + 13]!;
  const headerBytes = (bytes[at + 12]! >> 4) * 4;
  setPayload(packet, headerBytes < 20 ? packet.ipEnd : at + headerBytes, end);
  return Outcome.flow;
}

function readIcmp(
  packet: Packet,
  bytes: Uint8Array,
  at: number,
  end: number,
  queries: readonly (readonly [number, number])[],
): Outcome {
  if (end - at < 4) return tooShort(packet, 'icmp', end - at, 4);
  packet.kind = FlowKind.message;
  packet.icmpType = bytes[at]!;
  packet.icmpCode = bytes[at + 1]!;
  for (const [request, reply] of queries) {
    if (packet.icmpType !== request && packet.icmpType !== reply) continue;
    if (end - at < 8) return tooShort(packet, 'icmp', end - at, 8);
    packet.kind = FlowKind.query;
    packet.icmpIsReply = packet.icmpType === reply;
    packet.icmpQuery = (request << 16) | u16(bytes, at + 4);
  }
  return Outcome.flow;
}
