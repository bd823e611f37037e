/** `strayflow init`: writes a commented configuration. */
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { ExitCode, StrayflowError } from '../model/errors.js';
import { configTemplate } from './config-template.js';
import { printable } from './printable.js';

export function initCommand(program: Command, _version: string, finish: (code: ExitCode) => void): void {
  program
    .command('init')
    .description('write a configuration with every setting at its default and its meaning')
    .argument('[file]', 'where to write it; "-" for standard output', 'strayflow.yaml')
    .option('--force', 'replace a file that is there already')
    .action((file: string, options: { force?: true }) => {
      if (file === '-') process.stdout.write(configTemplate());
      else {
        try {
          writeFileSync(file, configTemplate(), { flag: options.force === true ? 'w' : 'wx' });
        } catch (cause) {
          const exists = (cause as NodeJS.ErrnoException).code === 'EEXIST';
          throw new StrayflowError(
            exists ? 'usage' : 'output-unwritable',
            exists ? `${file} is there already` : `cannot write ${file}`,
            { cause, ...(exists ? { hint: 'Name another file, or replace it with --force.' } : {}) },
          );
        }
        process.stdout.write(`wrote ${printable(file)}\n`);
      }
      finish(ExitCode.ok);
    });
}
