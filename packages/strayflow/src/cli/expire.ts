/** `strayflow expire`: takes out of block lists what has ended, for a timer that runs whether or not a watch does. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { expireBlockList } from '../actions/block-list/expirer.js';
import { ExitCode } from '../model/errors.js';
import { counted } from '../model/format.js';
import { printable } from './printable.js';

export function expireCommand(program: Command, _version: string, finish: (code: ExitCode) => void): void {
  program
    .command('expire')
    .description('take out of a block list what has ended; for a timer, each minute')
    .argument('<file...>', 'enforcers.blockList.path')
    .action(async (files: string[]) => {
      for (const file of files) {
        const { ended, left } = await expireBlockList(resolve(file), Date.now());
        const line = `${file}: ${counted(ended, 'block')} ended, ${counted(left, 'block')} left.`;
        process.stdout.write(`${printable(line)}\n`);
      }
      finish(ExitCode.ok);
    });
}
