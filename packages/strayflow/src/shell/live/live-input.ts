/** What the live shell reads from: inputs that grow, each with a position that can be kept and gone back to. */
import type { InputSummary } from '../../model/coverage.js';
import type { FactBatch } from '../../model/fact-batch.js';
import type { FlowBatch } from '../../model/flow-batch.js';
import type { StoredPosition } from '../../store/state-tables.js';

/** Where reading goes on after a restart, as it is stored. */
export type InputPosition = StoredPosition;

export type LiveItem =
  | { readonly kind: 'flows'; readonly batch: FlowBatch }
  | { readonly kind: 'facts'; readonly batch: FactBatch };

/** What has happened to the inputs since the last event, in the order in which it happened. */
export type LiveEvent =
  /** Records of one input, all from bytes before the position of the next `checkpoint`. */
  | { readonly kind: 'records'; readonly input: number; readonly items: readonly LiveItem[] }
  /** An input was read to its present end (true), or has unread bytes again (false). */
  | { readonly kind: 'caught-up'; readonly input: number; readonly caughtUp: boolean }
  /** The answer to `requestCheckpoint`: everything before it was handed on, nothing after it. */
  | { readonly kind: 'checkpoint'; readonly positions: readonly InputPosition[] }
  /** Books of an input so far, at most once a second each. */
  | {
      readonly kind: 'counts';
      readonly input: number;
      readonly summary: InputSummary;
      readonly loss: LiveLoss;
    }
  /** An input that cannot be read now, in a sentence; the others go on, and it is tried again. */
  | { readonly kind: 'trouble'; readonly source: string; readonly message: string }
  /** Every input is finished: only files that were asked for without following, and ended pipes. */
  | { readonly kind: 'end' };

/** What never reached the parser. */
export interface LiveLoss {
  /** Datagrams that the kernel dropped, from the system's socket statistics. */
  readonly kernelDrops: number;
  /** Datagrams that were dropped because what was received and not yet parsed had reached its bound. */
  readonly overloadDrops: number;
  /** Records or datagrams that the exporters' sequence numbers say are missing. */
  readonly sequenceGaps: number;
}

/**
 * Records are put into event-time order by what each input has shown so far, so every input that is there at the start
 * is announced by `caught-up` false before the first records, and what is furthest behind in event time is read first.
 */
export interface LiveInputs {
  /** The next event; waits for one. Reading ahead is bounded: who does not ask makes the inputs wait. */
  next(): Promise<LiveEvent>;
  /** Asks for a `checkpoint` event, soon. */
  requestCheckpoint(): void;
  /** The effects of everything before these positions are stored: what is only needed to read it again may go. */
  stored(positions: readonly InputPosition[]): void;
  /** Stops reading; what was read is still handed on, then `next` gives a last `checkpoint` and `end`. */
  stop(): void;
  /** Releases everything at once. */
  close(): Promise<void>;
}
