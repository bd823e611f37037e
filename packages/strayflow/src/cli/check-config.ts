/** `strayflow check-config`: every fault of a configuration, with its line, and what its lists hold. */
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { stringify } from 'yaml';
import { ExitCode, StrayflowError } from '../model/errors.js';
import { describeFault, parseConfig } from '../shell/config-file.js';
import { describeList, openIndicators } from '../shell/indicator-files.js';
import { printable } from './printable.js';

export function checkConfigCommand(
  program: Command,
  _version: string,
  finish: (code: ExitCode) => void,
): void {
  program
    .command('check-config')
    .description('name every fault of a configuration, with its line')
    .argument('[file]', 'the configuration', 'strayflow.yaml')
    .option('--dump', 'print the whole configuration as it is understood, defaults included')
    .action((file: string, options: { dump?: true }) => {
      let text: string;
      try {
        text = readFileSync(file, 'utf8');
      } catch (cause) {
        throw new StrayflowError('input-unreadable', `cannot read ${file}`, { cause });
      }
      const result = parseConfig(text);
      if ('faults' in result) {
        for (const fault of result.faults)
          process.stdout.write(printable(`${file}${describeFault(fault)}`).concat('\n'));
        process.stdout.write(`${result.faults.length} fault(s)\n`);
        finish(ExitCode.usage);
        return;
      }
      for (const list of openIndicators(result.config.indicators)) {
        process.stderr.write(`${printable(describeList(list))}\n`);
      }
      process.stdout.write(
        options.dump === true ? stringify(result.config) : `${printable(file)} is right\n`,
      );
      finish(ExitCode.ok);
    });
}
