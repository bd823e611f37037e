/** What every stateful stage is: plain-data state, a step per batch, and a clock that is the traffic's own. */
import type { FactBatch } from './fact-batch.js';
import type { FlowBatch } from './flow-batch.js';

/** What a stage's state is kept by; the unit of spreading over machines. */
export type StageKey = 'source' | 'destination' | 'pair' | 'site';

export type Emit<Output> = (output: Output) => void;

/**
 * State is plain data (objects, arrays, maps, sets, typed arrays, numbers, strings), so that `snapshot` and `restore`
 * of `snapshot.ts` serve every stage. Rows come in event-time order. The route calls `advance` at fixed ticks of event
 * time, between the rows that straddle a tick, however the input was cut into batches: what depends on time must
 * happen there, what depends on a row in `step`. `advance(state, Infinity, …)` is the end of the input.
 */
export interface Stage<State extends object, Output> {
  readonly name: string;
  readonly key: StageKey;
  open(): State;
  step(state: State, batch: FlowBatch, emit: Emit<Output>): void;
  facts?(state: State, batch: FactBatch, emit: Emit<Output>): void;
  /** Event time has reached `now` (Unix ms): close windows, forget what is idle, emit what has changed. */
  advance(state: State, now: number, emit: Emit<Output>): void;
  /** Rows or hosts that a cap made the stage forget so far. */
  dropped(state: State): number;
}
