/** Listed addresses and prefixes: which of them holds an address, by one look at a bitmap for nearly every row. */
import { isIpv4, type Prefix } from '../../model/address.js';
import { fingerprint } from '../fingerprint.js';

/** Shorter prefixes are no indicators: IPv4 /16 and IPv6 /32, in bits of the 16-byte form. */
export const SHORTEST_IPV4 = 96 + 16;
export const SHORTEST_IPV6 = 32;

/** `find` gives the number under which the longest prefix around an address was added; -1 for none. */
export interface AddressIndex {
  add(prefix: Prefix, place: number): void;
  find(bytes: Uint8Array, offset: number): number;
}

/** The first bits that all listed prefixes have: two bytes of IPv4, four of IPv6. */
function headOf(bytes: Uint8Array, offset: number, ipv4: boolean): number {
  if (ipv4) return (bytes[offset + 12]! << 8) | bytes[offset + 13]!;
  const high = (bytes[offset]! << 8) | bytes[offset + 1]!;
  const low = (bytes[offset + 2]! << 8) | bytes[offset + 3]!;
  return 65_536 + ((high ^ Math.imul(low, 0x9e37)) & 0xffff);
}

export function addressIndex(): AddressIndex {
  const heads = new Uint8Array(2 * 65_536);
  const byLength = new Map<number, Map<number, number>>();
  let lengths: readonly number[] = [];
  const masked = new Uint8Array(16);
  const slot = (bytes: Uint8Array, offset: number) => headOf(bytes, offset, isIpv4(bytes, offset));
  return {
    add({ bytes, length }, place) {
      heads[slot(bytes, 0)] = 1;
      let places = byLength.get(length);
      if (places === undefined) {
        places = new Map();
        byLength.set(length, places);
        lengths = [...byLength.keys()].sort((a, b) => b - a);
      }
      const key = fingerprint(bytes, 0, 16);
      if (!places.has(key)) places.set(key, place);
    },
    find(bytes, offset) {
      if (heads[slot(bytes, offset)] === 0) return -1;
      for (const length of lengths) {
        for (let i = 0; i < 16; i++) {
          const keep = Math.min(8, Math.max(0, length - 8 * i));
          masked[i] = bytes[offset + i]! & ((0xff << (8 - keep)) & 0xff);
        }
        const place = byLength.get(length)!.get(fingerprint(masked, 0, 16));
        if (place !== undefined) return place;
      }
      return -1;
    },
  };
}
