/** Pairs of hosts as a map: networks of our own, countries of the others, and what goes between them. */
import { setImmediate } from 'node:timers/promises';
import {
  ADDRESS_BYTES,
  formatPrefix,
  hostName,
  isIpv4,
  parseAddress,
  parsePrefix,
} from '../../model/address.js';
import { prefixMatcher } from '../../model/prefix-matcher.js';
import type { Sums } from '../../store/flows/flow-sums.js';

interface Area {
  readonly name: string;
  readonly isInternal: boolean;
  /** Their bytes, by names as evidence has them: of others, IPv6 by the /64. */
  readonly hosts: Map<string, number>;
  flows: number;
  bytes: number;
}

export interface Link extends Sums {
  readonly from: string;
  readonly to: string;
}

interface Side {
  readonly area: Area;
  readonly host: string;
}

export interface NetworkMap {
  readonly areas: readonly Area[];
  readonly links: readonly Link[];
  /** False where the signal ended it. */
  readonly isWhole: boolean;
}

/** /24 of IPv4, /64 of IPv6. */
function networkOf(bytes: Uint8Array): string {
  const length = isIpv4(bytes) ? 120 : 64;
  const kept = Uint8Array.from(bytes, (byte, i) => (i < length / 8 ? byte : 0));
  return formatPrefix({ bytes: kept, length });
}

/** The hosts of an area with most bytes. */
export function busiestOf({ hosts }: Area, most: number): string[] {
  const sorted = [...hosts].sort(([a, less], [b, more]) => more - less || (a < b ? -1 : 1));
  return sorted.slice(0, most).map(([host]) => host);
}

/** Pairs after which others have their turn: each costs up to two lookups in a database. */
const TURN = 500;

/**
 * The pairs with most bytes first, until the signal ends it.
 *
 * @param pairs by "source destination"
 * @param countryOf of an address that is not internal; "" where it is not known
 */
export async function networkMap(
  pairs: ReadonlyMap<string, Sums>,
  internal: readonly string[],
  countryOf: (address: string) => string,
  signal: AbortSignal,
): Promise<NetworkMap> {
  const isInternal = prefixMatcher(internal.flatMap((text) => parsePrefix(text) ?? []));
  const areas = new Map<string, Area>();
  const known = new Map<string, Side>();
  const sideOf = (address: string): Side => {
    const before = known.get(address);
    if (before !== undefined) return before;
    const bytes = new Uint8Array(ADDRESS_BYTES);
    const inside = parseAddress(address, bytes) && isInternal(bytes, 0);
    const name = inside ? networkOf(bytes) : countryOf(address);
    const area = areas.get(name) ?? { name, isInternal: inside, hosts: new Map(), flows: 0, bytes: 0 };
    areas.set(name, area);
    const side = { area, host: hostName(bytes, 0, inside) };
    known.set(address, side);
    return side;
  };
  const links = new Map<string, Link>();
  let done = 0;
  for (const [pair, { flows, bytes }] of [...pairs].sort(([, a], [, b]) => b.bytes - a.bytes)) {
    if (++done % TURN === 0) await setImmediate();
    if (signal.aborted) break;
    const sides = pair.split(' ').map(sideOf) as [Side, Side];
    const [from, to] = sides.map(({ area }) => area) as [Area, Area];
    for (const area of new Set([from, to])) {
      area.flows += flows;
      area.bytes += bytes;
    }
    for (const { area, host } of sides) area.hosts.set(host, (area.hosts.get(host) ?? 0) + bytes);
    const key = `${from.name} ${to.name}`;
    const link = links.get(key) ?? { from: from.name, to: to.name, flows: 0, bytes: 0 };
    link.flows += flows;
    link.bytes += bytes;
    links.set(key, link);
  }
  const most = <Each extends Sums>(a: Each, b: Each) => b.bytes - a.bytes || b.flows - a.flows;
  const isWhole = !signal.aborted;
  return { areas: [...areas.values()].sort(most), links: [...links.values()].sort(most), isWhole };
}
