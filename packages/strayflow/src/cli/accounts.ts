/** `strayflow accounts`: who may use the service, beside a running one or before it is started. */
import { userInfo } from 'node:os';
import { type Command, InvalidArgumentError } from 'commander';
import { ExitCode, StrayflowError } from '../model/errors.js';
import { utc } from '../model/format.js';
import { isAtLeast, ROLES, type Role } from '../model/roles.js';
import { defaultConfig, readConfig } from '../shell/config-file.js';
import { ACCOUNT_NAME, Accounts, type Refusal } from '../store/accounts/accounts.js';
import { carryEntries } from '../store/accounts/carry-entries.js';
import { hashPassword, passwordFault } from '../store/accounts/passwords.js';
import type { AuditKind } from '../store/ledger/audit.js';
import { Ledger } from '../store/ledger/ledger.js';
import { type AccessFlags, addAccessOptions, say } from './ledger-access.js';
import { readPassword } from './read-password.js';

const REFUSALS: Readonly<Record<Refusal, string>> = {
  exists: 'there is an account of this name already',
  none: 'there is no account of this name',
  'last-admin': 'it is the last admin: make another one first',
  'too-many': 'there are too many accounts',
};

function accountName(text: string): string {
  if (ACCOUNT_NAME.test(text)) return text;
  throw new InvalidArgumentError('expected lower-case letters, digits, ".", "_" and "-"');
}

function role(text: string): Role {
  const found = ROLES.find((each) => each === text);
  if (found === undefined) throw new InvalidArgumentError(`expected one of ${ROLES.join(', ')}`);
  return found;
}

type Make = <Result>(kind: AuditKind, about: Readonly<Record<string, unknown>>, work: () => Result) => Result;

/** Opens both stores for as long as `work` takes; `make` does what stands in the audit log as done now. */
async function withAccounts(
  flags: AccessFlags,
  work: (accounts: Accounts, now: number, make: Make) => Promise<void> | void,
): Promise<void> {
  const config = flags.config === undefined ? defaultConfig() : readConfig(flags.config);
  const folder = flags.state ?? config.watch.state;
  const accounts = new Accounts(folder);
  try {
    const ledger = new Ledger(folder);
    try {
      const now = Date.now();
      const by = `command line (${userInfo().username})`;
      const make: Make = (kind, about, change) => accounts.noting({ kind, by, about, time: now }, change);
      await work(accounts, now, make);
      carryEntries(accounts, ledger);
    } finally {
      ledger.close();
    }
  } finally {
    accounts.close();
  }
}

function done(refusal: Refusal | null, name: string): void {
  if (refusal === null) return;
  throw new StrayflowError('usage', `${name}: ${REFUSALS[refusal]}`, {
    hint: 'strayflow accounts list shows all accounts.',
  });
}

async function newPassword(): Promise<string> {
  const password = await readPassword();
  const fault = passwordFault(password);
  if (fault !== null) {
    throw new StrayflowError('usage', fault, { hint: 'Choose another one; nothing was changed.' });
  }
  return hashPassword(password);
}

export function accountsCommand(program: Command, _version: string, finish: (code: ExitCode) => void): void {
  const command = program.command('accounts').description('accounts of the service: who may do what');
  const subcommand = (words: string, description: string) =>
    addAccessOptions(command.command(words)).description(description);
  subcommand('list', 'all accounts').action(async (flags: AccessFlags) => {
    await withAccounts(flags, (accounts) => {
      for (const { name, role, login } of accounts.all()) {
        say(`${name}  ${role}  ${login === null ? 'never logged in' : `last login ${utc(login)}`}`);
      }
    });
    finish(ExitCode.ok);
  });
  subcommand('add', 'add an account; its password is asked for, or read from standard input')
    .argument('<name>', 'lower-case letters, digits, ".", "_" and "-"', accountName)
    .option('-r, --role <role>', ROLES.join(', '), role, 'viewer' as Role)
    .action(async (name: string, flags: AccessFlags & { role: Role }) => {
      await withAccounts(flags, async (accounts, now, make) => {
        if (accounts.account(name) !== null) done('exists', name);
        const hash = await newPassword();
        const about = { account: name, role: flags.role };
        const add = () => accounts.add(name, flags.role, hash, now);
        done(make('account-added', about, add), name);
        say(`${name} may log in now, as ${flags.role}.`);
        if (!isAtLeast(flags.role, 'admin') && accounts.count === 1) say('There is no admin yet.');
      });
      finish(ExitCode.ok);
    });
  subcommand('passwd', 'change the password of an account; all its sessions end')
    .argument('<name>', 'the account', accountName)
    .action(async (name: string, flags: AccessFlags) => {
      await withAccounts(flags, async (accounts, _now, make) => {
        if (accounts.account(name) === null) done('none', name);
        const hash = await newPassword();
        const change = () => accounts.setPassword(name, hash);
        done(make('password-changed', { account: name }, change), name);
        say(`${name} has a new password.`);
      });
      finish(ExitCode.ok);
    });
  subcommand('remove', 'remove an account with its sessions and tokens')
    .argument('<name>', 'the account', accountName)
    .action(async (name: string, flags: AccessFlags) => {
      await withAccounts(flags, (accounts, _now, make) => {
        const remove = () => accounts.remove(name);
        done(make('account-removed', { account: name }, remove), name);
        say(`${name} is removed.`);
      });
      finish(ExitCode.ok);
    });
}
