/** What the watch and the server process say to each other. */
import type { Config } from '../../config.js';
import type { ErrorCode } from '../../model/errors.js';
import type { Deed } from '../acting/enforcement.js';
import type { ActingTroubles } from '../live/acting.js';
import type { OwnProgram } from '../live/background/own-program.js';
import type { WatchStatus } from '../live/status.js';

export interface ServerPlan {
  readonly config: Config;
  /** The state folder of the watch. */
  readonly folder: string;
  readonly version: string;
  /** Absolute; null: nothing was named by --config. */
  readonly configFile: string | null;
  /** Where the models that judge are kept in versions; null: in no such folder. */
  readonly models: string | null;
  /** The report that is being made or published; null: none is. */
  readonly reporting: string | null;
  /** Sections of the configuration file that changed and wait for a restart. */
  readonly waiting: readonly string[];
  /** That the command line names; none: those of the configuration are watched. */
  readonly inputs: readonly string[];
  /** Command and first arguments of this program. */
  readonly program: OwnProgram;
}

export type ToServer =
  | { readonly kind: 'start'; readonly plan: ServerPlan }
  | { readonly kind: 'status'; readonly status: WatchStatus }
  /** News up to this number are stored. */
  | { readonly kind: 'told'; readonly sequence: number }
  | { readonly kind: 'acted'; readonly deed: Deed }
  /** What decides from here on, with the alert line in force. */
  | { readonly kind: 'policy'; readonly policy: Config['policy'] }
  /** The report that is being made or published; null: none is. */
  | { readonly kind: 'reporting'; readonly name: string | null }
  /** Sections of the configuration file that changed and wait for a restart. */
  | { readonly kind: 'waiting'; readonly sections: readonly string[] }
  | { readonly kind: 'troubles'; readonly troubles: ActingTroubles }
  | { readonly kind: 'stop' };

export type FromServer =
  /** @param setup the link that makes the first account; null where there is one */
  | { readonly kind: 'listening'; readonly origin: string; readonly setup: string | null }
  | { readonly kind: 'warning'; readonly text: string }
  /** It cannot start, and could not if it were tried again. */
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly message: string; readonly hint: string };
