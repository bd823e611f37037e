/** IPv4 (RFC 791) and IPv6 (RFC 8200) headers: addresses, length, fragments, and the chain of extension headers. */
import { i32, u16 } from './bytes.js';
import { FragmentPart, type Outcome, type Packet } from './packet.js';
import { readTransport } from './transport-layer.js';

const IPV4_HEADER_BYTES = 20;
const IPV6_HEADER_BYTES = 40;
const MAX_EXTENSION_HEADERS = 16;
const HOP_BY_HOP = 0;
const FRAGMENT = 44;
const AUTHENTICATION = 51;
const NO_NEXT_HEADER = 59;
/** Routing, destination options, mobility, host identity, shim6: length in 8-byte units beyond the first. */
const EXTENSIONS: readonly number[] = [HOP_BY_HOP, 43, 60, 135, 139, 140];

/** `wireBytes`: bytes of the frame from `at` on as they were on the wire. */
export function readIpv4(
  packet: Packet,
  bytes: Uint8Array,
  at: number,
  to: number,
  wireBytes: number,
): Outcome {
  if (to - at < IPV4_HEADER_BYTES) return packet.reject('ipv4-truncated', `${to - at} of 20 bytes`);
  if (bytes[at]! >> 4 !== 4)
    return packet.reject('ip-version', `version ${bytes[at]! >> 4} in an IPv4 frame`);
  const headerBytes = (bytes[at]! & 15) * 4;
  if (headerBytes < IPV4_HEADER_BYTES) return packet.reject('ipv4-header-length', `${headerBytes} bytes`);
  if (to - at < headerBytes) return packet.reject('ipv4-truncated', `${to - at} of ${headerBytes} bytes`);
  // Zero where the network card is to cut the packet into segments: the frame is then as long as it says.
  const total = u16(bytes, at + 2) || wireBytes;
  if (total < headerBytes) {
    return packet.reject('ipv4-total-length', `${total} bytes with a header of ${headerBytes}`);
  }
  packet.ipBytes = total;
  packet.ipEnd = at + total;
  packet.ttl = bytes[at + 8]!;
  const { addresses } = packet;
  addresses[0] = addresses[1] = addresses[4] = addresses[5] = 0;
  addresses[2] = addresses[6] = 0xffff;
  addresses[3] = i32(bytes, at + 12);
  addresses[7] = i32(bytes, at + 16);
  const offset = (u16(bytes, at + 6) & 0x1fff) << 3;
  const more = (bytes[at + 6]! & 0x20) !== 0;
  packet.fragment = FragmentPart.whole;
  if (offset !== 0 || more) {
    setFragment(packet, offset, more, at + headerBytes, Math.min(to, packet.ipEnd));
    packet.fragmentId = u16(bytes, at + 4);
    packet.fragmentProtocol = bytes[at + 9]!;
  }
  return readTransport(packet, bytes, at + headerBytes, Math.min(to, at + total), bytes[at + 9]!);
}

/** The fragment's captured bytes are those from `at` to `end`. */
function setFragment(packet: Packet, offset: number, more: boolean, at: number, end: number): void {
  packet.fragment = offset !== 0 ? FragmentPart.later : more ? FragmentPart.first : FragmentPart.whole;
  packet.fragmentOffset = offset;
  packet.moreFragments = more;
  packet.fragmentAt = at;
  packet.fragmentEnd = end;
}

export function readIpv6(
  packet: Packet,
  bytes: Uint8Array,
  at: number,
  to: number,
  wireBytes: number,
): Outcome {
  if (to - at < IPV6_HEADER_BYTES) return packet.reject('ipv6-truncated', `${to - at} of 40 bytes`);
  if (bytes[at]! >> 4 !== 6)
    return packet.reject('ip-version', `version ${bytes[at]! >> 4} in an IPv6 frame`);
  const payload = u16(bytes, at + 4);
  // Zero in jumbograms (RFC 2675) and before segmentation offload.
  const isOpen = payload === 0 && bytes[at + 6] !== NO_NEXT_HEADER;
  packet.ipBytes = isOpen ? Math.max(IPV6_HEADER_BYTES, wireBytes) : IPV6_HEADER_BYTES + payload;
  packet.ipEnd = at + packet.ipBytes;
  packet.ttl = bytes[at + 7]!;
  for (let word = 0; word < 8; word++) packet.addresses[word] = i32(bytes, at + 8 + 4 * word);
  packet.fragment = FragmentPart.whole;
  return readExtensions(packet, bytes, at, Math.min(to, at + packet.ipBytes));
}

function readExtensions(packet: Packet, bytes: Uint8Array, start: number, end: number): Outcome {
  let next = bytes[start + 6]!;
  let at = start + IPV6_HEADER_BYTES;
  for (let headers = 0; headers <= MAX_EXTENSION_HEADERS; headers++) {
    const isFragment = next === FRAGMENT;
    if (!isFragment && next !== AUTHENTICATION && !EXTENSIONS.includes(next)) {
      return readTransport(packet, bytes, at, end, next);
    }
    if (end - at < 8) return packet.reject('ipv6-truncated', `extension header ${next} breaks off`);
    if (isFragment) {
      setFragment(packet, u16(bytes, at + 2) & 0xfff8, (bytes[at + 3]! & 1) !== 0, at + 8, end);
      packet.fragmentId = i32(bytes, at + 4);
      packet.fragmentProtocol = bytes[at]!;
    }
    const length = isFragment
      ? 8
      : next === AUTHENTICATION
        ? (bytes[at + 1]! + 2) * 4
        : (bytes[at + 1]! + 1) * 8;
    next = bytes[at]!;
    at += length;
    if (packet.fragment === FragmentPart.later) return readTransport(packet, bytes, at, end, next);
    if (at > end) return packet.reject('ipv6-truncated', `an extension header of ${length} bytes breaks off`);
  }
  return packet.reject('ipv6-extension-headers', `more than ${MAX_EXTENSION_HEADERS}`);
}
