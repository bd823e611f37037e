/**
 * Hosts as short strings, for maps: the bytes of the address, one byte a character, after their number. No character of
 * a key is ever above 255: halves of surrogate pairs are lost where state is stored as UTF-8.
 */

import { addressKind, formatAddress, isIpv4, writeIpv4 } from '../model/address.js';
import type { NetworkContext } from '../model/behaviour.js';

/**
 * The keys of addresses met lately, by a hash of the address: the same string again is neither made nor hashed anew, which
 * costs more than all else that is done with it. What a key is does not depend on it.
 */
const KEPT_BITS = 14;
const keptAddresses = new Uint32Array(1 << KEPT_BITS);
const keptKeys: string[] = new Array<string>(1 << KEPT_BITS).fill('');

function ipv4Text(bytes: Uint8Array, offset: number): string {
  const a = bytes[offset + 12]!;
  const b = bytes[offset + 13]!;
  const c = bytes[offset + 14]!;
  const d = bytes[offset + 15]!;
  const address = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  const place = Math.imul(address, 0x9e3779b1) >>> (32 - KEPT_BITS);
  const kept = keptKeys[place]!;
  if (keptAddresses[place] === address && kept !== '') return kept;
  const key = String.fromCharCode(4, a, b, c, d);
  keptAddresses[place] = address;
  keptKeys[place] = key;
  return key;
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
