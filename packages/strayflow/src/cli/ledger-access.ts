/** What the commands about blocks share: the ledger of a state folder, the enforcers, and who gives the command. */
import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { StrayflowError } from '../model/errors.js';
import type { NamesOf } from '../model/known-names.js';
import { configuredEnforcers } from '../shell/acting/configured.js';
import { agree, type ConfiguredEnforcer } from '../shell/acting/enforcement.js';
import { defaultConfig, readConfig } from '../shell/config-file.js';
import { storedNames } from '../shell/stored-names.js';
import { Ledger } from '../store/ledger/ledger.js';
import { printable } from './printable.js';

export interface AccessFlags {
  readonly config?: string;
  readonly state?: string;
}

export interface LedgerAccess {
  readonly ledger: Ledger;
  readonly site: string;
  /** What addresses are called, of the watch of this ledger. */
  names(): NamesOf;
  readonly enforcers: readonly ConfiguredEnforcer[];
  /** Stands in the audit log. */
  readonly by: string;
  /** Unix ms. */
  readonly now: number;
}

export function addAccessOptions(command: Command): Command {
  return command
    .option('-c, --config <file>', 'configuration of the watch that blocks')
    .option('-s, --state <folder>', 'its state folder, not watch.state of the configuration');
}

/** Throws StrayflowError: 'usage' where nothing was ever blocked, and what `Ledger` throws. */
export function openLedger(flags: AccessFlags): LedgerAccess {
  const config = flags.config === undefined ? defaultConfig() : readConfig(flags.config);
  const folder = flags.state ?? config.watch.state;
  if (!existsSync(join(folder, 'ledger.db'))) {
    throw new StrayflowError('usage', `there is no ledger of blocks in ${folder}`, {
      hint: 'Name the configuration (--config) or the state folder (--state) of the strayflow watch that blocks.',
    });
  }
  return {
    ledger: new Ledger(folder),
    site: config.site,
    names: () => storedNames(folder, (text) => process.stderr.write(`! ${printable(text)}\n`)),
    enforcers: configuredEnforcers(config),
    by: `command line (${userInfo().username})`,
    now: Date.now(),
  };
}

/** Opens the ledger for as long as `work` takes. */
export async function withLedger<Result>(
  flags: AccessFlags,
  work: (access: LedgerAccess) => Result | Promise<Result>,
): Promise<Result> {
  const access = openLedger(flags);
  try {
    return await work(access);
  } finally {
    access.ledger.close();
  }
}

/** Makes the enforcers agree with the ledger now, whether or not a watch runs. The first fault is thrown after all were tried. */
export async function applyNow({ ledger, site, enforcers, now }: LedgerAccess): Promise<void> {
  let fault: unknown = null;
  for (const configured of enforcers) {
    try {
      const deed = await agree(ledger, site, configured, now);
      if (deed !== null) {
        say(`${deed.enforcer}: ${deed.added.length} blocked, ${deed.removed.length} lifted`);
      }
    } catch (error) {
      fault ??= error;
    }
  }
  if (fault !== null) throw fault;
}

export function say(line: string): void {
  process.stdout.write(`${printable(line)}\n`);
}
