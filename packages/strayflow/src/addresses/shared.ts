/** Addresses that many people share (NAT, proxies): what is told of them is not told of one person. */
import {
  ADDRESS_BYTES,
  anyPrefixContains,
  type Prefix,
  parseAddress,
  parsePrefix,
} from '../model/address.js';
import type { Evidence } from '../model/evidence.js';

/** Key of the evidence, of family `context`, by which the check tells that an address is shared. */
export const SHARED_KEY = 'shared-address';

export function sharedPrefixes(texts: readonly string[]): readonly Prefix[] {
  return texts.map(parsePrefix).filter((prefix) => prefix !== null);
}

/** @param host as evidence names it: an address, or the /64 of an external IPv6 host */
export function isDeclaredShared(host: string, prefixes: readonly Prefix[]): boolean {
  if (prefixes.length === 0) return false;
  const bytes = new Uint8Array(ADDRESS_BYTES);
  return parseAddress(host.split('/')[0]!, bytes) && anyPrefixContains(prefixes, bytes, 0);
}

/** The same evidence, not attributable to one machine, with a word of it. Of victims and of context it stays as it is. */
export function asShared(evidence: Evidence, how: 'declared' | 'recognised'): Evidence {
  if (evidence.role !== 'actor' || evidence.family === 'context') return evidence;
  const why = how === 'declared' ? 'as configured' : 'as its handshakes show';
  return {
    ...evidence,
    attributable: false,
    summary: `${evidence.summary}; the address is shared by several machines, ${why}: any of them may have done it`,
  };
}
