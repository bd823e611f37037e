/** What the calling thread and its workers say to each other: one reply to each task, in their order. */
import type { DetectorJson } from '../detector.js';
import type { Matrix } from '../matrix.js';
import type { FitRequest } from './requests.js';

/** The first message of a worker, when it is ready for tasks. */
export interface Ready {
  readonly ready: true;
  /** Whether it computes with kernels; without them some scores have other bits. */
  readonly kernels: boolean;
}

/** A model: its data comes once to each worker, which keeps it until it is told to forget it. */
export interface ModelReference {
  readonly id: number;
  readonly data: DetectorJson | undefined;
  readonly forget: readonly number[];
}

/** Scores ranges of shared rows until none is left. */
export interface ScoreSharedTask {
  readonly task: 'score-shared';
  readonly model: ModelReference;
  /** Values in shared memory. */
  readonly matrix: Matrix;
  /** In shared memory (rows). */
  readonly scores: Float64Array;
  /** In shared memory: number of ranges that were taken (1). */
  readonly taken: Int32Array;
}

/** Scores rows that are handed over, and handed back with their scores. */
export interface ScoreRowsTask {
  readonly task: 'score-rows';
  readonly model: ModelReference;
  readonly rows: number;
  readonly columns: number;
  /** At least rows x columns. */
  readonly values: Float64Array<ArrayBuffer>;
}

export interface ScoredRows {
  readonly scores: Float64Array;
  readonly values: Float64Array<ArrayBuffer>;
}

export interface FitTask {
  readonly task: 'fit';
  readonly request: FitRequest;
}

export type Task = ScoreSharedTask | ScoreRowsTask | FitTask;

/** Result of each kind of task. */
export interface Results {
  readonly 'score-shared': null;
  readonly 'score-rows': ScoredRows;
  readonly fit: DetectorJson;
}

export type Reply = { readonly result: unknown } | { readonly failure: Failure };

/** An error as data: not every engine copies error objects. */
export interface Failure {
  readonly wrongCall: boolean;
  readonly message: string;
}

export function failureOf(cause: unknown): Failure {
  return {
    wrongCall: cause instanceof RangeError,
    message: cause instanceof Error ? cause.message : String(cause),
  };
}

export function errorOf({ wrongCall, message }: Failure): Error {
  return wrongCall ? new RangeError(message) : new Error(message);
}
