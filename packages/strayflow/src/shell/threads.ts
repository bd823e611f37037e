/** Runs fitting tasks on long-lived worker threads; results do not depend on how many there are. */
import { Worker } from 'node:worker_threads';
import { type FitResult, type FitTask, runHere, type TaskRunner } from '../learned/index.js';

export interface ThreadRunner {
  readonly run: TaskRunner;
  /** Ends the threads; tasks that still run are given up. */
  close(): Promise<void>;
}

interface Job {
  readonly task: FitTask;
  readonly done: (result: FitResult) => void;
  readonly failed: (cause: unknown) => void;
}

/** @param threads 1 works in the calling thread, more start as many workers at the first task */
export function threadRunner(threads: number): ThreadRunner {
  if (!Number.isInteger(threads) || threads < 1) {
    throw new RangeError(`expected a whole number of threads of 1 or more, received ${threads}`);
  }
  if (threads === 1) return { run: runHere, close: () => Promise.resolve() };
  const pool = new WorkerPool(threads);
  return { run: (tasks) => pool.run(tasks), close: () => pool.close() };
}

class WorkerPool {
  private readonly threads: number;
  private readonly waiting: Job[] = [];
  private readonly idle: Worker[] = [];
  private readonly busy = new Map<Worker, Job>();
  private closed = false;

  constructor(threads: number) {
    this.threads = threads;
  }

  run(tasks: readonly FitTask[]): Promise<readonly FitResult[]> {
    if (this.closed) return Promise.reject(new Error('expected open threads, received a task after close'));
    const results = tasks.map(
      (task) =>
        new Promise<FitResult>((done, failed) => {
          this.waiting.push({ task, done, failed });
        }),
    );
    this.dispatch();
    return Promise.all(results);
  }

  async close(): Promise<void> {
    this.closed = true;
    const workers = [...this.idle, ...this.busy.keys()];
    for (const job of [...this.waiting.splice(0), ...this.busy.values()]) {
      job.failed(new Error('the threads were closed before the task was done'));
    }
    this.idle.length = 0;
    this.busy.clear();
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  private dispatch(): void {
    while (this.waiting.length > 0 && !this.closed) {
      const worker =
        this.idle.pop() ?? (this.busy.size + this.idle.length < this.threads ? this.start() : null);
      if (worker === null) return;
      const job = this.waiting.shift()!;
      this.busy.set(worker, job);
      worker.ref();
      worker.postMessage(job.task);
    }
  }

  private start(): Worker {
    const worker = new Worker(new URL('./threads-worker.js', import.meta.url));
    worker.on('message', (result: FitResult) => {
      this.finish(worker)?.done(result);
      if (this.closed) return;
      // An idle thread must not keep the process alive.
      worker.unref();
      this.idle.push(worker);
      this.dispatch();
    });
    worker.on('error', (cause) => {
      this.finish(worker)?.failed(cause);
      this.dispatch();
    });
    worker.on('exit', (code) => {
      this.finish(worker)?.failed(new Error(`a worker thread ended with code ${code}`));
    });
    return worker;
  }

  private finish(worker: Worker): Job | undefined {
    const job = this.busy.get(worker);
    this.busy.delete(worker);
    return job;
  }
}
