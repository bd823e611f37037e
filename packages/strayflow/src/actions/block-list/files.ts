/** Files beside a block list: read whole and bounded, replaced as a whole, with refusals in plain words. */
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { StrayflowError } from '../../model/errors.js';

/** 500,000 blocks with their ends take 45 MB. */
const MAX_BYTES = 64 << 20;

export function blockListFault(detail: string, hint: string, cause?: unknown): StrayflowError {
  return new StrayflowError('enforce-failed', `block list: ${detail}`, { hint, cause });
}

/** Null where there is no such file. Throws StrayflowError 'enforce-failed'. */
export function readWhole(path: string): string | null {
  try {
    const entry = lstatSync(path);
    if (!entry.isFile()) {
      throw blockListFault(
        `${path} is no plain file`,
        'Name a file that does not exist yet; links are not followed.',
      );
    }
    if (entry.size > MAX_BYTES) {
      throw blockListFault(
        `${path} is larger than Strayflow writes`,
        'Name a file of its own for Strayflow.',
      );
    }
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw fileFault(error, path);
  }
}

/** After a crash there is the old content or the new. Only for who holds the lock. */
export function replaceWhole(path: string, text: string, mode: number): void {
  const fresh = `${path}.new`;
  try {
    rmSync(fresh, { force: true });
    const file = openSync(fresh, 'wx', mode);
    try {
      fchmodSync(file, mode);
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(fresh, path);
    const folder = openSync(dirname(path), 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  } catch (error) {
    throw fileFault(error, path);
  }
}

export function fileFault(error: unknown, path: string): StrayflowError {
  if (error instanceof StrayflowError) return error;
  const { code = 'unknown' } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM') {
    return blockListFault(
      `this user may not read or replace ${path}`,
      `Give it the right to write in ${dirname(path)}.`,
      error,
    );
  }
  if (code === 'ENOENT') {
    return blockListFault(
      `there is no folder ${dirname(path)}`,
      'Make it, or correct enforcers.blockList.path.',
      error,
    );
  }
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return blockListFault(`no room for ${path}`, 'Make room: the list stays as it was until then.', error);
  }
  return blockListFault(
    `${path} could not be read or replaced (${code})`,
    'Look at the disk and its mount.',
    error,
  );
}
