/** The caps on blocks: in a minute, at once, and at once within one network, so that one party cannot use them all up. */
import { formatPrefix, isIpv4, type Prefix, parsePrefix } from '../model/address.js';
import type { Guard } from './guards/guard.js';
import type { PolicyOptions } from './options.js';

const MINUTE_MS = 60_000;
/** What one party is commonly given at most (RFC 6177 section 2). */
const NETWORK_BITS = { ipv4: 24, ipv6: 48 };

interface StandingCap {
  /** Unix ms, event time. */
  expires: number;
  /** Which counts it; the empty string for what is no address. */
  readonly network: string;
}

export interface Caps {
  /** Event times (Unix ms) of the new blocks of the last minute. */
  readonly recent: number[];
  /** By site, host and role; those that ended are taken out when the clock has moved. */
  readonly standing: Map<string, StandingCap>;
  /** How many of them each network has. */
  readonly byNetwork: Map<string, number>;
  /** Event time to which they are swept (Unix ms). */
  swept: number;
}

export function openCaps(): Caps {
  return { recent: [], standing: new Map(), byNetwork: new Map(), swept: Number.NEGATIVE_INFINITY };
}

/** The network of several units of blocks that a host lies in, as text. */
function networkOfHost(host: Prefix): string {
  const [address] = formatPrefix(host).split('/');
  const length = isIpv4(host.bytes)
    ? Math.min(host.length - 96, NETWORK_BITS.ipv4)
    : Math.min(host.length, NETWORK_BITS.ipv6);
  return formatPrefix(parsePrefix(`${address}/${length}`)!);
}

function end(caps: Caps, key: string, network: string): void {
  caps.standing.delete(key);
  const left = (caps.byNetwork.get(network) ?? 1) - 1;
  if (left > 0) caps.byNetwork.set(network, left);
  else caps.byNetwork.delete(network);
}

function sweep(caps: Caps, now: number): void {
  if (now === caps.swept) return;
  caps.swept = now;
  for (const [key, { expires, network }] of caps.standing) if (expires <= now) end(caps, key, network);
  const { recent } = caps;
  const first = recent.findIndex((time) => time > now - MINUTE_MS);
  recent.splice(0, first < 0 ? recent.length : first);
}

/** Why there may be no new block of this host now, or null. */
export function capGuard(caps: Caps, host: Prefix, now: number, options: PolicyOptions): Guard | null {
  sweep(caps, now);
  if (caps.recent.length >= options.maxBlocksPerMinute) {
    const reason = `${options.maxBlocksPerMinute} hosts were blocked within a minute`;
    return { name: 'blocks-per-minute', reason };
  }
  if (caps.standing.size >= options.maxBlocks) {
    return { name: 'blocks-at-once', reason: `${options.maxBlocks} hosts are blocked already` };
  }
  const network = networkOfHost(host);
  if ((caps.byNetwork.get(network) ?? 0) < options.maxBlocksPerNetwork) return null;
  const reason = `${options.maxBlocksPerNetwork} hosts of ${network} are blocked already`;
  return { name: 'blocks-per-network', reason };
}

/** A block begins, or its end moves. */
export function countBlock(caps: Caps, key: string, host: Prefix, now: number, expires: number): void {
  sweep(caps, now);
  const standing = caps.standing.get(key);
  if (standing !== undefined) {
    standing.expires = expires;
    return;
  }
  const network = networkOfHost(host);
  caps.standing.set(key, { expires, network });
  caps.byNetwork.set(network, (caps.byNetwork.get(network) ?? 0) + 1);
  caps.recent.push(now);
}
