/** The addresses of a receiver, asked for once and checked: connections are made to these, whatever its name says later. */
import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { visible } from '../../model/visible.js';
import { notifyFault } from '../notices/fault.js';
import { addressRefusal } from './address-guard.js';
import { hostOf, shownUrl } from './url.js';

/** All addresses of a name. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

export interface Destination {
  readonly url: URL;
  readonly addresses: readonly LookupAddress[];
  /** For sockets: gives the checked addresses, for any name. */
  readonly lookup: LookupFunction;
}

export const systemResolve: Resolve = (host) => lookup(host, { all: true, verbatim: true });

/**
 * Throws StrayflowError 'notify-failed' where one of the addresses is not to be reached, the reason of `signal` when it
 * is over, and what `resolve` throws.
 */
export async function findDestination(
  url: URL,
  allowPrivate: boolean,
  signal: AbortSignal,
  resolve: Resolve,
): Promise<Destination> {
  const host = hostOf(url);
  const family = isIP(host);
  const addresses = family === 0 ? await orAborted(resolve(host), signal) : [{ address: host, family }];
  if (addresses.length === 0) {
    throw notifyFault(`Webhook: ${shownUrl(url)} has no address.`, 'Check the host in the address.');
  }
  if (!allowPrivate) for (const { address } of addresses) refuse(url, address);
  return { url, addresses, lookup: lookupOf(addresses) };
}

function refuse(url: URL, address: string): void {
  const refusal = addressRefusal(address);
  if (refusal === null) return;
  throw notifyFault(
    `Webhook: ${shownUrl(url)} is not posted to: ${visible(address).slice(0, 64)} is ${refusal}.`,
    'Is the name right? If the receiver is meant to be there, set allowPrivate.',
  );
}

function lookupOf(addresses: readonly LookupAddress[]): LookupFunction {
  return (_host, { all }, callback) => {
    const [first] = addresses;
    if (all === true) callback(null, [...addresses]);
    else callback(null, first!.address, first!.family);
  };
}

/** A question to a name service cannot be taken back, but need not be waited for. */
async function orAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  signal.throwIfAborted();
  let abort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
