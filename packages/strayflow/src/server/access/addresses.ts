/** Where requests come from. */
import {
  ADDRESS_BYTES,
  formatAddress,
  formatPrefix,
  parseAddress,
  parsePrefix,
} from '../../model/address.js';

/** One text for each address, IPv4 in IPv6 as IPv4; "" for what is none. */
export function plainAddress(text: string): string {
  const bytes = new Uint8Array(ADDRESS_BYTES);
  return parseAddress(text.split('%')[0]!, bytes) ? formatAddress(bytes) : '';
}

/** Who guesses is one host of IPv4, and a whole /64 of IPv6: networks give that many addresses to each. */
export function neighbourhood(address: string): string {
  const prefix = parsePrefix(address.includes(':') ? `${address}/64` : address);
  return prefix === null ? 'unknown' : formatPrefix(prefix);
}

export function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}

/**
 * Of the client: of the socket, or what our proxy says, which adds the address that it sees to the end of the list. "" where
 * it is not known.
 *
 * @param forwarded the header x-forwarded-for
 */
export function clientAddress(socket: string, forwarded: string | null, behindProxy: boolean): string {
  if (!behindProxy) return plainAddress(socket);
  // A proxy that says nothing must not make everybody look like this machine.
  return forwarded === null ? '' : plainAddress(forwarded.split(',').at(-1)!.trim());
}
