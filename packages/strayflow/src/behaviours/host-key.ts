/** Hosts as short strings, for maps: the bytes of the address, one byte a character, after their number. */

import { addressKind, formatAddress, isIpv4, writeIpv4 } from '../model/address.js';
import type { NetworkContext } from '../model/behaviour.js';

function ipv4Text(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(
    4,
    bytes[offset + 12]!,
    bytes[offset + 13]!,
    bytes[offset + 14]!,
    bytes[offset + 15]!,
  );
}

function text(bytes: Uint8Array, offset: number, count: number): string {
  return String.fromCharCode(count, ...bytes.subarray(offset, offset + count));
}

/** The address itself. */
export function addressKey(bytes: Uint8Array, offset: number): string {
  return isIpv4(bytes, offset) ? ipv4Text(bytes, offset) : text(bytes, offset, 16);
}

/** The unit that a host is counted as (see `hostName`): an external IPv6 address is its /64. */
export function hostKey(bytes: Uint8Array, offset: number, network: NetworkContext): string {
  if (isIpv4(bytes, offset)) return ipv4Text(bytes, offset);
  const external = !network.isInternal(bytes, offset) && addressKind(bytes, offset) === 'public';
  return text(bytes, offset, external ? 8 : 16);
}

/** The 16 bytes of a key's address; of a prefix, its first. */
export function addressOf(key: string): Uint8Array {
  const count = key.charCodeAt(0);
  const bytes = new Uint8Array(16);
  if (count === 4) {
    writeIpv4(bytes, 0, key.charCodeAt(1), key.charCodeAt(2), key.charCodeAt(3), key.charCodeAt(4));
  } else for (let i = 0; i < count; i++) bytes[i] = key.charCodeAt(1 + i);
  return bytes;
}

/** The host of a key as people write it, as `hostName` does. */
export function hostText(key: string): string {
  const text = formatAddress(addressOf(key));
  return key.charCodeAt(0) === 8 ? `${text}/64` : text;
}
