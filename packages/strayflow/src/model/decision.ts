/** What policy decided about a host, and why. */
import type { BlockGrounds } from './exception-scope.js';

export const ACTIONS = ['ignore', 'alert', 'block', 'quarantine'] as const;
export type DecisionAction = (typeof ACTIONS)[number];

export interface Decision {
  readonly site: string;
  readonly host: string;
  readonly action: DecisionAction;
  /** True where nothing is done: what would have been done. */
  readonly simulated: boolean;
  /** A person must agree before it is done. */
  readonly approval: boolean;
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
  /** Of a block: what it rests on, so that an exception made later knows whether it covers that. */
  readonly grounds?: BlockGrounds;
}

/** Whether it cuts its host off. */
export function isBlock({ action }: Pick<Decision, 'action'>): boolean {
  return action === 'block' || action === 'quarantine';
}
