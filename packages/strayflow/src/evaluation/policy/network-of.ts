/** The observed network as prefixes tell it, for judging stored or written evidence. */
import { parsePrefix } from '../../model/address.js';
import type { NetworkContext } from '../../model/behaviour.js';
import { prefixMatcher } from '../../model/prefix-matcher.js';

/** RFC 1918 and RFC 4193: what is inside where nobody says. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'];

/** @param internal prefixes; empty: the private networks */
export function networkOf(internal: readonly string[]): NetworkContext {
  const prefixes = (internal.length > 0 ? internal : PRIVATE).map((text) => parsePrefix(text)!);
  return {
    isInternal: prefixMatcher(prefixes),
    internalPrefixes: prefixes,
    internalGiven: internal.length > 0,
  };
}
