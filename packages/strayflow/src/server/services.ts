/** What handlers work with. */
import type { Config } from '../config.js';
import type { WatchStatus } from '../shell/live/status.js';
import type { Ledger } from '../store/ledger/ledger.js';
import type { NoticeStore } from '../store/ledger/notices.js';

/** What was last heard of the watch. */
export interface Heard {
  readonly status: WatchStatus;
  /** Unix ms. */
  readonly time: number;
}

export interface Services {
  readonly config: Config;
  /** The state folder of the watch. */
  readonly folder: string;
  readonly version: string;
  /** When the server started (Unix ms). */
  readonly started: number;
  /** Unix ms. */
  now(): number;
  readonly ledger: Ledger;
  readonly notices: NoticeStore;
  /** Null until the watch has told of itself. */
  heard(): Heard | null;
}
