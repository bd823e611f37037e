/** Counts of requests, for /metrics. */

/** Upper bounds of how long requests took (s). */
export const BOUNDS = [0.005, 0.025, 0.1, 0.3, 1, 3, 10] as const;

export class RequestCounts {
  /** By status, "200" and so on. */
  readonly byStatus = new Map<number, number>();
  /** How many took no longer than each of the bounds, and one more for those that did. */
  readonly byTime: number[] = new Array(BOUNDS.length + 1).fill(0);
  seconds = 0;

  count(status: number, seconds: number): void {
    this.byStatus.set(status, (this.byStatus.get(status) ?? 0) + 1);
    const index = BOUNDS.findIndex((bound) => seconds <= bound);
    this.byTime[index < 0 ? BOUNDS.length : index]! += 1;
    this.seconds += seconds;
  }
}
