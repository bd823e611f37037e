/** Cuts a stream of chunks into contiguous steps, so that a reader never sees where the chunks were cut. */

/**
 * Looks at `bytes[from, to)` of the input. Returns how many bytes it used (positive; with `skip` they may reach
 * beyond `to`), or how many it needs in all, as a negative number.
 */
export type FrameStep = (bytes: Uint8Array, from: number, to: number) => number;

export interface FramerState {
  readonly carry: Uint8Array;
  readonly needed: number;
  readonly skipping: number;
  readonly used: number;
}

export class Framer {
  private readonly step: FrameStep;
  private carry = new Uint8Array(4096);
  private carried = 0;
  private needed: number;
  private skipping: number;
  /** Bytes of the input before what is still carried. */
  private used: number;

  constructor(step: FrameStep, state?: FramerState) {
    this.step = step;
    this.needed = state?.needed ?? 0;
    this.skipping = state?.skipping ?? 0;
    this.used = state?.used ?? 0;
    if (state !== undefined) this.keep(state.carry, 0, state.carry.length, state.needed);
  }

  get state(): FramerState {
    const { carry, carried, needed, skipping, used } = this;
    return { carry: carry.slice(0, carried), needed, skipping, used };
  }

  /** Offset in the input at which the next step begins. */
  get offset(): number {
    return this.used;
  }

  /** Bytes of an unfinished step, or still to be skipped: nonzero at the end of the input means that it was cut. */
  get unfinished(): number {
    return this.carried + this.skipping;
  }

  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.skipping > 0) {
        const skipped = Math.min(this.skipping, chunk.length - at);
        this.skipping -= skipped;
        this.used += skipped;
        at += skipped;
      } else if (this.carried > 0) {
        at = this.stepOnCarry(chunk, at);
      } else {
        const result = this.step(chunk, at, chunk.length);
        if (result > 0) {
          at += this.advance(result, chunk.length - at);
        } else {
          this.keep(chunk, at, chunk.length, -result);
          return;
        }
      }
    }
  }

  private stepOnCarry(chunk: Uint8Array, at: number): number {
    const taken = Math.min(this.needed - this.carried, chunk.length - at);
    this.keep(chunk, at, at + taken, this.needed);
    if (this.carried < this.needed) return at + taken;
    const result = this.step(this.carry, 0, this.carried);
    if (result > 0) {
      const length = this.carried;
      this.carried = 0;
      this.advance(result, length);
    } else this.needed = -result;
    return at + taken;
  }

  /** Counts `result` bytes as used, of which `available` are at hand; the rest is skipped as it comes. */
  private advance(result: number, available: number): number {
    const here = Math.min(result, available);
    this.used += here;
    this.skipping = result - here;
    return here;
  }

  private keep(chunk: Uint8Array, from: number, to: number, needed: number): void {
    this.needed = needed;
    if (needed > this.carry.length) {
      const larger = new Uint8Array(Math.max(needed, 2 * this.carry.length));
      larger.set(this.carry.subarray(0, this.carried));
      this.carry = larger;
    }
    this.carry.set(chunk.subarray(from, to), this.carried);
    this.carried += to - from;
  }
}
