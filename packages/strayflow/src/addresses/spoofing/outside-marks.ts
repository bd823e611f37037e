/**
 * Internal addresses that arrive on the way by which only the outside arrives. The way of a record is its MAC and
 * interface, where the source of the records has them. Thin: it needs an outside that bears no internal address.
 */
import { ADDRESS_BYTES } from '../../model/address.js';
import type { NetworkContext } from '../../model/behaviour.js';
import type { FlowBatch } from '../../model/flow-batch.js';
import { opensFlow } from '../../model/flow-batch.js';

const MAC_BYTES = 6;
const MAX_MARKS = 4096;
const MAX_HOSTS = 65_536;
/** A way is outside once it bore so many flows of external sources, and hardly any of internal ones at home there. */
const OUTSIDE_FLOWS = 100;
const INTERNAL_SHARE = 0.02;
/** The address is at home on another way, which bore so many of its flows and never an external source. */
const HOME_FLOWS = 10;

/** Plain data. */
export interface OutsideMarks {
  readonly marks: Map<string, { external: number; internal: number }>;
  /** By address: its usual way, and how many flows it had there. */
  readonly homes: Map<string, { mark: string; flows: number }>;
}

export function outsideMarks(): OutsideMarks {
  return { marks: new Map(), homes: new Map() };
}

/** Takes note of a record; whether it is an internal address from outside. */
export function comesFromOutside(
  state: OutsideMarks,
  batch: FlowBatch,
  row: number,
  network: NetworkContext,
): boolean {
  if (!opensFlow(batch.record[row]!) || batch.initiatorKnown[row] !== 1) return false;
  const mark = markOf(batch, row);
  if (mark === '') return false;
  let counts = state.marks.get(mark);
  if (counts === undefined) {
    if (state.marks.size >= MAX_MARKS) return false;
    counts = { external: 0, internal: 0 };
    state.marks.set(mark, counts);
  }
  const at = row * ADDRESS_BYTES;
  if (!network.isInternal(batch.source, at)) {
    counts.external++;
    return false;
  }
  return strays(state, counts, String.fromCharCode(...batch.source.subarray(at, at + ADDRESS_BYTES)), mark);
}

function strays(
  state: OutsideMarks,
  counts: { readonly external: number; internal: number },
  host: string,
  mark: string,
): boolean {
  const home = state.homes.get(host);
  if (home === undefined) {
    if (state.homes.size < MAX_HOSTS) state.homes.set(host, { mark, flows: 1 });
    counts.internal++;
    return false;
  }
  if (home.mark === mark) {
    counts.internal++;
    home.flows++;
    return false;
  }
  const outside = counts.external >= OUTSIDE_FLOWS && counts.internal <= INTERNAL_SHARE * counts.external;
  if (!outside && home.flows < HOME_FLOWS) {
    home.mark = mark;
    home.flows = 1;
  }
  return outside && home.flows >= HOME_FLOWS && state.marks.get(home.mark)?.external === 0;
}

/** Empty where the record does not tell. */
function markOf(batch: FlowBatch, row: number): string {
  const { sourceMac, interfaceIndex } = batch;
  let mac = '';
  let any = 0;
  for (let i = row * MAC_BYTES; sourceMac !== null && i < (row + 1) * MAC_BYTES; i++) {
    any |= sourceMac[i]!;
    mac += sourceMac[i]!.toString(16).padStart(2, '0');
  }
  const port = interfaceIndex === null ? 0 : interfaceIndex[row]!;
  if (any === 0 && port === 0) return '';
  return `${any === 0 ? '' : mac} ${port}`;
}
