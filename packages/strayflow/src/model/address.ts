/** IP addresses as 16 bytes (IPv4 mapped into IPv6), prefixes, and the kinds of address that RFC 6890 sets apart. */

export const ADDRESS_BYTES = 16;

/** Whether the 16 bytes at `offset` are an IPv4-mapped address (RFC 4291 section 2.5.5.2). */
export function isIpv4(bytes: Uint8Array, offset = 0): boolean {
  if (bytes[offset + 10] !== 0xff || bytes[offset + 11] !== 0xff) return false;
  let others = 0;
  for (let i = 0; i < 10; i++) others |= bytes[offset + i]!;
  return others === 0;
}

export function writeIpv4(out: Uint8Array, offset: number, a: number, b: number, c: number, d: number): void {
  out.fill(0, offset, offset + 10);
  out[offset + 10] = 0xff;
  out[offset + 11] = 0xff;
  out[offset + 12] = a;
  out[offset + 13] = b;
  out[offset + 14] = c;
  out[offset + 15] = d;
}

/** Writes the address that `text` holds; false (and `out` untouched) when it is none. Zone ids are refused. */
export function parseAddress(text: string, out: Uint8Array, offset = 0): boolean {
  return text.includes(':') ? parseIpv6(text, out, offset) : parseIpv4(text, out, offset);
}

function ipv4Octets(text: string): readonly number[] | null {
  if (text.length < 7 || text.length > 15) return null;
  const octets: number[] = [];
  let value = -1;
  for (let i = 0; i <= text.length; i++) {
    const code = i < text.length ? text.charCodeAt(i) : 46;
    if (code === 46) {
      if (value < 0) return null;
      octets.push(value);
      value = -1;
    } else if (code >= 48 && code <= 57) {
      if (value === 0) return null;
      value = Math.max(value, 0) * 10 + code - 48;
      if (value > 255) return null;
    } else return null;
  }
  return octets.length === 4 ? octets : null;
}

function parseIpv4(text: string, out: Uint8Array, offset: number): boolean {
  const octets = ipv4Octets(text);
  if (octets === null) return false;
  writeIpv4(out, offset, octets[0]!, octets[1]!, octets[2]!, octets[3]!);
  return true;
}

function parseGroups(text: string): readonly number[] | null {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]!;
    if (part.includes('.')) {
      const octets = i === parts.length - 1 ? ipv4Octets(part) : null;
      if (octets === null) return null;
      groups.push((octets[0]! << 8) | octets[1]!, (octets[2]! << 8) | octets[3]!);
    } else {
      if (!/^[0-9a-fA-F]{1,4}$/.test(part)) return null;
      groups.push(Number.parseInt(part, 16));
    }
  }
  return groups;
}

function parseIpv6(text: string, out: Uint8Array, offset: number): boolean {
  if (text.length > 45) return false;
  const halves = text.split('::');
  if (halves.length > 2 || (halves.length === 2 && halves[0]!.includes('.'))) return false;
  const head = parseGroups(halves[0]!);
  const tail = halves.length === 2 ? parseGroups(halves[1]!) : [];
  if (head === null || tail === null) return false;
  const count = head.length + tail.length;
  if (halves.length === 2 ? count > 7 : count !== 8) return false;
  const groups = [...head, ...new Array<number>(8 - count).fill(0), ...tail];
  for (let i = 0; i < 8; i++) {
    out[offset + 2 * i] = groups[i]! >> 8;
    out[offset + 2 * i + 1] = groups[i]! & 0xff;
  }
  return true;
}

/** The address as text: dotted IPv4, or IPv6 by RFC 5952 section 4. */
export function formatAddress(bytes: Uint8Array, offset = 0): string {
  if (isIpv4(bytes, offset)) {
    return `${bytes[offset + 12]}.${bytes[offset + 13]}.${bytes[offset + 14]}.${bytes[offset + 15]}`;
  }
  const groups: number[] = [];
  for (let i = 0; i < 8; i++) groups.push((bytes[offset + 2 * i]! << 8) | bytes[offset + 2 * i + 1]!);
  let bestStart = -1;
  let bestLength = 1;
  for (let i = 0; i < 8; ) {
    let j = i;
    while (j < 8 && groups[j] === 0) j++;
    if (j - i > bestLength) {
      bestStart = i;
      bestLength = j - i;
    }
    i = j === i ? i + 1 : j;
  }
  const hex = (from: number, to: number) =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':');
  return bestStart < 0 ? hex(0, 8) : `${hex(0, bestStart)}::${hex(bestStart + bestLength, 8)}`;
}

export interface Prefix {
  /** 16 bytes, host bits zero. */
  readonly bytes: Uint8Array;
  /** In bits of the 16-byte form: an IPv4 /24 has 120. */
  readonly length: number;
}

