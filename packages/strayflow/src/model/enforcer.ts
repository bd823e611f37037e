/** The plug-in kind "enforcer": something in the world that holds blocks and lets them go by itself. */
import type { z } from 'zod';
import type { ActionResult } from './report.js';

export interface Block {
  /** Hash of its site, its prefix and the time of the decision: 16 hexadecimal digits. */
  readonly id: string;
  readonly site: string;
  /** Canonical: "203.0.113.7/32", "2001:db8:1:2::/64". */
  readonly prefix: string;
  /** One plain line, not to be trusted: names in it come from the traffic. */
  readonly reason: string;
  /** When it ends by itself (Unix ms, on the wall's clock). */
  readonly expires: number;
}

/** A block as the enforcer has it. */
export interface StandingBlock {
  readonly prefix: string;
  /** Unix ms, as exactly as the enforcer keeps it. */
  readonly expires: number;
}

export interface BlockChange {
  /** To be there afterwards with these ends, whether or not they stood before. Prefixes are unique. */
  readonly add: readonly Block[];
  /** Prefixes not to be there afterwards, whether or not they stood before. */
  readonly remove: readonly string[];
}

/**
 * Holds what it is given and nothing else: it reads and changes only what is its own. Each call is idempotent, ends
 * within the time that its options allow, and throws StrayflowError 'enforce-failed' with what to do about it.
 */
export interface Enforcer<Options = unknown> {
  readonly name: string;
  readonly title: string;
  readonly options: z.ZodType<Options>;
  /** What stands at `now` (Unix ms); also what another process or an earlier version put there. */
  list(options: Options, now: number): Promise<readonly StandingBlock[]>;
  change(options: Options, change: BlockChange, now: number): Promise<void>;
  /** Takes away everything of ours. */
  clear(options: Options): Promise<void>;
  /** What `change` would do, as lines that a person can read or run; does nothing. */
  plan(options: Options, change: BlockChange, now: number): string;
  /** For `doctor`: can it be done, without doing it? */
  check(options: Options): Promise<ActionResult>;
  /** Blocks addresses that are nobody's (RFC 5737, RFC 3849) for seconds, reads them back, and lifts them. */
  rehearse(options: Options, now: number): Promise<ActionResult>;
}
