/** Types of DNS records (IANA "DNS Parameters"), and their data as text. */
import { formatAddress, writeIpv4 } from '../../../model/address.js';
import { u16 } from '../bytes.js';
import type { DnsName } from './dns-name.js';
import { textOf } from './text.js';

export const DnsType = {
  a: 1,
  ns: 2,
  cname: 5,
  soa: 6,
  ptr: 12,
  mx: 15,
  txt: 16,
  aaaa: 28,
  srv: 33,
} as const;

const NAMES: ReadonlyMap<number, string> = new Map([
  [1, 'A'],
  [2, 'NS'],
  [5, 'CNAME'],
  [6, 'SOA'],
  [10, 'NULL'],
  [12, 'PTR'],
  [13, 'HINFO'],
  [15, 'MX'],
  [16, 'TXT'],
  [25, 'KEY'],
  [28, 'AAAA'],
  [33, 'SRV'],
  [35, 'NAPTR'],
  [39, 'DNAME'],
  [41, 'OPT'],
  [43, 'DS'],
  [44, 'SSHFP'],
  [46, 'RRSIG'],
  [47, 'NSEC'],
  [48, 'DNSKEY'],
  [50, 'NSEC3'],
  [52, 'TLSA'],
  [64, 'SVCB'],
  [65, 'HTTPS'],
  [99, 'SPF'],
  [249, 'TKEY'],
  [250, 'TSIG'],
  [251, 'IXFR'],
  [252, 'AXFR'],
  [255, 'ANY'],
  [257, 'CAA'],
]);

/** Types without a name as RFC 3597 writes them. */
export function typeName(type: number): string {
  return NAMES.get(type) ?? `TYPE${type}`;
}

const address = new Uint8Array(16);

/** Address, name or text of the data `bytes[at, end)` of a message from `start`; '' for other types, null when broken. */
export function dataText(
  type: number,
  bytes: Uint8Array,
  start: number,
  at: number,
  end: number,
  name: DnsName,
): string | null {
  switch (type) {
    case DnsType.a:
      if (end - at !== 4) return null;
      writeIpv4(address, 0, bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!);
      return formatAddress(address);
    case DnsType.aaaa:
      if (end - at !== 16) return null;
      return formatAddress(bytes, at);
    case DnsType.ns:
    case DnsType.cname:
    case DnsType.ptr:
    case DnsType.soa:
      return name.read(bytes, start, at, end) ? name.text : null;
    case DnsType.mx:
      return end - at > 2 && name.read(bytes, start, at + 2, end) ? name.text : null;
    case DnsType.srv:
      return end - at > 6 && name.read(bytes, start, at + 6, end)
        ? `${name.text}:${u16(bytes, at + 4)}`
        : null;
    case DnsType.txt:
      return characterStrings(bytes, at, end);
    default:
      return '';
  }
}

/** The strings of a TXT record (RFC 1035 section 3.3.14), one behind the other. */
function characterStrings(bytes: Uint8Array, at: number, end: number): string | null {
  let text = '';
  while (at < end) {
    const next = at + 1 + bytes[at]!;
    if (next > end) return null;
    text += textOf(bytes, at + 1, next);
    at = next;
  }
  return text;
}
