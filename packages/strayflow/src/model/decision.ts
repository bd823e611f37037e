/** What policy decided about a host, and why. */
export type DecisionAction = 'ignore' | 'alert' | 'block';

export interface Decision {
  readonly site: string;
  readonly host: string;
  readonly action: DecisionAction;
  /** True while the policy observes: what would have been done. */
  readonly simulated: boolean;
  /** The rule that decided. */
  readonly rule: string;
  /** Plain words, with the guard's name where a guard held a block back. */
  readonly reason: string;
  readonly risk: number;
  /** Event time (Unix ms). */
  readonly time: number;
  /** Unix ms; null for what does not expire because it does nothing. */
  readonly expires: number | null;
  readonly evidenceIds: readonly string[];
}
