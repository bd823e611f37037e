/** One worker, as the calling thread sees it: tasks in, promises out. */
import { errorOf, type Ready, type Reply, type Results, type Task } from './messages.js';
import { type Channel, startWorker, type WorkerAddress } from './platform.js';

interface Waiting {
  readonly done: (result: unknown) => void;
  readonly failed: (cause: Error) => void;
}

export class WorkerThread {
  /** Ids of the models that it keeps. */
  readonly models = new Set<number>();
  /** Whether it computes with kernels. */
  readonly kernels: boolean;
  readonly #channel: Channel;
  readonly #waiting: Waiting[];
  readonly #state: { failure: Error | undefined };

  /** Starts a worker and waits until it is ready. @throws when that is not possible here */
  static async start(address: WorkerAddress | undefined): Promise<WorkerThread> {
    const waiting: Waiting[] = [];
    const state: { failure: Error | undefined } = { failure: undefined };
    const ready = new Promise<unknown>((done, failed) => waiting.push({ done, failed }));
    const channel: Channel | undefined = startWorker(address, {
      message: (data) => waiting.shift()?.done(data),
      failed(cause) {
        state.failure ??= cause;
        for (const { failed } of waiting.splice(0)) failed(state.failure);
        void channel?.end();
      },
    });
    if (!channel) throw new Error('there are no workers here');
    try {
      const { kernels } = (await ready) as Ready;
      channel.setBusy(false);
      return new WorkerThread(channel, kernels, waiting, state);
    } catch (cause) {
      await channel.end();
      throw cause;
    }
  }

  private constructor(
    channel: Channel,
    kernels: boolean,
    waiting: Waiting[],
    state: { failure: Error | undefined },
  ) {
    this.#channel = channel;
    this.kernels = kernels;
    this.#waiting = waiting;
    this.#state = state;
  }

  /** False once it has ended: it takes no more tasks. */
  get alive(): boolean {
    return this.#state.failure === undefined;
  }

  /**
   * The result of a task.
   * @param transfer what is handed over, and no longer the caller's
   * @throws the task's own error, or why the worker ended before it was done
   */
  async run<Kind extends Task['task']>(
    task: Extract<Task, { readonly task: Kind }>,
    transfer: readonly ArrayBuffer[] = [],
  ): Promise<Results[Kind]> {
    if (this.#state.failure) throw this.#state.failure;
    const replied = new Promise<unknown>((done, failed) => this.#waiting.push({ done, failed }));
    try {
      this.#channel.post(task, transfer);
    } catch (cause) {
      this.#waiting.pop();
      throw cause;
    }
    this.#channel.setBusy(true);
    const reply = (await replied) as Reply;
    if (this.#waiting.length === 0) this.#channel.setBusy(false);
    if ('failure' in reply) throw errorOf(reply.failure);
    return reply.result as Results[Kind];
  }

  /** Ends it at once; what it was doing fails with this cause. */
  async end(cause: Error): Promise<void> {
    this.#state.failure ??= cause;
    for (const { failed } of this.#waiting.splice(0)) failed(cause);
    await this.#channel.end();
  }
}
