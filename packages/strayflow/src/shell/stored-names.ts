/** What addresses are called, as a live shell stored it, for commands beside it. */
import { openNames } from '../live/known-names.js';
import { parsePrefix } from '../model/address.js';
import { StrayflowError } from '../model/errors.js';
import { type NamesOf, NO_NAMES } from '../model/known-names.js';
import { prefixMatcher } from '../model/prefix-matcher.js';
import { readNames } from '../store/read-state.js';

/**
 * No names where there is no state, or none that can be read: they are for reading alone, and nothing may fail for them.
 *
 * @param warn is told why there are none, in one sentence
 */
export function storedNames(folder: string, warn: (text: string) => void): NamesOf {
  try {
    const { network, names } = readNames(folder);
    if (network === null || names === null) return NO_NAMES;
    const { prefixes } = JSON.parse(network) as { readonly prefixes: readonly string[] };
    const inside = prefixes.flatMap((text) => parsePrefix(text) ?? []);
    const known = openNames({ isInternal: prefixMatcher(inside) }, names);
    return (address, user) => known.namesOf(address, user);
  } catch (error) {
    if (!(error instanceof StrayflowError)) throw error;
    warn(`Names of addresses are not shown: ${error.message}.`);
    return NO_NAMES;
  }
}
