/** What a pool of threads offers, and the pool that needs none. */
import type { FittedDetector } from '../detector.js';
import type { Matrix } from '../matrix.js';
import { type FitRequest, type FittedAll, fitRequest } from './requests.js';
import { zeros } from './shared-rows.js';

/**
 * Long-lived threads that score rows and fit detectors. Jobs wait for each other, in the order of the calls;
 * what is given to a job must not be changed until its promise settles.
 */
export interface ThreadPool {
  /**
   * How rows reach the threads: `shared` is memory that all of them see, `transferred` is copies that are handed
   * over range by range, `in-place` is no threads at all: the calling thread computes, and blocks.
   */
  readonly mode: 'shared' | 'transferred' | 'in-place';
  /** Why it is not `shared`, in words; null when it is. */
  readonly reason: string | null;
  /** Number of workers; 0 when `in-place`. */
  readonly threads: number;
  /**
   * `fitted.score(matrix)`, bit for bit, whatever the number of threads (rows). A matrix whose values lie in shared
   * memory is not copied.
   * @throws (rejects) RangeError as `fitted.score` does; Error when a worker ended before the job was done, or
   * after `close`
   */
  score(fitted: FittedDetector, matrix: Matrix): Promise<Float64Array>;
  /**
   * Fits different detectors at the same time, one to a thread; results in the order of the requests, the same as
   * without threads.
   * @throws (rejects) as `score`
   */
  fit<const Requests extends readonly FitRequest[]>(requests: Requests): Promise<FittedAll<Requests>>;
  /** A matrix of zeros to be filled, in shared memory where the mode is `shared`. */
  zeros(rows: number, columns: number): Matrix;
  /** Ends the threads; jobs that are not done are rejected. */
  close(): Promise<void>;
}

export const CLOSED = 'expected open threads, received a job after close';

/** Works in the calling thread. */
export function inPlacePool(reason: string): ThreadPool {
  let closed = false;
  const run = async <Result>(job: () => Result): Promise<Result> => {
    if (closed) throw new Error(CLOSED);
    return job();
  };
  return {
    mode: 'in-place',
    reason,
    threads: 0,
    score: (fitted, matrix) => run(() => fitted.score(matrix)),
    fit: <const Requests extends readonly FitRequest[]>(requests: Requests) =>
      run(() => requests.map(fitRequest) as FittedAll<Requests>),
    zeros: (rows, columns) => zeros(rows, columns, false),
    close: () => {
      closed = true;
      return Promise.resolve();
    },
  };
}
