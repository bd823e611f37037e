/** The configuration file as others may edit it beside a running service: found, held against what was seen, and written whole. */
import {
  accessSync,
  chownSync,
  constants,
  copyFileSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { StrayflowError } from '../model/errors.js';

/** Why it cannot be edited, in one sentence; null where it can. */
export function hindranceOf(path: string): string | null {
  try {
    const real = realpathSync(path);
    accessSync(real, constants.R_OK | constants.W_OK);
    accessSync(dirname(real), constants.W_OK);
    return null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return 'The configuration file is not there any more.';
    return `The service may not write the configuration file, or not into its folder (${code}).`;
  }
}

/** Throws StrayflowError 'input-unreadable'. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new StrayflowError('input-unreadable', `cannot read the configuration ${path}`, { cause });
  }
}

/**
 * Whole or not at all, with the rights and the owner that it had; what stood before is kept beside it as NAME.before.
 * Throws StrayflowError 'output-unwritable'.
 */
export function replaceText(path: string, text: string): void {
  let part: string | null = null;
  try {
    const real = realpathSync(path);
    const { mode, uid, gid } = statSync(real);
    part = `${real}.part`;
    rmSync(part, { force: true });
    writeFileSync(part, text, { mode: mode & 0o777, flag: 'wx', flush: true });
    const made = statSync(part);
    if (made.uid !== uid || made.gid !== gid) chownSync(part, uid, gid);
    const before = `${real}.before`;
    rmSync(before, { force: true });
    copyFileSync(real, before, constants.COPYFILE_EXCL);
    renameSync(part, real);
  } catch (cause) {
    if (part !== null) rmSync(part, { force: true });
    throw new StrayflowError('output-unwritable', `cannot write ${path}`, { cause });
  }
}
