/** Which addresses a webhook may go to: public unicast ones, and none behind which neighbours are trusted. */
import {
  ADDRESS_BYTES,
  type AddressKind,
  addressKind,
  isIpv4,
  parseAddress,
  parsePrefix,
  prefixContains,
} from '../../model/address.js';

/** Answers for virtual machines about themselves, at a public address: Azure's is 168.63.129.16. */
const METADATA = ['168.63.129.16/32'].map((text) => parsePrefix(text)!);

/** RFC 7526: relays of 6to4 are no more. */
const RETIRED = parsePrefix('192.88.99.0/24')!;

/** RFC 4291 section 2.4: what else of IPv6 is unicast is not reached from everywhere. */
const GLOBAL_UNICAST = parsePrefix('2000::/3')!;

/** Within it: IETF assignments with Teredo, which holds IPv4; 6to4, which does too; documentation (RFC 9637). */
const NOT_GLOBAL = ['2001::/23', '2002::/16', '3fff::/20'].map((text) => parsePrefix(text)!);

/** RFC 6052: the last four bytes are the IPv4 address that is reached in the end. */
const NAT64 = parsePrefix('64:ff9b::/96')!;

const WORDS: Readonly<Record<Exclude<AddressKind, 'public'>, string>> = {
  private: 'a private address',
  shared: 'an address shared behind a carrier (RFC 6598)',
  loopback: 'this machine',
  'link-local': 'a link-local address, as metadata services have',
  multicast: 'a multicast address',
  broadcast: 'the broadcast address',
  unspecified: 'the unspecified address',
  documentation: 'an address of documentation',
  benchmark: 'an address of benchmarks',
  reserved: 'a reserved address',
};

/** Why nothing is sent to it, in words that follow "is"; null where it may be. */
export function addressRefusal(text: string): string | null {
  const bytes = new Uint8Array(ADDRESS_BYTES);
  if (!parseAddress(text, bytes)) return 'no address that can be judged';
  const kind = addressKind(bytes);
  if (kind !== 'public') return WORDS[kind];
  if (isIpv4(bytes)) {
    if (METADATA.some((prefix) => prefixContains(prefix, bytes))) return 'the address of a metadata service';
    return prefixContains(RETIRED, bytes) ? WORDS.reserved : null;
  }
  if (prefixContains(NAT64, bytes)) return addressRefusal([...bytes.subarray(12)].join('.'));
  if (!prefixContains(GLOBAL_UNICAST, bytes)) return WORDS.reserved;
  return NOT_GLOBAL.some((prefix) => prefixContains(prefix, bytes)) ? WORDS.reserved : null;
}
