/** A folder on this machine as a target: writes are synced and renamed, so that a power cut leaves no half file. */
import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { access, chmod, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { StrayflowError } from '../model/errors.js';
import type { FolderTarget } from './options.js';
import type { Entry, Place } from './place.js';

/** The report may be read by whom the target folder may be read by, and written by its owner only. */
const FOLDER_MODE = 0o2755;
const FILE_MODE = 0o644;

export async function openFolder(target: FolderTarget): Promise<Place> {
  const root = resolve(target.path);
  const parentMode = await attempt(root, 'open', async () => {
    const status = await stat(root);
    if (!status.isDirectory()) throw failure(root, 'open', Object.assign(new Error(), { code: 'ENOTDIR' }));
    await access(root, constants.W_OK | constants.X_OK);
    return status.mode;
  });
  const at = (path: string) => join(root, path);
  return {
    shown: root,
    warnings: [],
    list: (folder) => optional(at(folder), 'list', () => listFolder(at(folder))),
    read: (path, limit) =>
      optional(at(path), 'read', async () => {
        const status = await stat(at(path));
        return status.isFile() && status.size <= limit ? new Uint8Array(await readFile(at(path))) : null;
      }),
    digest: (path) => optional(at(path), 'read', () => digestFile(at(path))),
    write: (path, content) =>
      attempt(at(path), 'write', () => writeWhole(at(path), content, parentMode & FILE_MODE)),
    makeFolder: (path) =>
      attempt(at(path), 'create', async () => {
        await mkdir(at(path));
        await chmod(at(path), (parentMode & FOLDER_MODE) | 0o700);
        await syncFolder(dirname(at(path)));
      }),
    move: (from, to) =>
      attempt(at(to), 'rename to', async () => {
        await rename(at(from), at(to));
        await syncFolder(root);
      }),
    remove: (path) => attempt(at(path), 'remove', () => rm(at(path), { recursive: true, force: true })),
    exposure: async () => [],
    close: () => {},
  };
}

async function listFolder(path: string): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for (const entry of await readdir(path, { withFileTypes: true })) {
    if (entry.isDirectory()) entries.push({ name: entry.name, folder: true, size: 0 });
    else if (entry.isFile()) {
      entries.push({ name: entry.name, folder: false, size: (await stat(join(path, entry.name))).size });
    }
  }
  return entries;
}

async function digestFile(path: string) {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Uint8Array>) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { size, sha256: hash.digest('hex') };
}

async function writeWhole(path: string, content: Uint8Array, mode: number): Promise<void> {
  const fresh = join(dirname(path), `.strayflow-new-${basename(path)}`);
  // What a killed run left under this name is not followed if it is a link.
  await rm(fresh, { force: true });
  const file = await open(fresh, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.chmod(mode | 0o600);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(fresh, path);
  await syncFolder(dirname(path));
}

/** A rename is lasting once its folder is synced; some file systems cannot sync folders (EINVAL) and need not. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } catch (error) {
    if (codeOf(error) !== 'EINVAL') throw error;
  } finally {
    await folder.close();
  }
}

async function optional<T>(path: string, verb: string, work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return null;
    throw failure(path, verb, error);
  }
}

async function attempt<T>(path: string, verb: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw failure(path, verb, error);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

const REASONS: Readonly<Record<string, readonly [string, string]>> = {
  ENOSPC: ['the disk is full', 'Free some space and publish again: what arrived is kept and not sent twice.'],
  EDQUOT: [
    'the quota is used up',
    'Free some space and publish again: what arrived is kept and not sent twice.',
  ],
  EROFS: ['the file system is read-only', 'Choose a folder that can be written, or mount it read-write.'],
  EACCES: ['this user may not', 'Choose a folder that this user may write, or change its owner or mode.'],
  EPERM: ['this user may not', 'Choose a folder that this user may write, or change its owner or mode.'],
  ENOENT: [
    'it does not exist',
    'Create the folder first; it is not created by itself, in case a disk is not mounted.',
  ],
  ENOTDIR: ['it is not a folder', 'Name a folder.'],
};

function failure(path: string, verb: string, error: unknown): StrayflowError {
  if (error instanceof StrayflowError) return error;
  const [reason, hint] = REASONS[codeOf(error)] ?? [
    error instanceof Error ? error.message : String(error),
    'Check the folder and its disk, then publish again.',
  ];
  return new StrayflowError('publish-failed', `Cannot ${verb} ${path}: ${reason}.`, { cause: error, hint });
}