/** "10.0.0.0/8", "2001:db8::/32", or a single address. Null when it is none. Host bits are cleared. */
export function parsePrefix(text: string): Prefix | null {
  const match = /^([0-9a-fA-F:.]+)(?:\/(\d{1,3}))?$/.exec(text.trim());
  const bytes = new Uint8Array(ADDRESS_BYTES);
  if (match === null || !parseAddress(match[1]!, bytes)) return null;
  const ipv4 = !match[1]!.includes(':');
  const size = match[2] === undefined ? (ipv4 ? 32 : 128) : Number(match[2]);
  if (size > (ipv4 ? 32 : 128)) return null;
  const length = ipv4 ? size + 96 : size;
  clearHostBits(bytes, length);
  return { bytes, length };
}

function clearHostBits(bytes: Uint8Array, length: number): void {
  for (let i = 0; i < ADDRESS_BYTES; i++) {
    const keep = Math.min(8, Math.max(0, length - 8 * i));
    bytes[i] = bytes[i]! & ((0xff << (8 - keep)) & 0xff);
  }
}

export function formatPrefix(prefix: Prefix): string {
  const ipv4 = prefix.length >= 96 && isIpv4(prefix.bytes);
  return `${formatAddress(prefix.bytes)}/${ipv4 ? prefix.length - 96 : prefix.length}`;
}

export function prefixContains(prefix: Prefix, bytes: Uint8Array, offset = 0): boolean {
  const whole = prefix.length >> 3;
  for (let i = 0; i < whole; i++) if (bytes[offset + i] !== prefix.bytes[i]) return false;
  const rest = prefix.length & 7;
  if (rest === 0) return true;
  const mask = (0xff << (8 - rest)) & 0xff;
  return (bytes[offset + whole]! & mask) === prefix.bytes[whole];
}

export function anyPrefixContains(prefixes: readonly Prefix[], bytes: Uint8Array, offset = 0): boolean {
  for (const prefix of prefixes) if (prefixContains(prefix, bytes, offset)) return true;
  return false;
}

/** What RFC 6890 and its kin say of an address; `public` is all the rest. */
export type AddressKind =
  | 'public'
  | 'private'
  | 'shared'
  | 'loopback'
  | 'link-local'
  | 'multicast'
  | 'broadcast'
  | 'unspecified'
  | 'documentation'
  | 'benchmark'
  | 'reserved';

const SPECIAL: readonly (readonly [AddressKind, string])[] = [
  ['unspecified', '0.0.0.0/32'],
  ['reserved', '0.0.0.0/8'],
  ['private', '10.0.0.0/8'],
  ['shared', '100.64.0.0/10'],
  ['loopback', '127.0.0.0/8'],
  ['link-local', '169.254.0.0/16'],
  ['private', '172.16.0.0/12'],
  ['reserved', '192.0.0.0/24'],
  ['documentation', '192.0.2.0/24'],
  ['private', '192.168.0.0/16'],
  ['benchmark', '198.18.0.0/15'],
  ['documentation', '198.51.100.0/24'],
  ['documentation', '203.0.113.0/24'],
  ['multicast', '224.0.0.0/4'],
  ['broadcast', '255.255.255.255/32'],
  ['reserved', '240.0.0.0/4'],
  ['unspecified', '::/128'],
  ['loopback', '::1/128'],
  ['documentation', '2001:db8::/32'],
  ['private', 'fc00::/7'],
  ['link-local', 'fe80::/10'],
  ['multicast', 'ff00::/8'],
];
const SPECIAL_PREFIXES = SPECIAL.map(([kind, text]) => ({ kind, prefix: parsePrefix(text)! }));

export function addressKind(bytes: Uint8Array, offset = 0): AddressKind {
  for (const { kind, prefix } of SPECIAL_PREFIXES) if (prefixContains(prefix, bytes, offset)) return kind;
  return 'public';
}

export function isMulticastOrBroadcast(bytes: Uint8Array, offset = 0): boolean {
  if (bytes[offset] === 0xff) return true;
  if (!isIpv4(bytes, offset)) return false;
  const first = bytes[offset + 12]!;
  return (first >= 224 && first < 240) || (first === 255 && bytes[offset + 15] === 255);
}

/**
 * The unit that a host is counted as, as text: the address; for external IPv6 its /64, because one party has the
 * whole of it (RFC 6177, RFC 4941).
 */
export function hostName(bytes: Uint8Array, offset: number, internal: boolean): string {
  if (internal || isIpv4(bytes, offset) || addressKind(bytes, offset) !== 'public')
    return formatAddress(bytes, offset);
  const prefix = new Uint8Array(ADDRESS_BYTES);
  prefix.set(bytes.subarray(offset, offset + 8));
  return `${formatAddress(prefix)}/64`;
}
