/** `strayflow browser-page`: a copy of the page that analyses in the browser, for any web server. */
import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { ExitCode, StrayflowError } from '../model/errors.js';
import { printable } from './printable.js';

const BUILT = fileURLToPath(new URL('../dashboard/analyse/', import.meta.url));

export function browserPageCommand(
  program: Command,
  _version: string,
  finish: (code: ExitCode) => void,
): void {
  program
    .command('browser-page')
    .description('write the page that analyses in the browser and uploads nothing, for any web server')
    .argument('<folder>', 'made if there is none; files of the same names are replaced')
    .action((folder: string) => {
      process.stdout.write(
        `${copyPage(folder)
          .map((name) => printable(join(folder, name)))
          .join('\n')}\n`,
      );
      finish(ExitCode.ok);
    });
}

/** The files that were written, by name. Throws StrayflowError 'output-unwritable'. */
function copyPage(folder: string): readonly string[] {
  if (!existsSync(BUILT)) {
    throw new StrayflowError('output-unwritable', 'this installation holds no page to copy', {
      hint: 'Run npm run build in the source tree first.',
    });
  }
  try {
    mkdirSync(folder, { recursive: true });
    cpSync(BUILT, folder, { recursive: true });
    return readdirSync(BUILT).sort();
  } catch (cause) {
    throw new StrayflowError('output-unwritable', `the page cannot be written to ${printable(folder)}`, {
      cause,
    });
  }
}
