/** From a captured frame to a packet of a flow, an ARP message, or a reason why it is neither. */
import { readIpv4, readIpv6 } from './internet-layer.js';
import { ETHERTYPE_ARP, ETHERTYPE_IPV4, ETHERTYPE_IPV6, readLink } from './link-layer.js';
import { Outcome, type Packet } from './packet.js';
import { ETHERTYPE_MPLS, ETHERTYPE_MPLS_MULTICAST, readMpls } from './tunnels/mpls.js';
import { ETHERTYPE_PPPOE_SESSION, readPppoe } from './tunnels/ppp.js';

/** Decodes `bytes[from, to)` of a readable link type into `packet`; `wireLength` is that of the whole frame. */
export function decode(
  packet: Packet,
  bytes: Uint8Array,
  from: number,
  to: number,
  wireLength: number,
  linkType: number,
): Outcome {
  packet.network = 0;
  const linked = readLink(packet, bytes, from, to, linkType);
  if (linked !== Outcome.flow) return linked;
  const { at } = packet;
  const wireBytes = wireLength - (at - from);
  switch (packet.etherType) {
    case ETHERTYPE_IPV4:
      return readIpv4(packet, bytes, at, to, wireBytes);
    case ETHERTYPE_IPV6:
      return readIpv6(packet, bytes, at, to, wireBytes);
    case ETHERTYPE_ARP:
      return Outcome.arp;
    case ETHERTYPE_MPLS:
    case ETHERTYPE_MPLS_MULTICAST:
      return readMpls(packet, { bytes, at, to, wireEnd: from + wireLength, isPart: false });
    case ETHERTYPE_PPPOE_SESSION:
      return readPppoe(packet, { bytes, at, to, wireEnd: from + wireLength, isPart: false });
    default:
      return packet.ignore(`ethertype 0x${packet.etherType.toString(16).padStart(4, '0')}`);
  }
}
