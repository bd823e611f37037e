/** From what the user named (files, folders, globs, "-") to the list of inputs, in a fixed order, each once. */
import type { BigIntStats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { StrayflowError } from '../model/errors.js';
import { displayName } from './display-name.js';

export interface InputFile {
  /** As the user named it, safe to show; "-" for standard input. */
  readonly name: string;
  /** Null for standard input. Bytes where the file system's name is no UTF-8. */
  readonly path: string | Buffer | null;
  /** The user named this very file: it must be readable. Files found in a folder or by a glob may be skipped. */
  readonly explicit: boolean;
  /** Stored size; null where it is not known beforehand (standard input, pipes). */
  readonly bytes: number | null;
}

interface Found {
  readonly file: InputFile;
  /** One per file, whatever its name. */
  readonly identity: string;
}

const STANDARD_INPUT: Found = {
  file: { name: '-', path: null, explicit: true, bytes: null },
  identity: 'standard input',
};

/**
 * Folders give their own files, not those of folders inside. Throws StrayflowError: input-not-found when a pattern
 * leads to no file, input-unreadable when it may not be looked at.
 */
export async function resolveInputs(patterns: readonly string[]): Promise<InputFile[]> {
  const inputs = new Map<string, InputFile>();
  for (const pattern of patterns) {
    for (const { file, identity } of await resolvePattern(pattern)) {
      const before = inputs.get(identity);
      if (before === undefined) inputs.set(identity, file);
      else if (file.explicit) inputs.set(identity, { ...before, explicit: true });
    }
  }
  return [...inputs.values()];
}

async function resolvePattern(pattern: string): Promise<readonly Found[]> {
  if (pattern === '-') return [STANDARD_INPUT];
  const status = await statusOf(pattern);
  if (status === null) return globbed(pattern);
  if (status.isDirectory()) return filesOf(pattern);
  if (status.isSocket() || status.isBlockDevice()) {
    throw new StrayflowError('input-unreadable', `${displayName(pattern)} is neither a file nor a pipe`);
  }
  return [found(pattern, status, true)];
}

function found(path: string | Buffer, status: BigIntStats, explicit: boolean): Found {
  const file = {
    name: displayName(path),
    path,
    explicit,
    bytes: status.isFile() ? Number(status.size) : null,
  };
  return { file, identity: `${status.dev}:${status.ino}` };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** Null when there is nothing of that name. */
async function statusOf(path: string | Buffer): Promise<BigIntStats | null> {
  try {
    return await stat(path, { bigint: true });
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'ERR_INVALID_ARG_VALUE'].includes(codeOf(error)))
      return null;
    throw new StrayflowError('input-unreadable', `${displayName(path)} cannot be looked at`, {
      cause: error,
    });
  }
}

async function globbed(pattern: string): Promise<readonly Found[]> {
  const matches = isDynamicPattern(pattern)
    ? await glob(pattern, { expandDirectories: false, onlyFiles: true, absolute: isAbsolute(pattern) })
    : [];
  if (matches.length === 0) {
    throw new StrayflowError('input-not-found', `no file is named or matched by ${displayName(pattern)}`);
  }
  const files = await Promise.all(matches.map((path) => regular(path)));
  return inOrder(files);
}

async function regular(path: string | Buffer): Promise<Found | null> {
  const status = await statusOf(path);
  return status?.isFile() ? found(path, status, false) : null;
}

async function filesOf(folder: string): Promise<readonly Found[]> {
  let names: readonly Buffer[];
  try {
    names = await readdir(folder, { encoding: 'buffer' });
  } catch (error) {
    throw new StrayflowError('input-unreadable', `the folder ${displayName(folder)} cannot be listed`, {
      cause: error,
    });
  }
  const parent = Buffer.from(folder.endsWith('/') ? folder : `${folder}/`);
  const files = inOrder(
    await Promise.all(names.map((name) => regular(textOrBytes(Buffer.concat([parent, name]))))),
  );
  if (files.length === 0) {
    throw new StrayflowError('input-not-found', `the folder ${displayName(folder)} holds no files`);
  }
  return files;
}

function textOrBytes(path: Buffer): string | Buffer {
  const text = path.toString('utf8');
  return Buffer.from(text, 'utf8').equals(path) ? text : path;
}

function inOrder(files: readonly (Found | null)[]): readonly Found[] {
  const bytes = (each: Found) => Buffer.from(each.file.path!);
  return files.filter((each) => each !== null).sort((one, other) => Buffer.compare(bytes(one), bytes(other)));
}
