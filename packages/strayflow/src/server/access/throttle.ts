/** Slows down whoever guesses: after some failures each further one costs a pause that doubles. */

export interface ThrottleOptions {
  /** Failures before the first pause. */
  readonly free: number;
  /** First pause and longest (ms). */
  readonly firstMs: number;
  readonly mostMs: number;
  /** Failures are forgotten after so long a rest (ms). */
  readonly forgetMs: number;
  /** Keys remembered; beyond, those whose last failure is longest ago are forgotten. */
  readonly most: number;
}

interface Failures {
  count: number;
  last: number;
}

export class Throttle {
  /** In order of their last failure. */
  private readonly failures = new Map<string, Failures>();
  private readonly options: ThrottleOptions;

  constructor(options: ThrottleOptions) {
    this.options = options;
  }

  /** How long to wait still (ms); 0: go on. */
  waitOf(key: string, now: number): number {
    const { free, firstMs, mostMs, forgetMs } = this.options;
    const found = this.failures.get(key);
    if (found === undefined || found.count < free || now - found.last > forgetMs) return 0;
    const pause = Math.min(mostMs, firstMs * 2 ** Math.min(40, found.count - free));
    return Math.max(0, found.last + pause - now);
  }

  failed(key: string, now: number): void {
    const found = this.failures.get(key);
    const isOld = found === undefined || now - found.last > this.options.forgetMs;
    this.failures.delete(key);
    this.failures.set(key, { count: isOld ? 1 : found.count + 1, last: now });
    if (this.failures.size > this.options.most) this.failures.delete(this.failures.keys().next().value!);
  }

  /** One failure was none. */
  forgive(key: string): void {
    const found = this.failures.get(key);
    if (found === undefined) return;
    found.count--;
    if (found.count <= 0) this.failures.delete(key);
  }

  clear(key: string): void {
    this.failures.delete(key);
  }

  get size(): number {
    return this.failures.size;
  }
}
