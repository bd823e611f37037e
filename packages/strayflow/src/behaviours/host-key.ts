/** Hosts as short strings, for maps: the bytes of the address, one byte a character, after their number. */

import { addressKind, formatAddress, isIpv4, writeIpv4 } from '../model/address.js';
import type { NetworkContext } from '../model/behaviour.js';

function text(bytes: Uint8Array, from: number, count: number): string {
  let key = String.fromCharCode(count);
  for (let i = 0; i < count; i++) key += String.fromCharCode(bytes[from + i]!);
  return key;
}

/** The address itself. */
export function addressKey(bytes: Uint8Array, offset: number): string {
  return isIpv4(bytes, offset) ? text(bytes, offset + 12, 4) : text(bytes, offset, 16);
}

/** The unit that a host is counted as (see `hostName`): an external IPv6 address is its /64. */
export function hostKey(bytes: Uint8Array, offset: number, network: NetworkContext): string {
  if (isIpv4(bytes, offset)) return text(bytes, offset + 12, 4);
  const external = !network.isInternal(bytes, offset) && addressKind(bytes, offset) === 'public';
  return text(bytes, offset, external ? 8 : 16);
}

/** The host of a key as people write it, as `hostName` does. */
export function hostText(key: string): string {
  const count = key.charCodeAt(0);
  const bytes = new Uint8Array(16);
  if (count === 4) {
    writeIpv4(bytes, 0, key.charCodeAt(1), key.charCodeAt(2), key.charCodeAt(3), key.charCodeAt(4));
    return formatAddress(bytes);
  }
  for (let i = 0; i < count; i++) bytes[i] = key.charCodeAt(1 + i);
  return count === 8 ? `${formatAddress(bytes)}/64` : formatAddress(bytes);
}
