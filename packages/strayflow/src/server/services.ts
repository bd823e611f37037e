/** What handlers work with. */
import type { Config } from '../config.js';
import type { ActingTroubles } from '../shell/live/acting.js';
import type { WatchStatus } from '../shell/live/status.js';
import type { Accounts } from '../store/accounts/accounts.js';
import type { Ledger } from '../store/ledger/ledger.js';
import type { NoticeStore } from '../store/ledger/notices.js';
import type { SessionLimits } from './access/account-access.js';
import type { Login } from './access/login.js';
import type { OpenId } from './access/openid.js';
import type { SetupLink } from './access/setup-link.js';
import type { AccountChanges } from './account-changes.js';
import type { EventHub } from './event-hub.js';
import type { ModelVersions } from './model-versions.js';
import type { PolicyPreviews } from './policy-previews.js';
import type { Pushes } from './pushes.js';
import type { Reading } from './reading/reading.js';
import type { RequestCounts } from './request-counts.js';
import type { ServedNames } from './served-names.js';
import type { StateSizes } from './state-sizes.js';

/** What was last heard of the watch. */
export interface Heard {
  readonly status: WatchStatus;
  /** Unix ms. */
  readonly time: number;
}

/** What is told by the watch of how it runs, and what the state takes. */
export interface Running {
  /** That the command line names; none: those of the configuration are watched. */
  readonly inputs: readonly string[];
  /** Sections of the configuration file that changed and wait for a restart. */
  waiting(): readonly string[];
  /** Null until it was told. */
  troubles(): ActingTroubles | null;
  readonly sizes: StateSizes;
}

export interface Services {
  /** As the service was started; the policy is the one that decides now, with the alert line in force. */
  readonly config: Config;
  /** Of the service; null: nothing was named by --config. */
  readonly configFile: string | null;
  /** The state folder of the watch. */
  readonly folder: string;
  readonly version: string;
  /** When the server started (Unix ms). */
  readonly started: number;
  /** Unix ms. */
  now(): number;
  readonly reading: Reading;
  readonly ledger: Ledger;
  readonly notices: NoticeStore;
  /** What addresses are called. */
  readonly names: ServedNames;
  /** Null until the watch has told of itself. */
  heard(): Heard | null;
  /** To be read; `changes` changes them. */
  readonly accounts: Accounts;
  readonly changes: AccountChanges;
  readonly login: Login;
  /** Null: only passwords. */
  readonly openId: OpenId | null;
  readonly limits: SessionLimits;
  /** Makes the first account; null where there was one when the server started. */
  readonly setup: SetupLink | null;
  /** Browsers speak TLS, with us or with the proxy before us. */
  readonly isSecure: boolean;
  readonly events: EventHub;
  readonly requests: RequestCounts;
  readonly pushes: Pushes;
  readonly previews: PolicyPreviews;
  readonly models: ModelVersions;
  /** The report that is being made or published; null: none is. */
  reporting(): string | null;
  /** What the settings page tells beside the configuration. */
  readonly running: Running;
  /** Calls back every so often; what it returns ends that. */
  every(ms: number, call: () => void): () => void;
  /** The server is to end. */
  readonly stopping: AbortSignal;
}
