/** Runs a behaviour over rows as the route does: rows between ticks, however the input is cut. */
import { anyPrefixContains, parsePrefix } from '../../src/model/address.js';
import type { Behaviour, NetworkContext } from '../../src/model/behaviour.js';
import type { Evidence } from '../../src/model/evidence.js';
import { sliceBatch } from '../../src/model/flow-builder.js';
import { restore, snapshot } from '../../src/model/snapshot.js';
import { TICK_MS } from '../../src/model/window.js';
import { batchOf, completeRows, type FlowRow } from '../flow-rows.js';

export function network(...prefixes: readonly string[]): NetworkContext {
  const internal = prefixes.map((text) => parsePrefix(text)!);
  return { isInternal: (bytes, offset) => anyPrefixContains(internal, bytes, offset) };
}

export const OFFICE = network('10.0.0.0/8');

export interface DriveOptions {
  readonly network?: NetworkContext;
  /** Options of the behaviour, over its defaults. */
  readonly options?: object;
  /** Row numbers at which the input is cut into batches, rising. */
  readonly cuts?: readonly number[];
  /** Row number at which the state is stored as bytes and restored. */
  readonly snapshotAt?: number;
}

/** Everything that was told, in order; rows are sorted by time first. */
export function drive<Options, State extends object>(
  behaviour: Behaviour<Options, State>,
  rows: readonly Partial<FlowRow>[],
  how: DriveOptions = {},
): readonly Evidence[] {
  const stage = behaviour.create(behaviour.options.parse(how.options ?? {}), how.network ?? OFFICE);
  const told: Evidence[] = [];
  const emit = (evidence: Evidence) => told.push(evidence);
  const sorted = completeRows(rows).toSorted((a, b) => a.time - b.time);
  const all = batchOf(sorted);
  let state = stage.open();
  let nextTick = Number.NEGATIVE_INFINITY;
  let from = 0;
  const flush = (to: number) => {
    if (to > from) stage.step(state, sliceBatch(all, from, to), emit);
    from = to;
  };
  for (const [index, row] of sorted.entries()) {
    if (how.cuts?.includes(index)) flush(index);
    if (how.snapshotAt === index) {
      flush(index);
      state = restore<State>(snapshot(state));
    }
    if (row.time < nextTick) continue;
    flush(index);
    const tick = Math.floor(row.time / TICK_MS) * TICK_MS;
    if (nextTick !== Number.NEGATIVE_INFINITY) stage.advance(state, tick, emit);
    nextTick = tick + TICK_MS;
  }
  flush(sorted.length);
  stage.advance(state, Number.POSITIVE_INFINITY, emit);
  return told;
}

/** The last revision of each evidence. */
export function latest(told: readonly Evidence[]): readonly Evidence[] {
  return [...new Map(told.map((evidence) => [evidence.id, evidence])).values()];
}
