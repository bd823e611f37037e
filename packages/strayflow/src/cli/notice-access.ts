/** What the commands about incidents share: the ledger's part of a state folder that tells people. */
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { StrayflowError } from '../model/errors.js';
import { defaultConfig, readConfig } from '../shell/config-file.js';
import { NoticeStore } from '../store/ledger/notices.js';
import type { AccessFlags } from './ledger-access.js';

export interface NoticeAccess {
  readonly store: NoticeStore;
  /** The state folder. */
  readonly folder: string;
  /** Stands in the audit log. */
  readonly by: string;
  /** Unix ms. */
  readonly now: number;
}

/** Opens the ledger for as long as `work` takes. Throws StrayflowError 'usage' where no watch ever told anybody. */
export function withNotices<Result>(flags: AccessFlags, work: (access: NoticeAccess) => Result): Result {
  const config = flags.config === undefined ? defaultConfig() : readConfig(flags.config);
  const folder = flags.state ?? config.watch.state;
  if (!existsSync(join(folder, 'ledger.db'))) {
    throw new StrayflowError('usage', `there are no incidents in ${folder}`, {
      hint: 'Name the configuration (--config) or the state folder (--state) of a strayflow watch in mode alert or enforce.',
    });
  }
  const store = new NoticeStore(folder);
  try {
    return work({ store, folder, by: `command line (${userInfo().username})`, now: Date.now() });
  } finally {
    store.close();
  }
}
