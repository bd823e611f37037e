/** What a tunnel carries: an IP packet or an Ethernet frame, taken for one only if all of its lengths agree. */
import { u16 } from '../bytes.js';
import { readIpv4, readIpv6 } from '../internet-layer.js';
import { ETHERTYPE_ARP, ETHERTYPE_IPV4, ETHERTYPE_IPV6, readEthernet } from '../link-layer.js';
import { Outcome, type Packet } from '../packet.js';

/** Bytes behind the header of a tunnel. */
export interface TunnelContent {
  readonly bytes: Uint8Array;
  /** Captured are `bytes[at, to)`. */
  readonly at: number;
  readonly to: number;
  /** Where they ended on the wire. */
  readonly wireEnd: number;
  /** They are the first fragment of more: what is inside may be longer than they are. */
  readonly isPart: boolean;
}

const IPV4_HEADER_BYTES = 20;
const IPV6_HEADER_BYTES = 40;
const ARP_HEADER_BYTES = 8;

/** The same content from `at` on. */
export function from(content: TunnelContent, at: number): TunnelContent {
  return { ...content, at };
}

/** Whether `length` captured bytes are there. */
export function has(content: TunnelContent, length: number): boolean {
  return content.to - content.at >= length;
}

/** The IP packet whose version its first four bits name. */
export function readInnerIp(packet: Packet, content: TunnelContent): Outcome {
  const { bytes, at, to, wireEnd } = content;
  if (!has(content, IPV4_HEADER_BYTES)) return packet.ignore('tunnel: no room for an IP header');
  const version = bytes[at]! >> 4;
  const room = wireEnd - at;
  if (version === 4) {
    const total = u16(bytes, at + 2);
    const fits = total >= IPV4_HEADER_BYTES && (content.isPart || total <= room);
    return fits ? readIpv4(packet, bytes, at, to, room) : packet.ignore('tunnel: IPv4 of another length');
  }
  if (version !== 6 || !has(content, IPV6_HEADER_BYTES)) return packet.ignore('tunnel: not IP');
  const fits = content.isPart || IPV6_HEADER_BYTES + u16(bytes, at + 4) <= room;
  return fits ? readIpv6(packet, bytes, at, to, room) : packet.ignore('tunnel: IPv6 of another length');
}

/** The Ethernet frame: followed only to IP and to ARP for Ethernet, by the ethertype and what stands behind it. */
export function readInnerEthernet(packet: Packet, content: TunnelContent): Outcome {
  const { bytes, to } = content;
  const outcome = readEthernet(packet, bytes, content.at, to);
  if (outcome !== Outcome.flow) return outcome;
  const inner = from(content, packet.at);
  return readInnerNetwork(packet, inner, packet.etherType);
}

/** What an ethertype says stands at the content's start. */
export function readInnerNetwork(packet: Packet, content: TunnelContent, etherType: number): Outcome {
  const { bytes, at } = content;
  if (etherType === ETHERTYPE_ARP) {
    const isForEthernet = has(content, ARP_HEADER_BYTES) && u16(bytes, at) === 1 && bytes[at + 4] === 6;
    packet.at = at;
    return isForEthernet ? Outcome.arp : packet.ignore('tunnel: ARP for other networks');
  }
  const version = etherType === ETHERTYPE_IPV4 ? 4 : etherType === ETHERTYPE_IPV6 ? 6 : 0;
  if (version === 0 || !has(content, 1) || bytes[at]! >> 4 !== version) {
    return packet.ignore('tunnel: no known ethertype');
  }
  return readInnerIp(packet, content);
}
