/** The private networks whose hosts really take part in the traffic, as few prefixes. */
import {
  ADDRESS_BYTES,
  addressKind,
  formatPrefix,
  isIpv4,
  type Prefix,
  parsePrefix,
  prefixContains,
} from '../model/address.js';
import type { AddressActivity } from './address-activity.js';

/** Ranges that are nobody's on the Internet (RFC 1918, 6598, 2544, 4193), and the sizes that networks in them have. */
const RANGES = [
  { range: '192.168.0.0/16', sizes: [120, 112] },
  { range: '172.16.0.0/12', sizes: [120, 112, 108] },
  { range: '10.0.0.0/8', sizes: [120, 112, 104] },
  { range: '100.64.0.0/10', sizes: [120, 112, 106] },
  { range: '198.18.0.0/15', sizes: [120, 112, 111] },
  { range: 'fc00::/7', sizes: [64, 48, 7] },
].map(({ range, sizes }) => ({ range: parsePrefix(range)!, sizes }));

/** So many networks inside a larger one are taken for the larger one. */
const MERGE_AT = 3;
/** An address that began so many flows is a host, even if nobody answered it: forged ones rarely come twice. */
const BEGUN = 10;

/** What takes part in this share of all flows is where they were recorded, even if it never answers. */
export const MOST = 0.5;

/** Whether the address looks like a host, not like a forged or probed number. */
export function isLively(activity: AddressActivity, id: number): boolean {
  const flows = activity.flows[id]!;
  return activity.conversations[id]! > 0 || activity.begun[id]! >= BEGUN || flows >= MOST * activity.total;
}

/** By address, and the flows that their lively hosts take part in (a flow between two of them counts twice). */
export function privateNetworks(activity: AddressActivity): {
  readonly prefixes: readonly Prefix[];
  readonly flows: number;
} {
  const found = RANGES.map(() => new Map<string, Prefix>());
  let flows = 0;
  const { bytes, size } = activity.table;
  for (let id = 0; id < size; id++) {
    const at = id * ADDRESS_BYTES;
    const i = RANGES.findIndex(({ range }) => prefixContains(range, bytes, at));
    if (i < 0 || !isLively(activity, id)) continue;
    flows += activity.flows[id]!;
    const network = enclosing(bytes, at, RANGES[i]!.sizes[0]!);
    found[i]!.set(formatPrefix(network), network);
  }
  const prefixes = found.flatMap((networks, i) => merged([...networks.values()], RANGES[i]!.sizes));
  return { prefixes: prefixes.sort(byAddress), flows };
}

/** The prefix of `length` bits (of 128) that holds the address. */
export function enclosing(bytes: Uint8Array, offset: number, length: number): Prefix {
  const out = new Uint8Array(ADDRESS_BYTES);
  for (let i = 0; i < ADDRESS_BYTES; i++) {
    const keep = Math.min(8, Math.max(0, length - 8 * i));
    out[i] = bytes[offset + i]! & ((0xff << (8 - keep)) & 0xff);
  }
  return { bytes: out, length };
}

function merged(networks: readonly Prefix[], sizes: readonly number[]): readonly Prefix[] {
  let kept = networks;
  for (const size of sizes.slice(1)) {
    const groups = new Map<string, Prefix[]>();
    for (const network of kept) {
      const key = formatPrefix(enclosing(network.bytes, 0, size));
      groups.set(key, [...(groups.get(key) ?? []), network]);
    }
    kept = [...groups.values()].flatMap((group) =>
      group.length >= MERGE_AT ? [enclosing(group[0]!.bytes, 0, size)] : group,
    );
  }
  return kept;
}

export function byAddress(a: Prefix, b: Prefix): number {
  for (let i = 0; i < ADDRESS_BYTES; i++) {
    const difference = a.bytes[i]! - b.bytes[i]!;
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** The network that a public address lies in, as far as its form tells: a /24, or a /64 of IPv6; null for other kinds. */
export function publicNetwork(bytes: Uint8Array, offset: number): Prefix | null {
  if (addressKind(bytes, offset) !== 'public') return null;
  return enclosing(bytes, offset, isIpv4(bytes, offset) ? 120 : 64);
}
