/** `strayflow models`: the versions of a folder of models, what changed between two, and which one is current. */
import type { Command } from 'commander';
import { ExitCode } from '../model/errors.js';
import { modelDifferences } from '../shell/model-differences.js';
import { CURRENT, listModels, promoteModel, rollBack, storedModels } from '../shell/model-store.js';
import { wholeNumber } from './arguments.js';
import { printable } from './printable.js';
import { formatTable } from './text-table.js';

export function modelsCommand(program: Command, _version: string, finish: (code: ExitCode) => void): void {
  const command = program
    .command('models')
    .description('keep versions of models in a folder (strayflow train --store adds them)');
  const version = wholeNumber(1e9);
  command
    .command('list')
    .description('the versions, oldest first; each file is checked')
    .argument('<folder>')
    .action((folder: string) => finish(list(folder)));
  command
    .command('diff')
    .description('what changed from one version to another: rows, models, and columns whose values drifted')
    .argument('<folder>')
    .argument('<before>', 'a version', version)
    .argument('<after>', 'a version', version)
    .action((folder: string, before: number, after: number) => {
      print(modelDifferences(storedModels(folder, before), storedModels(folder, after)));
      finish(ExitCode.ok);
    });
  command
    .command('promote')
    .description(`make a version the current one: FOLDER/${CURRENT}, for strayflow watch --model`)
    .argument('<folder>')
    .argument('<version>', 'a version', version)
    .action((folder: string, wanted: number) => {
      promoteModel(folder, wanted);
      print([`Version ${wanted} is current: ${folder}/${CURRENT}`, FOLLOWED]);
      finish(ExitCode.ok);
    });
  command
    .command('rollback')
    .description('go back to the version that was current before')
    .argument('<folder>')
    .action((folder: string) => {
      print([`Version ${rollBack(folder)} is current again: ${folder}/${CURRENT}`, FOLLOWED]);
      finish(ExitCode.ok);
    });
}

const FOLLOWED = 'A strayflow watch that was given this file judges by it from its next checkpoint on.';

function print(lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${printable(line)}\n`);
}

function list(folder: string): ExitCode {
  const stored = listModels(folder);
  if (stored.length === 0) {
    print([
      `There are no models in ${folder}: strayflow train INPUTS --out FILE --store ${folder} adds them.`,
    ]);
    return ExitCode.ok;
  }
  const rows = stored.map(({ version, isCurrent, added, sha256, models }) => [
    `${version}${isCurrent ? ' (current)' : ''}`,
    new Date(added).toISOString(),
    models === null ? 'damaged' : `${models.learned.flow.kept} of ${models.learned.flow.seen}`,
    models === null ? 'damaged' : `${models.learned.host.kept} of ${models.learned.host.seen}`,
    sha256.slice(0, 12),
  ]);
  const header = ['version', 'added', 'flows learned from', 'hosts and windows', 'sha256'];
  process.stdout.write(`${formatTable(header, rows)}\n`);
  const damaged = stored.filter(({ why }) => why !== null);
  print(damaged.map(({ version, why }) => `Version ${version}: ${why}`));
  return damaged.length === 0 ? ExitCode.ok : ExitCode.input;
}
