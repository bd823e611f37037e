/** Whether an address is in one of some prefixes, made ready once: it is asked many times for each row. */
import { anyPrefixContains, isIpv4, type Prefix } from './address.js';

const IPV4_BITS = 96;

/** What `anyPrefixContains` says, for always the same prefixes. */
export function prefixMatcher(prefixes: readonly Prefix[]): (bytes: Uint8Array, offset: number) => boolean {
  const ipv4 = prefixes.filter(({ bytes, length }) => length >= IPV4_BITS && isIpv4(bytes));
  const masks = Int32Array.from(ipv4, ({ length }) => (length === IPV4_BITS ? 0 : -1 << (128 - length)));
  const values = Int32Array.from(ipv4, ({ bytes }) => lastWord(bytes, 0));
  const others = prefixes.filter((prefix) => !ipv4.includes(prefix));
  // Of these only those that are shorter than the mapping hold IPv4 addresses.
  const wide = others.filter(({ length }) => length < IPV4_BITS);
  return (bytes, offset) => {
    if (!isIpv4(bytes, offset)) return anyPrefixContains(others, bytes, offset);
    const address = lastWord(bytes, offset);
    for (let i = 0; i < masks.length; i++) if ((address & masks[i]!) === values[i]) return true;
    return wide.length > 0 && anyPrefixContains(wide, bytes, offset);
  };
}

function lastWord(bytes: Uint8Array, offset: number): number {
  return (
    (bytes[offset + 12]! << 24) |
    (bytes[offset + 13]! << 16) |
    (bytes[offset + 14]! << 8) |
    bytes[offset + 15]!
  );
}
