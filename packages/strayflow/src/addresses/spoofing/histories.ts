/**
 * Where senders that are known to be real come from: the ways and the hop counts that their completed handshakes bore.
 * What comes in their name by another way or over other distances, and never once completes a handshake, was sent by
 * somebody else (hop-count filtering: Jin, Wang, Shin, CCS 2003). Bounded; plain data.
 */
import { ADDRESS_BYTES } from '../../model/address.js';
import { type AddressTable, addressTable, findAddress, internAddress } from '../../model/address-table.js';
import type { FlowBatch } from '../../model/flow-batch.js';
import { Outcome } from './outcome.js';
import { wayOf } from './way.js';

const MAX_SENDERS = 65_536;
/** Handshakes that make a history. */
const HISTORY = 10;
/** Ways and hop counts of one sender: paths over several links, several machines behind one address. */
const MOST_PATHS = 4;
/** Hop counts change by so much when routes do, or when packets are spread over several. */
const HOP_TOLERANCE = 2;
/** Distances apart that one forger can have; a tool that draws the TTL (nmap does) has more. */
const MOST_STRANGE_HOPS = 6;
/** Up to here traceroute and initial values of 32 look alike. */
const LEAST_TTL = 33;

interface Strays {
  flows: number;
  readonly since: number;
}

interface History {
  proven: number;
  /** Flows over its own paths that either succeeded or failed, and those that failed. */
  flows: number;
  failed: number;
  /** Start of the last flow over its own paths (Unix ms). */
  lastUsed: number;
  readonly ways: number[];
  readonly hops: number[];
  /** Flows by another way that failed; and by hop count. */
  strayWays: Strays | null;
  readonly strayHops: Map<number, Strays>;
}

export interface Histories {
  table: AddressTable;
  /** By id. */
  histories: History[];
  forgotten: number;
}

export function openHistories(): Histories {
  return { table: addressTable(MAX_SENDERS), histories: [], forgotten: 0 };
}

/** How a flow disagrees with its sender's history, and the surprise of all that do so. */
export interface Disagreement {
  readonly sign: 'moved-source' | 'strange-distance';
  readonly surprise: number;
}

/** Whether the sender completed handshakes before: it is real. */
export function isProvenSender(state: Histories, batch: FlowBatch, row: number): boolean {
  return findAddress(state.table, batch.source, row * ADDRESS_BYTES) >= 0;
}

/** Takes note of a flow that is over. `outcome` is not unclear. */
export function compareWithHistory(
  state: Histories,
  batch: FlowBatch,
  row: number,
  outcome: Outcome,
): Disagreement | null {
  const way = wayOf(batch, row);
  const hops = hopsOf(batch, row);
  if (way === 0 && hops < 0) return null;
  const time = batch.start[row]!;
  if (outcome === Outcome.proven) {
    confirm(historyOf(state, batch, row), way, hops, time);
    return null;
  }
  const id = findAddress(state.table, batch.source, row * ADDRESS_BYTES);
  if (id < 0) return null;
  const history = state.histories[id]!;
  if (history.proven < HISTORY) return null;
  if (isAnotherWay(history, way)) {
    history.strayWays ??= { flows: 0, since: time };
    history.strayWays.flows++;
    return { sign: 'moved-source', surprise: surpriseOf(history, history.strayWays) };
  }
  if (isAnotherDistance(history, hops, way)) {
    return { sign: 'strange-distance', surprise: countDistance(history, hops, time) };
  }
  history.flows++;
  history.failed++;
  history.lastUsed = Math.max(history.lastUsed, time);
  return null;
}

/**
 * Hops from the sender, by the nearest initial value above (64, 128, 255; RFC 1700 and what systems use); -1 where unknown
 * or not to be told from traceroute. Systems differ in the initial value: hops are compared, never the TTL itself.
 */
export function hopsOf(batch: FlowBatch, row: number): number {
  const ttl = batch.ttl === null ? 0 : batch.ttl[row]!;
  if (ttl < LEAST_TTL) return -1;
  return (ttl <= 64 ? 64 : ttl <= 128 ? 128 : 255) - ttl;
}

function historyOf(state: Histories, batch: FlowBatch, row: number): History {
  if (state.table.size >= MAX_SENDERS && findAddress(state.table, batch.source, row * ADDRESS_BYTES) < 0) {
    state.forgotten += state.table.size;
    state.table = addressTable(MAX_SENDERS);
    state.histories = [];
  }
  const id = internAddress(state.table, batch.source, row * ADDRESS_BYTES);
  let history = state.histories[id];
  if (history === undefined) {
    history = {
      proven: 0,
      flows: 0,
      failed: 0,
      lastUsed: Number.NEGATIVE_INFINITY,
      ways: [],
      hops: [],
      strayWays: null,
      strayHops: new Map(),
    };
    state.histories[id] = history;
  }
  return history;
}

/** A handshake: this path is the sender's own, and what strayed over it was its own. */
function confirm(history: History, way: number, hops: number, time: number): void {
  history.proven++;
  history.flows++;
  history.lastUsed = Math.max(history.lastUsed, time);
  if (way !== 0 && !history.ways.includes(way)) {
    if (history.ways.length >= MOST_PATHS) history.ways.shift();
    history.ways.push(way);
    history.strayWays = null;
  }
  if (hops >= 0 && !history.hops.includes(hops)) {
    if (history.hops.length >= MOST_PATHS) history.hops.shift();
    history.hops.push(hops);
    history.strayHops.clear();
  }
}

function isAnotherWay(history: History, way: number): boolean {
  return way !== 0 && history.ways.length > 0 && !history.ways.includes(way);
}

/** On the sender's own link its MAC is nearer to it than any TTL: the very machine sent it. */
function isAnotherDistance(history: History, hops: number, way: number): boolean {
  if (hops < 0 || history.hops.length === 0) return false;
  if (way !== 0 && history.hops.includes(0)) return false;
  return history.hops.every((known) => Math.abs(known - hops) > HOP_TOLERANCE);
}

function countDistance(history: History, hops: number, time: number): number {
  const { strayHops } = history;
  const known = strayHops.get(hops);
  if (known !== undefined) known.flows++;
  else if (strayHops.size <= MOST_STRANGE_HOPS) strayHops.set(hops, { flows: 1, since: time });
  if (strayHops.size > MOST_STRANGE_HOPS) return 0;
  let flows = 0;
  let since = time;
  for (const [each, strays] of strayHops) {
    if (Math.abs(each - hops) > 1) continue;
    flows += strays.flows;
    since = Math.min(since, strays.since);
  }
  return surpriseOf(history, { flows, since });
}

/**
 * -log10 of the chance that all of them fail if they are the sender's own, which fails as often as on its own paths
 * (rule of succession). 0 while its own paths were not used again: it may just have moved.
 */
function surpriseOf({ flows, failed, lastUsed }: History, strays: Strays): number {
  if (lastUsed <= strays.since) return 0;
  return -strays.flows * Math.log10((failed + 1) / (flows + 2));
}
