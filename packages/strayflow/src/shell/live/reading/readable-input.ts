/** What the reading loop asks of its inputs, and of the sources that they belong to. */
import type { InputSummary } from '../../../model/coverage.js';
import type { InputPosition, LiveEvent, LiveItem, LiveLoss } from '../live-input.js';

export const NO_LOSS: LiveLoss = { kernelDrops: 0, overloadDrops: 0, sequenceGaps: 0 };

export interface ReadableInput {
  readonly input: number;
  /** As it may be shown. */
  readonly name: string;
  /** Event time of the newest record (Unix ms); -Infinity before the first. */
  readonly newest: number;
  /** It was read to its present end. */
  readonly caughtUp: boolean;
  /** The records of the next bytes, perhaps none; null at the present end. Throws StrayflowError. */
  read(): Promise<readonly LiveItem[] | null>;
  /** It cannot be read on, for a reason that was told. */
  giveUp(): readonly LiveItem[];
  /** Records that are complete and were not handed on. */
  flush(): readonly LiveItem[];
  readonly position: InputPosition;
  /** Null when nothing has changed since the books were last asked for. */
  counts(): { readonly summary: InputSummary; readonly loss: LiveLoss } | null;
  /** What it holds unread is nowhere else: it is read before everything ends. */
  readonly isVolatile: boolean;
}

/** A new input, before its first record: whoever begins again at the last positions must give it the same number. */
export interface OpenedInput {
  readonly kind: 'opened';
  readonly position: InputPosition;
}

export type Tell = (event: LiveEvent | OpenedInput) => void;

/** Where inputs come from: files that are followed, a pipe, a listener. */
export interface LiveSource {
  /** Also those that are finished and not yet stored as such. */
  readonly inputs: readonly ReadableInput[];
  /** Looks for what is new, has grown, or is over, and tells it. */
  look(tell: Tell): Promise<void>;
  /** No input will come any more, and those there were are finished. */
  readonly isOver: boolean;
  /** Of all inputs whose position has changed since it was stored. */
  positions(): readonly InputPosition[];
  /** Nothing new is wanted; what was taken in stays to be read. */
  stop(): void;
  stored(positions: readonly InputPosition[]): void;
  close(): Promise<void>;
}
