/** Tunnels over UDP: VXLAN (RFC 7348), Geneve (RFC 8926), GTP-U (3GPP TS 29.281), L2TP (RFC 2661), MPLS (RFC 7510). */
import { u16, u32 } from '../bytes.js';
import type { Outcome, Packet } from '../packet.js';
import {
  from,
  has,
  readInnerEthernet,
  readInnerIp,
  readInnerNetwork,
  type TunnelContent,
} from './content.js';
import { readMpls } from './mpls.js';
import { readPpp } from './ppp.js';

const TRANSPARENT_ETHERNET = 0x6558;
const MAX_GTP_EXTENSIONS = 8;

export const UdpTunnelPort = {
  l2tp: 1701,
  gtp: 2152,
  vxlan: 4789,
  geneve: 6081,
  mpls: 6635,
  /** What Linux used for VXLAN before the port was assigned. */
  vxlanOfLinux: 8472,
} as const;

/** Tunnels of one direction are told by the port that they are sent to; of L2TP both ends may use another one. */
export function readUdpTunnel(packet: Packet, outer: Packet, content: TunnelContent): Outcome {
  switch (outer.destinationPort) {
    case UdpTunnelPort.vxlan:
    case UdpTunnelPort.vxlanOfLinux:
      return readVxlan(packet, content);
    case UdpTunnelPort.geneve:
      return readGeneve(packet, content);
    case UdpTunnelPort.gtp:
      return readGtp(packet, content);
    case UdpTunnelPort.mpls:
      return readMpls(packet, content);
    default:
      return readL2tp(packet, content);
  }
}

/** The flag of a valid network is set, all reserved bits are clear (but those of the group policy extension). */
function readVxlan(packet: Packet, content: TunnelContent): Outcome {
  const { bytes, at } = content;
  if (!has(content, 8)) return packet.ignore('vxlan: cut');
  const hasPolicy = bytes[at] === 0x88;
  const isReserved = hasPolicy ? (bytes[at + 1]! & 0xb7) !== 0 : (u32(bytes, at) & 0xffffff) !== 0;
  if ((bytes[at] !== 8 && !hasPolicy) || isReserved || bytes[at + 7] !== 0)
    return packet.ignore('vxlan: flags');
  packet.network = u32(bytes, at + 4) >>> 8;
  return readInnerEthernet(packet, from(content, at + 8));
}

function readGeneve(packet: Packet, content: TunnelContent): Outcome {
  const { bytes, at } = content;
  if (!has(content, 8)) return packet.ignore('geneve: cut');
  // Version 0, reserved bits clear; options count in 4 bytes.
  const isKnown = bytes[at]! >> 6 === 0 && (bytes[at + 1]! & 0x3f) === 0 && bytes[at + 7] === 0;
  const start = at + 8 + 4 * (bytes[at]! & 0x3f);
  if (!isKnown || start > content.to) return packet.ignore('geneve: flags');
  packet.network = u32(bytes, at + 4) >>> 8;
  const type = u16(bytes, at + 2);
  const inner = from(content, start);
  return type === TRANSPARENT_ETHERNET
    ? readInnerEthernet(packet, inner)
    : readInnerNetwork(packet, inner, type);
}

/** A G-PDU of version 1, as long as its header says; past sequence number and extension headers stands IP. */
function readGtp(packet: Packet, content: TunnelContent): Outcome {
  const { bytes, at } = content;
  if (!has(content, 8) || (bytes[at]! & 0xf8) !== 0x30 || bytes[at + 1] !== 0xff) {
    return packet.ignore('gtp: no user packet');
  }
  const length = u16(bytes, at + 2);
  if (!content.isPart && at + 8 + length !== content.wireEnd) return packet.ignore('gtp: length');
  let start = at + 8;
  if ((bytes[at]! & 7) !== 0) {
    start += 4;
    let next = start <= content.to && (bytes[at]! & 4) !== 0 ? bytes[start - 1]! : 0;
    for (let headers = 0; next !== 0; headers++) {
      const size = start < content.to ? 4 * bytes[start]! : 0;
      if (size === 0 || start + size > content.to || headers === MAX_GTP_EXTENSIONS) {
        return packet.ignore('gtp: extension headers');
      }
      start += size;
      next = bytes[start - 1]!;
    }
  }
  return start <= content.to ? readInnerIp(packet, from(content, start)) : packet.ignore('gtp: cut');
}

/** A data message of version 2; where it names its length, that must be the datagram's. */
function readL2tp(packet: Packet, content: TunnelContent): Outcome {
  const { bytes, at } = content;
  if (!has(content, 6)) return packet.ignore('l2tp: cut');
  const flags = u16(bytes, at);
  if ((flags & 0x8000) !== 0 || (flags & 0x34ff) !== 2) return packet.ignore('l2tp: no data message');
  const hasLength = (flags & 0x4000) !== 0;
  if (hasLength && !content.isPart && at + u16(bytes, at + 2) !== content.wireEnd) {
    return packet.ignore('l2tp: length');
  }
  let start = at + (hasLength ? 8 : 6) + ((flags & 0x0800) !== 0 ? 4 : 0);
  if ((flags & 0x0200) !== 0) {
    if (start + 2 > content.to) return packet.ignore('l2tp: cut');
    start += 2 + u16(bytes, start);
  }
  return start < content.to ? readPpp(packet, from(content, start)) : packet.ignore('l2tp: cut');
}
