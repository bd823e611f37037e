/** Threads for the detectors: a part of its own, because only it needs workers. */

export { openThreads, type ThreadOptions } from './open.js';
export type { WorkerAddress } from './platform.js';
export type { FitRequest, FittedAll } from './requests.js';
export type { ThreadPool } from './thread-pool.js';
