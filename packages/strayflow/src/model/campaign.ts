/** Hosts that do the same to the same others at about the same time: one thing to look at, not many. */
import type { Family } from './evidence.js';

export interface Campaign {
  /** Hash of its site and its earliest member's first evidence. */
  readonly id: string;
  readonly site: string;
  /** Riskiest first, then by address. */
  readonly hosts: readonly string[];
  /** Those that most members show, strongest first. */
  readonly families: readonly Family[];
  /** The one host that most members act on; null where there is no such. */
  readonly target: string | null;
  /** Highest risk of a member. */
  readonly risk: number;
  /** Event times of the first and last record of all members' evidence (Unix ms). */
  readonly firstSeen: number;
  readonly lastSeen: number;
}
