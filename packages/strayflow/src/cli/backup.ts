/** `strayflow backup` and `strayflow restore`: the state folder of a watch, put away and brought back. */
import type { Command } from 'commander';
import { ExitCode } from '../model/errors.js';
import { byteSize, counted, utc } from '../model/format.js';
import { backUp } from '../shell/backup/back-up.js';
import type { BackupManifest } from '../shell/backup/manifest.js';
import { restore } from '../shell/backup/restore.js';
import { defaultConfig, readConfig } from '../shell/config-file.js';
import { printable } from './printable.js';

interface StateFlags {
  readonly config?: string;
  readonly state?: string;
}

function stateFolder({ config, state }: StateFlags): string {
  return state ?? (config === undefined ? defaultConfig() : readConfig(config)).watch.state;
}

function say(line: string): void {
  process.stdout.write(`${printable(line)}\n`);
}

function sizeOf({ files }: BackupManifest): string {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return `${counted(files.length, 'file')}, ${byteSize(bytes)}`;
}

export function backupCommand(program: Command, version: string, finish: (code: ExitCode) => void): void {
  program
    .command('backup')
    .description(
      'copy the state of a watch, also while it runs: positions, evidence, decisions, blocks, history',
    )
    .argument('<folder>', 'where to, a folder that is not there yet')
    .option('-c, --config <file>', 'configuration of the watch')
    .option('-s, --state <folder>', 'its state folder, not watch.state of the configuration')
    .option('--no-history', 'leave out the Parquet history, which may be large')
    .action((to: string, flags: StateFlags & { history: boolean }) => {
      const from = stateFolder(flags);
      const made = backUp({ from, to, hasHistory: flags.history, version, now: Date.now() });
      say(`${from} is backed up in ${to}: ${sizeOf(made)}.`);
      finish(ExitCode.ok);
    });
}

export function restoreCommand(program: Command, _version: string, finish: (code: ExitCode) => void): void {
  program
    .command('restore')
    .description('bring a backup back, into a state folder that is empty or not there')
    .argument('<backup>', 'a folder that strayflow backup wrote')
    .option('-c, --config <file>', 'configuration of the watch that is to go on with it')
    .option('-s, --state <folder>', 'the state folder, not watch.state of the configuration')
    .action((from: string, flags: StateFlags) => {
      const to = stateFolder(flags);
      const restored = restore({ from, to });
      say(`${to} is as it was at ${utc(restored.made)}: ${sizeOf(restored)}.`);
      if (!restored.hasHistory)
        say('It was backed up without its history: records of before then cannot be looked up.');
      if (restored.files.some(({ path }) => path === 'ledger.db')) {
        say(
          'strayflow watch makes the enforcers agree with the restored blocks when it starts: strayflow blocks list shows them.',
        );
      }
      finish(ExitCode.ok);
    });
}
