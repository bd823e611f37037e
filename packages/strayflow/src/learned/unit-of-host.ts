/** Whom a flow is counted for: a unicast address, or the /64 of an external IPv6 address. */
import { ADDRESS_BYTES, addressKind, isIpv4, isMulticastOrBroadcast } from '../model/address.js';
import type { NetworkContext } from '../model/behaviour.js';

/** Writes the 16 bytes of the unit at `offset` to `out`; false where the address is nobody's (group, unspecified). */
export function unitOfHost(
  bytes: Uint8Array,
  offset: number,
  network: NetworkContext,
  out: Uint8Array,
): boolean {
  if (isMulticastOrBroadcast(bytes, offset) || isUnspecified(bytes, offset)) return false;
  for (let i = 0; i < ADDRESS_BYTES; i++) out[i] = bytes[offset + i]!;
  if (isIpv4(bytes, offset) || network.isInternal(bytes, offset)) return true;
  if (addressKind(bytes, offset) === 'public') out.fill(0, 8);
  return true;
}

/** `::` and `0.0.0.0`. */
function isUnspecified(bytes: Uint8Array, offset: number): boolean {
  const from = isIpv4(bytes, offset) ? 12 : 0;
  for (let i = from; i < ADDRESS_BYTES; i++) if (bytes[offset + i] !== 0) return false;
  return true;
}
