/** Link layers: from a frame to the ethertype and offset of what it carries. */
import { u16, u32 } from './bytes.js';
import { Outcome, type Packet } from './packet.js';

/** Link types (https://www.tcpdump.org/linktypes.html) that can be read. */
const LinkType = {
  null: 0,
  ethernet: 1,
  rawBsd: 12,
  rawOpenBsd: 14,
  raw: 101,
  loop: 108,
  linuxCooked: 113,
  ipv4: 228,
  ipv6: 229,
  linuxCooked2: 276,
} as const;

export const ETHERTYPE_IPV4 = 0x0800;
export const ETHERTYPE_ARP = 0x0806;
export const ETHERTYPE_IPV6 = 0x86dd;
const MAX_LENGTH_FIELD = 1500;
const MAX_TAGS = 8;
/** Linux's own number for "an LLC header follows" (if_ether.h, ETH_P_802_2). */
const COOKED_LLC = 4;
/** AF_INET6 of NetBSD and OpenBSD, Linux, FreeBSD, macOS, Windows. */
const IPV6_FAMILIES: readonly number[] = [24, 10, 28, 30, 23];

const READABLE: ReadonlySet<number> = new Set(Object.values(LinkType));

export function isReadableLinkType(linkType: number): boolean {
  return READABLE.has(linkType);
}

/** Sets `etherType`, `at`, `macAt`, `vlan`. `Outcome.flow` means: go on with the ethertype. */
export function readLink(
  packet: Packet,
  bytes: Uint8Array,
  from: number,
  to: number,
  linkType: number,
): Outcome {
  packet.macAt = -1;
  packet.vlan = 0;
  packet.linkInterface = 0;
  switch (linkType) {
    case LinkType.ethernet:
      return readEthernet(packet, bytes, from, to);
    case LinkType.linuxCooked:
      if (to - from < 16) return packet.reject('linux-cooked-truncated', `${to - from} of 16 bytes`);
      if (u16(bytes, from + 4) === 6) packet.macAt = from + 6;
      return readEtherType(packet, bytes, from + 14, to);
    case LinkType.linuxCooked2:
      return readLinuxCooked2(packet, bytes, from, to);
    case LinkType.null:
    case LinkType.loop:
      return readLoopback(packet, bytes, from, to);
    case LinkType.ipv4:
      return follow(packet, ETHERTYPE_IPV4, from);
    case LinkType.ipv6:
      return follow(packet, ETHERTYPE_IPV6, from);
    default:
      return readRaw(packet, bytes, from, to);
  }
}

/** An Ethernet frame, on the wire or inside another packet: its own tags count. */
export function readEthernet(packet: Packet, bytes: Uint8Array, from: number, to: number): Outcome {
  if (to - from < 14) return packet.reject('ethernet-truncated', `${to - from} of 14 bytes`);
  packet.macAt = from + 6;
  packet.vlan = 0;
  return readEtherType(packet, bytes, from + 12, to);
}

function follow(packet: Packet, etherType: number, at: number): Outcome {
  packet.etherType = etherType;
  packet.at = at;
  return Outcome.flow;
}

/** The ethertype at `at`, VLAN tags (802.1Q, 802.1ad and the older 0x9100), or the length field of 802.3. */
function readEtherType(packet: Packet, bytes: Uint8Array, at: number, to: number): Outcome {
  let type = u16(bytes, at);
  at += 2;
  for (let tags = 0; type === 0x8100 || type === 0x88a8 || type === 0x9100; tags++) {
    if (tags === MAX_TAGS) return packet.reject('vlan-depth', `more than ${MAX_TAGS} VLAN tags`);
    if (to - at < 4) return packet.reject('vlan-truncated', `${to - at} of 4 bytes`);
    packet.vlan = ((packet.vlan << 12) | (u16(bytes, at) & 0xfff)) & 0xffffff;
    type = u16(bytes, at + 2);
    at += 4;
  }
  return type > MAX_LENGTH_FIELD ? follow(packet, type, at) : readLlc(packet, bytes, at, to);
}

/** IEEE 802.2: only the SNAP form that carries an ethertype leads on. */
function readLlc(packet: Packet, bytes: Uint8Array, at: number, to: number): Outcome {
  if (to - at < 3) return packet.reject('llc-truncated', `${to - at} of 3 bytes`);
  const isSnap = bytes[at] === 0xaa && bytes[at + 1] === 0xaa && bytes[at + 2] === 3;
  if (!isSnap) return packet.ignore(`llc 0x${bytes[at]!.toString(16).padStart(2, '0')}`);
  if (to - at < 8) return packet.reject('llc-truncated', `${to - at} of 8 bytes`);
  const organisation = u32(bytes, at + 2) & 0xffffff;
  if (organisation !== 0) return packet.ignore(`snap 0x${organisation.toString(16).padStart(6, '0')}`);
  return follow(packet, u16(bytes, at + 6), at + 8);
}

function readLinuxCooked2(packet: Packet, bytes: Uint8Array, from: number, to: number): Outcome {
  if (to - from < 20) return packet.reject('linux-cooked-truncated', `${to - from} of 20 bytes`);
  packet.linkInterface = u32(bytes, from + 4);
  if (bytes[from + 11] === 6) packet.macAt = from + 12;
  const type = u16(bytes, from);
  if (type === COOKED_LLC) return readLlc(packet, bytes, from + 20, to);
  if (type !== 0x8100 && type !== 0x88a8 && type !== 0x9100) return follow(packet, type, from + 20);
  // A tag stands where the payload begins, as if the type were the ethertype before it.
  if (to - from < 24) return packet.reject('vlan-truncated', `${to - from - 20} of 4 bytes`);
  packet.vlan = u16(bytes, from + 20) & 0xfff;
  return readEtherType(packet, bytes, from + 22, to);
}

/** BSD loopback: an address family in the byte order of the machine that wrote it (NULL), or of the network (LOOP). */
function readLoopback(packet: Packet, bytes: Uint8Array, from: number, to: number): Outcome {
  if (to - from < 4) return packet.reject('loopback-truncated', `${to - from} of 4 bytes`);
  const family = u16(bytes, from) === 0 ? u16(bytes, from + 2) : bytes[from]! | (bytes[from + 1]! << 8);
  if (family === 2) return follow(packet, ETHERTYPE_IPV4, from + 4);
  if (IPV6_FAMILIES.includes(family)) return follow(packet, ETHERTYPE_IPV6, from + 4);
  return packet.ignore(`address family ${family}`);
}

function readRaw(packet: Packet, bytes: Uint8Array, from: number, to: number): Outcome {
  if (to === from) return packet.reject('ip-truncated', 'an empty frame');
  const version = bytes[from]! >> 4;
  if (version === 4) return follow(packet, ETHERTYPE_IPV4, from);
  if (version === 6) return follow(packet, ETHERTYPE_IPV6, from);
  return packet.reject('ip-version', `version ${version}`);
}
