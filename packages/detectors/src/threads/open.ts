/** Opens a pool: workers where there are any, with shared memory where that is allowed, else the calling thread. */
import { kernelsAvailable } from '../kernels/available.js';
import { checkWhole } from '../options.js';
import { hardwareThreads, sharedMemoryAvailable, type WorkerAddress } from './platform.js';
import { inPlacePool, type ThreadPool } from './thread-pool.js';
import { WorkerPool } from './worker-pool.js';
import { WorkerThread } from './worker-thread.js';

const MOST_THREADS = 256;

/** How many threads are opened, and from where. */
export interface ThreadOptions {
  /** Number of workers, at most 256; default as many threads as the machine runs at once. 0 works in place. */
  readonly threads?: number;
  /** False hands rows over as copies, even where memory could be shared; default true. */
  readonly sharedMemory?: boolean;
  /**
   * Address of the worker's code, when a bundler that does not know `new URL(..., import.meta.url)` left it
   * elsewhere: what it made of `@strayflow/detectors/threads/worker`. A `URL`, a `TrustedScriptURL` where the page's
   * policy wants one, or text.
   */
  readonly worker?: WorkerAddress;
}

/**
 * Threads that live until `close`; they do not keep a Node process alive while they are idle. Where workers cannot
 * run, or would compute other bits than this thread because only one of both may use WebAssembly, the pool works
 * in place, and its `reason` says why.
 * @throws RangeError (rejects) on options out of range
 */
export async function openThreads(options: ThreadOptions = {}): Promise<ThreadPool> {
  const threads = checkWhole(
    'threads',
    options.threads ?? Math.min(MOST_THREADS, hardwareThreads()),
    0,
    MOST_THREADS,
  );
  if (threads === 0) return inPlacePool('no threads were asked for');
  const start = (): Promise<WorkerThread> => startAlike(options.worker);
  const started = await Promise.allSettled(Array.from({ length: threads }, start));
  const workers = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failure = started.find((one) => one.status === 'rejected');
  if (failure) {
    const cause: unknown = failure.reason;
    const reason = cause instanceof Error ? cause.message : String(cause);
    await Promise.all(workers.map((worker) => worker.end(new Error(reason))));
    return inPlacePool(reason);
  }
  if (options.sharedMemory === false) {
    return new WorkerPool(workers, { mode: 'transferred', reason: 'shared memory was declined', start });
  }
  if (!sharedMemoryAvailable()) {
    const reason = 'there is no shared memory here: in a browser the page must be cross-origin isolated';
    return new WorkerPool(workers, { mode: 'transferred', reason, start });
  }
  return new WorkerPool(workers, { mode: 'shared', reason: null, start });
}

/** A worker that gives the same bits as this thread. */
async function startAlike(address: WorkerAddress | undefined): Promise<WorkerThread> {
  const worker = await WorkerThread.start(address);
  if (worker.kernels === kernelsAvailable()) return worker;
  const cause = new Error(
    `a worker ${worker.kernels ? 'may' : 'may not'} use WebAssembly and this thread ${worker.kernels ? 'may not' : 'may'}: their scores could differ`,
  );
  await worker.end(cause);
  throw cause;
}
