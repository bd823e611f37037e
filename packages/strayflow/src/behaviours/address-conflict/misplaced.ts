/** Finds a device that had an address of the network and announces one of another. */
import { addressKind } from '../../model/address.js';
import type { NetworkContext } from '../../model/behaviour.js';
import type { FactBatch } from '../../model/fact-batch.js';
import { addressKey, addressOf } from '../host-key.js';
import type { ClaimTable } from '../link/claim-table.js';
import { macKey } from '../link/mac.js';
import { recall } from '../recent-map.js';
import type { Misplaced } from './evidence.js';

/** A device with more addresses of the network than this is a router or a proxy. */
const MAX_FORMER = 8;

/** Called before the table takes the claim. Null when there is nothing strange about it. */
export function misplacedBy(
  table: ClaimTable,
  batch: FactBatch,
  row: number,
  network: NetworkContext,
): Misplaced | null {
  const offset = 16 * row;
  if (batch.text.dictionary[batch.text.codes[row]!] !== 'gratuitous') return null;
  if (network.isInternal(batch.address, offset) || addressKind(batch.address, offset) === 'link-local')
    return null;
  const mac = macKey(batch.mac, 6 * row);
  const addresses = mac === '' ? undefined : recall(table.macs, mac);
  if (addresses === undefined) return null;
  const inside = addresses.filter((address) => network.isInternal(addressOf(address), 0));
  const former = inside.at(-1);
  if (former === undefined || inside.length > MAX_FORMER) return null;
  return {
    address: addressKey(batch.address, offset),
    mac,
    former,
    time: batch.time[row]!,
    record: { input: batch.input[row]!, record: batch.recordNumber[row]! },
  };
}
