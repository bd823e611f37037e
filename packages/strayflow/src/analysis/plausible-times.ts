/** Which event times belong to the input as a whole, so that one broken clock cannot stretch a report over a century. */

const KEPT = 4_096;
const DAY_MS = 86_400_000;
/** Fewer records than this are all believed. */
const FEWEST = 100;
const SPANS = 10;

/** A bounded, regular sample of event times in arrival order; does not depend on how the input was cut. */
export class PlausibleTimes {
  private readonly sample: number[] = [];
  private stride = 1;
  private seen = 0;

  add(times: Float64Array): void {
    for (const time of times) {
      if (this.seen++ % this.stride !== 0) continue;
      this.sample.push(time);
      if (this.sample.length < KEPT) continue;
      for (let i = 0; i < KEPT / 2; i++) this.sample[i] = this.sample[2 * i]!;
      this.sample.length = KEPT / 2;
      this.stride *= 2;
    }
  }

  /**
   * Unix ms: a day and ten spans before the first and after the 99th hundredth of the records; records outside are
   * counted and left out.
   */
  limits(): { readonly low: number; readonly high: number } {
    if (this.seen < FEWEST) return { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
    const sorted = Float64Array.from(this.sample).sort();
    const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]!;
    const margin = DAY_MS + SPANS * (at(0.99) - at(0.01));
    return { low: at(0.01) - margin, high: at(0.99) + margin };
  }
}
