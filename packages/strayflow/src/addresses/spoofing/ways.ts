/**
 * Which addresses come by which way: an internal one by the way of the outside, and a foreign one by a way of the
 * inside, bear a forged name (ingress and egress filtering: RFC 2827, RFC 3704). Bounded; plain data.
 */
import { ADDRESS_BYTES, addressKind, isMulticastOrBroadcast } from '../../model/address.js';
import { type AddressTable, addressTable, internAddress } from '../../model/address-table.js';
import type { NetworkContext } from '../../model/behaviour.js';
import type { FlowBatch } from '../../model/flow-batch.js';
import { Outcome } from './outcome.js';
import { hasMac, wayOf } from './way.js';

const MAX_WAYS = 4096;
const MAX_HOSTS = 65_536;
/** A way is outside once it bore so many flows of external sources, and hardly any of internal ones at home there. */
const OUTSIDE_FLOWS = 100;
const INTERNAL_SHARE = 0.02;
/** The address is at home on another way, which bore so many of its flows and never an external source. */
const HOME_FLOWS = 10;
/** A way is inside once it bore so many flows of internal sources, several of them handshakes, and no foreign handshake. */
const INSIDE_FLOWS = 20;
const INSIDE_HANDSHAKES = 5;

interface Way {
  external: number;
  internal: number;
  /** Handshakes of internal and of external sources. */
  internalProven: number;
  externalProven: number;
  /** Id of the one internal host on it; -1 while none, -2 for several. */
  host: number;
}

export interface Ways {
  readonly byWay: Map<number, Way>;
  readonly hosts: AddressTable;
  /** By id of the host: its usual way, and how many flows it had there. */
  readonly homes: { way: number; flows: number }[];
  dropped: number;
}

export function openWays(): Ways {
  return { byWay: new Map(), hosts: addressTable(MAX_HOSTS), homes: [], dropped: 0 };
}

/** `sender` is the 16 bytes of the one internal host whose MAC a foreign source bore; null where that is not known. */
export type WrongWay =
  | { readonly sign: 'own-prefix' }
  | { readonly sign: 'foreign-source'; readonly sender: Uint8Array | null };

/** Takes note of a flow that is over, whose initiator was seen. */
export function wrongWay(
  state: Ways,
  batch: FlowBatch,
  row: number,
  outcome: Outcome,
  network: NetworkContext,
): WrongWay | null {
  const key = wayOf(batch, row);
  if (key === 0) return null;
  let way = state.byWay.get(key);
  if (way === undefined) {
    if (state.byWay.size >= MAX_WAYS) {
      state.dropped++;
      return null;
    }
    way = { external: 0, internal: 0, internalProven: 0, externalProven: 0, host: -1 };
    state.byWay.set(key, way);
  }
  const at = row * ADDRESS_BYTES;
  if (network.isInternal(batch.source, at)) return internalSource(state, way, key, batch, row, outcome);
  way.external++;
  if (outcome === Outcome.proven) way.externalProven++;
  if (outcome !== Outcome.failed || network.internalGiven !== true) return null;
  if (!isLeaving(batch, at, network) || !isInside(way)) return null;
  const hasOneHost = way.host >= 0 && hasMac(batch, row);
  const offset = way.host * ADDRESS_BYTES;
  return {
    sign: 'foreign-source',
    sender: hasOneHost ? state.hosts.bytes.slice(offset, offset + ADDRESS_BYTES) : null,
  };
}

/** Private addresses may be a neighbour's; addresses of the link and groups belong to nobody. */
function isLeaving({ source, destination }: FlowBatch, at: number, network: NetworkContext): boolean {
  if (network.isInternal(destination, at) || isMulticastOrBroadcast(destination, at)) return false;
  return addressKind(source, at) === 'public' && addressKind(destination, at) === 'public';
}

function isInside(way: Way): boolean {
  return way.internal >= INSIDE_FLOWS && way.internalProven >= INSIDE_HANDSHAKES && way.externalProven === 0;
}

function internalSource(
  state: Ways,
  way: Way,
  key: number,
  batch: FlowBatch,
  row: number,
  outcome: Outcome,
): WrongWay | null {
  const id = internAddress(state.hosts, batch.source, row * ADDRESS_BYTES);
  if (id < 0) return null;
  const home = state.homes[id];
  if (home === undefined) state.homes[id] = { way: key, flows: 1 };
  else if (home.way === key) home.flows++;
  else {
    const outside = way.external >= OUTSIDE_FLOWS && way.internal <= INTERNAL_SHARE * way.external;
    if (outside && home.flows >= HOME_FLOWS) {
      return outcome !== Outcome.proven && state.byWay.get(home.way)?.external === 0
        ? { sign: 'own-prefix' }
        : null;
    }
    if (home.flows >= HOME_FLOWS) return null;
    home.way = key;
    home.flows = 1;
  }
  way.internal++;
  if (outcome === Outcome.proven) {
    way.internalProven++;
    if (way.host === -1) way.host = id;
    else if (way.host !== id) way.host = -2;
  }
  return null;
}
