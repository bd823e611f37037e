/** A pool of workers: one job at a time, each shared out among all of them. */
import type { FittedDetector } from '../detector.js';
import { fromJSON } from '../from-json.js';
import { checkMatrix, checkShape, type Matrix } from '../matrix.js';
import { KnownModels } from './known-models.js';
import { rangesOf } from './ranges.js';
import type { FitRequest, FittedAll } from './requests.js';
import { inSharedMemory, SharedRoom, zeros } from './shared-rows.js';
import { CLOSED, type ThreadPool } from './thread-pool.js';
import type { WorkerThread } from './worker-thread.js';

export interface WorkerPoolSettings {
  readonly mode: 'shared' | 'transferred';
  readonly reason: string | null;
  /** Starts a worker in place of one that ended. */
  readonly start: () => Promise<WorkerThread>;
}

/** Copies under way to each worker, so that none waits for its next. */
const COPIES_AHEAD = 2;

export class WorkerPool implements ThreadPool {
  readonly mode: 'shared' | 'transferred';
  readonly reason: string | null;
  readonly threads: number;
  readonly #start: () => Promise<WorkerThread>;
  readonly #models = new KnownModels();
  readonly #room: SharedRoom | undefined;
  #workers: readonly WorkerThread[];
  /** Settles, without failing, when the last job has. */
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  /** @param workers ready ones, at least 1 */
  constructor(workers: readonly WorkerThread[], { mode, reason, start }: WorkerPoolSettings) {
    this.mode = mode;
    this.reason = reason;
    this.threads = workers.length;
    this.#workers = workers;
    this.#start = start;
    this.#room = mode === 'shared' ? new SharedRoom() : undefined;
  }

  score(fitted: FittedDetector, matrix: Matrix): Promise<Float64Array> {
    return this.#inTurn(async () => {
      checkShape(matrix, fitted.columns);
      try {
        return this.#room
          ? await this.#scoreShared(fitted, matrix, this.#room)
          : await this.#scoreCopies(fitted, matrix);
      } catch (cause) {
        // A worker knows the place of a wrong value in its range only: said as of the whole.
        checkMatrix(matrix);
        throw cause;
      }
    });
  }

  fit<const Requests extends readonly FitRequest[]>(requests: Requests): Promise<FittedAll<Requests>> {
    return this.#inTurn(async () => {
      const seen = new Map<Matrix, Matrix>();
      const shared = (matrix: Matrix): Matrix => {
        checkShape(matrix);
        const known = seen.get(matrix) ?? (this.#room ? inSharedMemory(matrix) : matrix);
        seen.set(matrix, known);
        return known;
      };
      const tasks = requests.map((request): FitRequest => ({ ...request, matrix: shared(request.matrix) }));
      const fitted = new Array<unknown>(tasks.length);
      let next = 0;
      await allDone(
        (await this.#ready(tasks.length)).map(async (worker) => {
          while (next < tasks.length) {
            const index = next++;
            try {
              fitted[index] = fromJSON(await worker.run({ task: 'fit', request: tasks[index]! }));
            } catch (cause) {
              next = tasks.length;
              throw cause;
            }
          }
        }),
      );
      return fitted as FittedAll<Requests>;
    });
  }

  zeros(rows: number, columns: number): Matrix {
    return zeros(rows, columns, this.mode === 'shared');
  }

  async close(): Promise<void> {
    this.#closed = true;
    const cause = new Error('the threads were closed before the job was done');
    await Promise.all(this.#workers.map((worker) => worker.end(cause)));
  }

  async #scoreShared(fitted: FittedDetector, matrix: Matrix, room: SharedRoom): Promise<Float64Array> {
    const all = new Float64Array(matrix.rows);
    const taken = new Int32Array(new SharedArrayBuffer(4));
    for (const { from, matrix: part, scores } of room.parts(matrix)) {
      const { count } = rangesOf(part.rows, part.columns);
      Atomics.store(taken, 0, 0);
      await allDone(
        (await this.#ready(count)).map((worker) =>
          this.#models
            .use(fitted, worker, (model) =>
              worker.run({ task: 'score-shared', model, matrix: part, scores, taken }),
            )
            .catch((cause: unknown) => {
              // Also where a worker ended and could not say so: the others need not go on.
              Atomics.store(taken, 0, count);
              throw cause;
            }),
        ),
      );
      all.set(scores, from);
    }
    return all;
  }

  async #scoreCopies(fitted: FittedDetector, { rows, columns, values }: Matrix): Promise<Float64Array> {
    const all = new Float64Array(rows);
    const ranges = rangesOf(rows, columns);
    let next = 0;
    const feed = async (worker: WorkerThread): Promise<void> => {
      let copy = new Float64Array(0);
      while (next < ranges.count) {
        const range = ranges.at(next++);
        const count = range.rows * columns;
        if (copy.length < count) copy = new Float64Array(count);
        copy.set(values.subarray(range.from * columns, range.from * columns + count));
        try {
          const scored = await this.#models.use(fitted, worker, (model) =>
            worker.run({ task: 'score-rows', model, rows: range.rows, columns, values: copy }, [copy.buffer]),
          );
          all.set(scored.scores, range.from);
          copy = scored.values;
        } catch (cause) {
          next = ranges.count;
          throw cause;
        }
      }
    };
    const workers = await this.#ready(ranges.count);
    await allDone(Array.from({ length: COPIES_AHEAD }, () => workers.map(feed)).flat());
    return all;
  }

  /** So many workers, or all; those that have ended are replaced. */
  async #ready(wanted: number): Promise<readonly WorkerThread[]> {
    const failures: unknown[] = [];
    this.#workers = await Promise.all(
      this.#workers.map(async (worker) => {
        if (worker.alive) return worker;
        try {
          return await this.#start();
        } catch (cause) {
          failures.push(cause);
          return worker;
        }
      }),
    );
    if (this.#closed) {
      await this.close();
      throw new Error(CLOSED);
    }
    if (failures.length > 0) throw failures[0];
    return this.#workers.slice(0, wanted);
  }

  #inTurn<Result>(job: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(() => {
      if (this.#closed) throw new Error(CLOSED);
      return job();
    });
    this.#last = result.catch(() => undefined);
    return result;
  }
}

/** Waits for all, also after a failure: nobody may still read what is used again. @throws the first failure */
async function allDone(work: readonly Promise<unknown>[]): Promise<void> {
  for (const settled of await Promise.allSettled(work)) {
    if (settled.status === 'rejected') throw settled.reason;
  }
}
