/** Addresses, names and pairs as 53-bit numbers, for tables that are read once a row: no strings are built. */
import { addressKind, isIpv4 } from '../model/address.js';
import type { NetworkContext } from '../model/behaviour.js';
import type { FlowBatch } from '../model/flow-batch.js';

const PRIME = 0x01000193;
const LOW_SEED = 0x811c9dc5;
const HIGH_SEED = 0x050c5d1f;

function finish(h: number): number {
  let mixed = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

const joined = (high: number, low: number) => (finish(high) >>> 11) * 0x1_0000_0000 + finish(low);

/**
 * Two independent FNV-1a hashes of the bytes, mixed. Two keys out of a million share a fingerprint with a
 * probability of about 1 in 18,000.
 */
export function fingerprint(bytes: Uint8Array, offset: number, count: number): number {
  let low = LOW_SEED;
  let high = HIGH_SEED;
  for (let i = offset; i < offset + count; i++) {
    low = Math.imul(low ^ bytes[i]!, PRIME);
    high = Math.imul(high ^ bytes[i]!, PRIME) ^ (low >>> 15);
  }
  return joined(high, low);
}

/** Two fingerprints in this order, as one. */
export function fingerprintOfBoth(first: number, second: number): number {
  const low = Math.imul(Math.imul((first | 0) ^ LOW_SEED, PRIME) ^ (second | 0), 0x85ebca6b);
  const high = Math.imul(upper(first), 0x9e3779b1) ^ upper(second) ^ (low >>> 15);
  return joined(Math.imul(high, PRIME), low);
}

/** A fingerprint and a number of 32 bits, as one; different numbers with the same fingerprint stay different. */
export function fingerprintWith(key: number, value: number): number {
  const low = Math.imul((key | 0) ^ value, 0x9e3779b1);
  const high = Math.imul(upper(key) ^ value, PRIME) ^ (low >>> 15);
  return joined(high, low);
}

const upper = (key: number) => (key / 0x1_0000_0000) | 0;

/** A name as DNS compares it: without regard to case (RFC 4343). */
export function nameFingerprint(name: string): number {
  let low = HIGH_SEED;
  let high = LOW_SEED;
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    const lower = code >= 65 && code <= 90 ? code + 32 : code;
    low = Math.imul(low ^ lower, PRIME);
    high = Math.imul(high ^ lower, PRIME) ^ (low >>> 15);
  }
  return joined(high, low);
}

/** The unit that a host is counted as: the address; of an external public IPv6 address its /64. */
export function hostFingerprint(bytes: Uint8Array, offset: number, network: NetworkContext): number {
  if (isIpv4(bytes, offset)) return fingerprint(bytes, offset + 12, 4);
  const external = !network.isInternal(bytes, offset) && addressKind(bytes, offset) === 'public';
  return fingerprint(bytes, offset, external ? 8 : 16);
}

/** The address itself. */
export function addressFingerprint(bytes: Uint8Array, offset: number): number {
  return isIpv4(bytes, offset) ? fingerprint(bytes, offset + 12, 4) : fingerprint(bytes, offset, 16);
}

/** Source and destination of a row. */
export function hostsFingerprint(batch: FlowBatch, row: number): number {
  return pairHash(batch, row, 0);
}

/** Source, destination, destination port and protocol of a row. */
export function pairFingerprint(batch: FlowBatch, row: number): number {
  return pairHash(batch, row, 1 + (batch.destinationPort[row]! | (batch.protocol[row]! << 16)));
}

function pairHash(batch: FlowBatch, row: number, service: number): number {
  const { source, destination } = batch;
  let low = LOW_SEED;
  let high = HIGH_SEED;
  for (let i = 16 * row; i < 16 * row + 16; i++) {
    const both = source[i]! | (destination[i]! << 8);
    low = Math.imul(low ^ both, PRIME);
    high = Math.imul(high ^ both, PRIME) ^ (low >>> 15);
  }
  low = Math.imul(low ^ service, PRIME);
  high = Math.imul(high ^ service, PRIME) ^ (low >>> 15);
  return joined(high, low);
}
