/** Whom a flow is counted for: the address, or the /64 of an external IPv6 address, because one party has all of it. */
import { ADDRESS_BYTES, addressKind, isIpv4 } from '../model/address.js';
import type { NetworkContext } from '../model/behaviour.js';

/** Writes the 16 bytes of the unit of the address at `offset` to the start of `out`. */
export function writeUnit(bytes: Uint8Array, offset: number, network: NetworkContext, out: Uint8Array): void {
  for (let i = 0; i < ADDRESS_BYTES; i++) out[i] = bytes[offset + i]!;
  if (isIpv4(out) || addressKind(out) !== 'public' || network.isInternal(out, 0)) return;
  out.fill(0, 8, ADDRESS_BYTES);
}
