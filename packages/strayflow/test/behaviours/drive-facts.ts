/** Runs a behaviour over facts and flows as the route does: whatever the order of their batches between two ticks. */
import type { Behaviour } from '../../src/model/behaviour.js';
import type { Evidence } from '../../src/model/evidence.js';
import { restore, snapshot } from '../../src/model/snapshot.js';
import { TICK_MS } from '../../src/model/window.js';
import { type FactRow, factBatch } from '../fact-rows.js';
import { batchOf, completeRows, type FlowRow } from '../flow-rows.js';
import { type DriveOptions, OFFICE } from './drive.js';

/** Everything that was told, in order; cuts are places among facts and flows, sorted by time. */
export function driveFacts<Options, State extends object>(
  behaviour: Behaviour<Options, State>,
  facts: readonly FactRow[],
  flows: readonly Partial<FlowRow>[] = [],
  how: DriveOptions = {},
): readonly Evidence[] {
  const stage = behaviour.create(behaviour.options.parse(how.options ?? {}), how.network ?? OFFICE);
  const told: Evidence[] = [];
  const emit = (evidence: Evidence) => told.push(evidence);
  let state = stage.open();
  let waitingFacts: FactRow[] = [];
  let waitingFlows: FlowRow[] = [];
  const flush = () => {
    if (waitingFlows.length > 0) stage.step(state, batchOf(waitingFlows), emit);
    if (waitingFacts.length > 0) stage.facts?.(state, factBatch(waitingFacts), emit);
    waitingFlows = [];
    waitingFacts = [];
  };
  const items = [
    ...facts.map((fact, i) => ({ time: fact.time, fact: { recordNumber: i + 1, ...fact }, flow: null })),
    ...completeRows(flows).map((flow) => ({ time: flow.time, fact: null, flow })),
  ].sort((a, b) => a.time - b.time);
  let nextTick = Number.NEGATIVE_INFINITY;
  for (const [index, { time, fact, flow }] of items.entries()) {
    if (how.cuts?.includes(index)) flush();
    if (how.snapshotAt === index) {
      flush();
      state = restore<State>(snapshot(state));
    }
    if (time >= nextTick) {
      flush();
      const tick = Math.floor(time / TICK_MS) * TICK_MS;
      if (nextTick !== Number.NEGATIVE_INFINITY) stage.advance(state, tick, emit);
      nextTick = tick + TICK_MS;
    }
    if (fact !== null) waitingFacts.push(fact);
    if (flow !== null) waitingFlows.push(flow);
  }
  flush();
  stage.advance(state, Number.POSITIVE_INFINITY, emit);
  return told;
}
