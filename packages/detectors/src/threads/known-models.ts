/** Which models the workers have: each gets a model's data once. */
import type { FittedDetector } from '../detector.js';
import type { ModelReference } from './messages.js';
import type { WorkerThread } from './worker-thread.js';

/** Workers keep so many models, those that were used last. */
const MOST_MODELS = 8;

export class KnownModels {
  /** In the order of their last use. */
  readonly #ids = new Map<FittedDetector, number>();
  #next = 0;

  /** Runs a task with the model, whose data goes along if the worker has not got it. */
  async use<Result>(
    fitted: FittedDetector,
    worker: WorkerThread,
    run: (model: ModelReference) => Promise<Result>,
  ): Promise<Result> {
    const id = this.#idOf(fitted);
    const kept = new Set(this.#ids.values());
    const forget = [...worker.models].filter((known) => !kept.has(known));
    for (const old of forget) worker.models.delete(old);
    const data = worker.models.has(id) ? undefined : fitted.toJSON();
    worker.models.add(id);
    try {
      return await run({ id, data, forget });
    } catch (cause) {
      // Whether it was stored before the failure is not known: it is sent again.
      worker.models.delete(id);
      throw cause;
    }
  }

  #idOf(fitted: FittedDetector): number {
    const id = this.#ids.get(fitted) ?? this.#next++;
    this.#ids.delete(fitted);
    this.#ids.set(fitted, id);
    for (const [oldest] of this.#ids) {
      if (this.#ids.size <= MOST_MODELS) break;
      this.#ids.delete(oldest);
    }
    return id;
  }
}
