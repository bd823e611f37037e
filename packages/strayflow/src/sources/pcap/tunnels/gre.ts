/** GRE (RFC 2784, RFC 2890; version 1: RFC 2637), with NVGRE (RFC 7637) and ERSPAN types I to III inside. */
import { u16, u32 } from '../bytes.js';
import { ETHERTYPE_IPV4, ETHERTYPE_IPV6 } from '../link-layer.js';
import type { Outcome, Packet } from '../packet.js';
import {
  from,
  has,
  readInnerEthernet,
  readInnerIp,
  readInnerNetwork,
  type TunnelContent,
} from './content.js';
import { ETHERTYPE_MPLS, ETHERTYPE_MPLS_MULTICAST, readMpls } from './mpls.js';
import { readPpp } from './ppp.js';

const CHECKSUM = 0x8000;
const KEY = 0x2000;
const SEQUENCE = 0x1000;
const ACKNOWLEDGEMENT = 0x0080;
const VERSION = 0x0007;
const KNOWN_VERSION_0 = CHECKSUM | KEY | SEQUENCE;
const KNOWN_VERSION_1 = KEY | SEQUENCE | ACKNOWLEDGEMENT | VERSION;

const TRANSPARENT_ETHERNET = 0x6558;
const ERSPAN = 0x88be;
const ERSPAN_3 = 0x22eb;
const PPP = 0x880b;

/** The packet behind the GRE header; headers with flags that those RFCs do not know are refused. */
export function readGre(packet: Packet, content: TunnelContent): Outcome {
  const { bytes, at } = content;
  if (!has(content, 4)) return packet.ignore('gre: cut');
  const flags = u16(bytes, at);
  const type = u16(bytes, at + 2);
  if ((flags & VERSION) === 1) return readPptp(packet, content, flags, type);
  if ((flags & ~KNOWN_VERSION_0) !== 0) return packet.ignore('gre: unknown flags');
  const hasKey = (flags & KEY) !== 0;
  const hasSequence = (flags & SEQUENCE) !== 0;
  const keyAt = at + ((flags & CHECKSUM) !== 0 ? 8 : 4);
  const start = keyAt + (hasKey ? 4 : 0) + (hasSequence ? 4 : 0);
  if (start > content.to) return packet.ignore('gre: cut');
  const inner = from(content, start);
  switch (type) {
    case ETHERTYPE_IPV4:
    case ETHERTYPE_IPV6:
      return readInnerNetwork(packet, inner, type);
    case TRANSPARENT_ETHERNET:
      // NVGRE: the upper 24 bits of the key are the virtual subnet, the rest only spreads flows.
      if (hasKey) packet.network = u32(bytes, keyAt) >>> 8;
      return readInnerEthernet(packet, inner);
    case ERSPAN:
      return hasSequence ? readErspan2(packet, inner) : readInnerEthernet(packet, inner);
    case ERSPAN_3:
      return readErspan3(packet, inner);
    case ETHERTYPE_MPLS:
    case ETHERTYPE_MPLS_MULTICAST:
      return readMpls(packet, inner);
    case PPP:
      return readPpp(packet, inner);
    default:
      return packet.ignore('gre: other protocol');
  }
}

/** PPTP's: the key is the payload's length and a call id; acknowledgements alone carry nothing. */
function readPptp(packet: Packet, content: TunnelContent, flags: number, type: number): Outcome {
  const isKnown = (flags & ~KNOWN_VERSION_1) === 0 && (flags & KEY) !== 0 && type === PPP;
  if (!isKnown || (flags & SEQUENCE) === 0 || !has(content, 12)) return packet.ignore('gre: no payload');
  const start = content.at + 12 + ((flags & ACKNOWLEDGEMENT) !== 0 ? 4 : 0);
  const length = u16(content.bytes, content.at + 4);
  if (start + length > content.wireEnd || start > content.to) return packet.ignore('gre: length');
  return readPpp(packet, from(content, start));
}

function readErspan2(packet: Packet, content: TunnelContent): Outcome {
  const isVersion = has(content, 8) && content.bytes[content.at]! >> 4 === 1;
  return isVersion
    ? readInnerEthernet(packet, from(content, content.at + 8))
    : packet.ignore('erspan: version');
}

/** Frame type 0 is Ethernet, 2 is IP; the last bit of the header announces 8 bytes of the platform. */
function readErspan3(packet: Packet, content: TunnelContent): Outcome {
  const { bytes, at } = content;
  if (!has(content, 12) || bytes[at]! >> 4 !== 2) return packet.ignore('erspan: version');
  const frameType = (bytes[at + 10]! >> 2) & 31;
  const inner = from(content, at + ((bytes[at + 11]! & 1) !== 0 ? 20 : 12));
  if (frameType === 0) return readInnerEthernet(packet, inner);
  return frameType === 2 ? readInnerIp(packet, inner) : packet.ignore('erspan: frame type');
}
