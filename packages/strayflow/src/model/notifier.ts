/** The plug-in kind "notifier": tells people or systems about incidents. */
import type { z } from 'zod';
import type { Incident } from './incident.js';
import type { ActionResult } from './report.js';

export interface Notice {
  /** The same notice tried again has the same one: receivers may tell repeats by it. */
  readonly id: string;
  /** opened, changed, closed: one incident; digest: all that changed; trouble: Strayflow itself has a fault. */
  readonly kind: 'opened' | 'changed' | 'closed' | 'digest' | 'trouble';
  /** One line, not to be trusted. */
  readonly title: string;
  readonly incidents: readonly Incident[];
  /** For trouble: what is wrong and what to do, in plain words. Else empty. */
  readonly text: string;
  /** Unix ms, event time. */
  readonly time: number;
  /** True while the policy observes: nothing of it was done. */
  readonly simulated: boolean;
}

/** Never throws: a notice that fails says so, is tried again, and detection goes on. */
export interface Notifier<Options = unknown> {
  readonly name: string;
  readonly title: string;
  readonly options: z.ZodType<Options>;
  send(notice: Notice, options: Options): Promise<ActionResult>;
  /** What `send` would send, as text; secrets left out. */
  preview(notice: Notice, options: Options): string;
  /** For `doctor`: can it be done, without doing it? */
  check(options: Options): Promise<ActionResult>;
}
