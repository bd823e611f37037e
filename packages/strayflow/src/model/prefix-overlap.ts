/** Whether two prefixes concern each other: also where an IPv6 address stands for an IPv4 one. */
import { ADDRESS_BYTES, type Prefix, parsePrefix, prefixContains, writeIpv4 } from './address.js';

const IPV4_BITS = 96;
const IPV4: Prefix = parsePrefix('0.0.0.0/0')!;

/** Ranges that hold IPv4 addresses, the bit at which these begin, and what they are combined with. */
const FORMS = [
  /** 6to4, RFC 3056 section 2. */
  { range: '2002::/16', at: 16, mask: 0 },
  /** NAT64, RFC 6052 section 2.1, and its local range, RFC 8215, in the form that ends with the address. */
  { range: '64:ff9b::/96', at: 96, mask: 0 },
  { range: '64:ff9b:1::/48', at: 96, mask: 0 },
  /** Teredo, RFC 4380 section 4: the client's address, each bit turned. */
  { range: '2001::/32', at: 96, mask: 0xff },
  /** IPv4-compatible, RFC 4291 section 2.5.5.1. */
  { range: '::/96', at: 96, mask: 0 },
].map(({ range, ...form }) => ({ range: parsePrefix(range)!, ...form }));

/** Whether one holds any address of the other. */
export function overlaps(a: Prefix, b: Prefix): boolean {
  return a.length <= b.length ? prefixContains(a, b.bytes) : prefixContains(b, a.bytes);
}

/** The IPv4 networks that addresses of an IPv6 prefix stand for; all of IPv4 where it holds a translator's range. */
export function embeddedIpv4(prefix: Prefix): readonly Prefix[] {
  if (IPV4.length <= prefix.length && prefixContains(IPV4, prefix.bytes)) return [];
  return FORMS.flatMap(({ range, at, mask }): Prefix[] => {
    if (!overlaps(range, prefix)) return [];
    if (prefix.length <= at) return [IPV4];
    const bits = Math.min(32, prefix.length - at);
    const bytes = new Uint8Array(ADDRESS_BYTES);
    const [a, b, c, d] = [0, 1, 2, 3].map((i) => {
      const keep = Math.min(8, Math.max(0, bits - 8 * i));
      return (prefix.bytes[at / 8 + i]! ^ mask) & (0xff << (8 - keep)) & 0xff;
    });
    writeIpv4(bytes, 0, a!, b!, c!, d!);
    return [{ bytes, length: IPV4_BITS + bits }];
  });
}

/** The prefix, and the IPv4 networks that it stands for. */
export function withEmbedded(prefix: Prefix): readonly Prefix[] {
  return [prefix, ...embeddedIpv4(prefix)];
}

/** Whether a block of one could cut off addresses of the other, in either of their forms. */
export function concerns(a: readonly Prefix[], b: readonly Prefix[]): boolean {
  return a.some((each) => b.some((other) => overlaps(each, other)));
}
