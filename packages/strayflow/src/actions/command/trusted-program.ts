/** Whether nobody but root and this user can change what is about to be run. */
import { accessSync, closeSync, constants, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StrayflowError } from '../../model/errors.js';
import { visible } from '../../model/visible.js';
import { notifyFault } from '../notices/fault.js';

const WRITABLE_BY_OTHERS = 0o022;
/** In such a folder everybody may write, but nobody may replace what is another's. */
const STICKY = 0o1000;

/** Its path without links. Throws StrayflowError 'notify-failed'. */
export function trustedProgram(program: string): string {
  const shown = visible(program);
  let path: string;
  try {
    path = realpathSync(program);
    if (!statSync(path).isFile()) {
      throw notifyFault(`${shown} is no program.`, 'Name a file with notifiers.command.program.');
    }
    accessSync(path, constants.X_OK);
  } catch (cause) {
    if (cause instanceof StrayflowError) throw cause;
    const { code = '' } = cause as NodeJS.ErrnoException;
    throw code === 'ENOENT' || code === 'ENOTDIR'
      ? notifyFault(`There is no program ${shown}.`, 'Correct notifiers.command.program.', cause)
      : notifyFault(
          `${shown} cannot be run (${code}).`,
          'Let this user run it (chmod +x) and enter the folders above it.',
          cause,
        );
  }
  for (let place = path; ; place = dirname(place)) {
    const { uid, mode } = statSync(place);
    const isOthers = uid !== 0 && uid !== process.getuid?.();
    const isOpen = (mode & WRITABLE_BY_OTHERS) !== 0 && (place === path || (mode & STICKY) === 0);
    if (isOthers || isOpen) {
      throw notifyFault(
        `${shown} is not run: other users can change ${visible(place)}.`,
        'It must belong to root or this user, and so must the folders above it: chown, chmod go-w.',
      );
    }
    if (place === dirname(place)) break;
  }
  if (!startsItself(path)) {
    throw notifyFault(
      `${shown} is neither a program nor a script that names its interpreter.`,
      'Begin the script with a line such as #!/bin/sh.',
    );
  }
  return path;
}

/** What is neither would be handed to a shell by the C library (execvp). */
function startsItself(path: string): boolean {
  const head = Buffer.alloc(2);
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    // A program can be run without being read; a script cannot, by a shell neither.
    return true;
  }
  try {
    readSync(file, head);
  } finally {
    closeSync(file);
  }
  const text = head.toString('latin1');
  return text === '#!' || text === '\u007fE';
}
