/** Names that hosts resolve: an address that changes behind one name is no new destination. */
import { ADDRESS_BYTES, parseAddress } from '../../model/address.js';
import type { NetworkContext } from '../../model/behaviour.js';
import { type FactBatch, FactKind } from '../../model/fact-batch.js';
import { hostFingerprint, nameFingerprint } from '../fingerprint.js';
import { noteName, type Prevalence } from '../prevalence.js';

/**
 * Only what resolvers answered counts. Names that a client writes itself (SNI, HTTP host) prove nothing: malware
 * would name the update service that everybody uses.
 */
export function noteNames(prevalence: Prevalence, batch: FactBatch, network: NetworkContext): void {
  const address = new Uint8Array(ADDRESS_BYTES);
  const { name, value } = batch;
  for (let row = 0; row < batch.length; row++) {
    if (batch.kind[row] !== FactKind.dnsAddress || !network.isInternal(batch.address, 16 * row)) continue;
    const text = name.dictionary[name.codes[row]!]!;
    if (text === '' || !parseAddress(value.dictionary[value.codes[row]!]!, address)) continue;
    noteName(
      prevalence,
      nameFingerprint(text),
      hostFingerprint(address, 0, network),
      hostFingerprint(batch.address, 16 * row, network),
      batch.time[row]!,
    );
  }
}
