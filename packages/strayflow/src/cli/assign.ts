/** `strayflow incidents assign`: who looks after it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { ExitCode, StrayflowError } from '../model/errors.js';
import { assign } from '../shell/acting/incident-deeds.js';
import { ACCOUNT_NAME, Accounts } from '../store/accounts/accounts.js';
import { done } from './incident-refusal.js';
import { type AccessFlags, addAccessOptions, say } from './ledger-access.js';
import { withNotices } from './notice-access.js';

interface AssignFlags extends AccessFlags {
  readonly nobody?: true;
}

export function addAssignCommand(command: Command, finish: (code: ExitCode) => void): void {
  addAccessOptions(command.command('assign'))
    .description('say who looks after it')
    .argument('<number>', 'of strayflow incidents list')
    .argument('[account]', 'of strayflow accounts list')
    .option('--nobody', 'nobody any more')
    .action((id: string, account: string | undefined, flags: AssignFlags) =>
      finish(give(id, account ?? null, flags)),
    );
}

function give(id: string, to: string | null, flags: AssignFlags): ExitCode {
  if ((to === null) !== (flags.nobody === true)) {
    throw new StrayflowError('usage', 'expected the name of an account, or --nobody');
  }
  return withNotices(flags, ({ store, folder, ...doer }) => {
    if (to !== null && !isAccount(folder, to)) {
      throw new StrayflowError('usage', `there is no account ${to}`, {
        hint: 'strayflow accounts list shows all accounts.',
      });
    }
    done(id, assign(store, id, to, doer));
    say(to === null ? `Nobody looks after ${id}.` : `${to} looks after ${id}.`);
    return ExitCode.ok;
  });
}

/** Where there is no service there are no accounts, and any name that one could have will do. */
function isAccount(folder: string, name: string): boolean {
  if (!ACCOUNT_NAME.test(name)) return false;
  if (!existsSync(join(folder, 'accounts.db'))) return true;
  const accounts = new Accounts(folder);
  try {
    return accounts.account(name) !== null;
  } finally {
    accounts.close();
  }
}
