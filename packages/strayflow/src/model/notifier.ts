/** The plug-in kind "notifier": carries messages about incidents to people and to other systems. */
import type { z } from 'zod';
import type { DecisionAction } from './decision.js';
import type { Family, Role } from './evidence.js';
import type { NamedAddress } from './known-names.js';
import type { ActionResult } from './report.js';

/** Names, sentences and reasons come from the traffic: not to be trusted by whoever writes them anywhere. */
export interface NoticeEvidence {
  readonly id: string;
  readonly family: Family;
  /** One plain sentence. */
  readonly summary: string;
  readonly surprise: number;
  /** Event times (Unix ms). */
  readonly firstSeen: number;
  readonly lastSeen: number;
}

/** What is known about one incident at one moment. */
export interface Notice {
  readonly kind: 'opened' | 'updated' | 'closed';
  /** The same for all notices of one incident: 16 hexadecimal digits. */
  readonly incident: string;
  /** 0 for the first notice, and one more for each later one. */
  readonly revision: number;
  readonly site: string;
  /** Address or prefix. */
  readonly host: string;
  readonly role: Role;
  /** Names that traffic gave the host, best first, at most 3. Anybody can forge them: to read, never to act upon. */
  readonly names: readonly string[];
  /** The same with where they come from: of the host, then of addresses that reason and evidence mention; absent from old notices. */
  readonly named?: readonly NamedAddress[];
  /** The strongest so far. */
  readonly action: DecisionAction;
  /** Nothing is done: what would have been done. */
  readonly simulated: boolean;
  /** A person must agree before it is done. */
  readonly approval: boolean;
  readonly rule: string;
  readonly reason: string;
  /** 0..1, the highest so far. */
  readonly risk: number;
  /** Event times (Unix ms) of the first decision and of the last one. */
  readonly opened: number;
  readonly time: number;
  /** When a block ends (Unix ms); null where nothing expires. */
  readonly expires: number | null;
  readonly families: readonly Family[];
  /** The strongest first, at most 10. */
  readonly evidence: readonly NoticeEvidence[];
  /** Evidence that is not listed. */
  readonly moreEvidence: number;
}

export interface Message {
  /** The same however often it is tried, so that a receiver can tell a repetition: 16 hexadecimal digits. */
  readonly id: string;
  /** test: sent by hand to see whether it arrives. */
  readonly purpose: 'incident' | 'digest' | 'test';
  /** When it was written (Unix ms, on the wall's clock). */
  readonly time: number;
  /** One, or several in a digest. */
  readonly notices: readonly Notice[];
  /** Incidents that a digest has no room for. */
  readonly omitted: number;
}

export interface Notifier<Options = unknown> {
  readonly name: string;
  readonly title: string;
  readonly options: z.ZodType<Options>;
  /**
   * Ends within the time that its options allow. May be called again with the same message after a failure.
   *
   * Throws StrayflowError 'notify-failed' with what to do about it; secrets of the options never stand in it.
   */
  send(message: Message, options: Options): Promise<void>;
  /** What would be sent, as text that a person can read, without secrets; does nothing. */
  plan(message: Message, options: Options): string;
  /** For `doctor`: can it be done, without sending anything? */
  check(options: Options): Promise<ActionResult>;
}
