/** What a live shell keeps of the names of addresses, between runs and for commands beside it. */
import { HostNames, type NamesState } from '../addresses/index.js';
import type { NetworkContext } from '../model/behaviour.js';
import { restore } from '../model/snapshot.js';
import { stateShape } from './state-shape.js';

/** Every checkpoint writes all of them. */
const LIMITS = { addresses: 16_384, macs: 4_096, names: 4, users: 4 } as const;

/**
 * Names as `bytes` has them; none of another version or another size, as they are learned again.
 *
 * @param bytes snapshot of the state of such names
 */
export function openNames(network: NetworkContext, bytes?: Uint8Array): HostNames {
  const empty = new HostNames(network, LIMITS);
  if (bytes === undefined) return empty;
  const state = restore<NamesState>(bytes);
  const fits =
    stateShape(state) === stateShape(empty.state) && state.table.capacity === empty.state.table.capacity;
  return fits ? new HostNames(network, LIMITS, state) : empty;
}
