/** The observed network, as a live shell stored it, for what runs beside it. */
import { readNames } from '../store/read-state.js';

/** Prefixes; null as long as they are not known. Throws StrayflowError 'state-unreadable'. */
export function storedPrefixes(folder: string): readonly string[] | null {
  const { network } = readNames(folder);
  return network === null ? null : (JSON.parse(network) as { prefixes: readonly string[] }).prefixes;
}
