/** Sums by key in bounded memory: where there are too many keys, those with least are forgotten, and that is said. */

export interface BoundedOptions<Sum> {
  /** Keys that are kept when there were twice as many. */
  readonly most?: number;
  /** Those with less go first. */
  weightOf(sum: Sum): number;
}

const MOST = 50_000;

export class BoundedSums<Key, Sum> {
  readonly sums = new Map<Key, Sum>();
  private readonly most: number;
  private readonly weightOf: (sum: Sum) => number;
  private hasForgotten = false;

  constructor({ most = MOST, weightOf }: BoundedOptions<Sum>) {
    this.most = most;
    this.weightOf = weightOf;
  }

  /** Some keys are missing, or what they had before they were forgotten is. */
  get isCut(): boolean {
    return this.hasForgotten;
  }

  /** @param key that is new */
  add(key: Key, sum: Sum): void {
    this.sums.set(key, sum);
    if (this.sums.size <= 2 * this.most) return;
    this.hasForgotten = true;
    const weights = Float64Array.from(this.sums.values(), this.weightOf).sort();
    const least = weights[weights.length - this.most]!;
    for (const [each, known] of this.sums) if (this.weightOf(known) < least) this.sums.delete(each);
    // Many may weigh the same.
    for (const [each, known] of this.sums) {
      if (this.sums.size <= this.most) break;
      if (this.weightOf(known) === least) this.sums.delete(each);
    }
  }
}
