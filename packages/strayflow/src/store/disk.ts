/** What state files need of the disk: everything is on it before it counts, and a full disk is said in plain words. */
import { chmodSync, closeSync, existsSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { StrayflowError } from '../model/errors.js';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a part of the path is a file',
  SQLITE_FULL: 'the disk is full',
  SQLITE_READONLY: 'this user may not write there',
  SQLITE_IOERR: 'the disk reports a fault',
};

/** A StrayflowError 'state-unwritable' that names the place and the reason. */
export function unwritable(path: string, cause: unknown): StrayflowError {
  if (cause instanceof StrayflowError) return cause;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const known = REASONS[code] ?? Object.entries(REASONS).find(([prefix]) => code.startsWith(prefix))?.[1];
  const why = known ?? (cause instanceof Error ? cause.message : String(cause));
  return new StrayflowError('state-unwritable', `cannot write ${path}: ${why}`, { cause });
}

/** Writes all of it, at byte `position` or where the last write ended; a disk may take less at a time. */
export function writeAll(descriptor: number, bytes: Uint8Array, position: number | null = null): void {
  for (let at = 0; at < bytes.length; ) {
    at += writeSync(descriptor, bytes, at, bytes.length - at, position === null ? null : position + at);
  }
}

/**
 * To be called before SQLite opens a database, so that nobody else can read it for a moment. One that is there is not
 * opened: closing any descriptor of a file gives up every lock that this process has on it (fcntl(2), POSIX record
 * locks), those of its other connections too, whose log another process would then delete beneath them.
 */
export function makePrivate(path: string): void {
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
}

export function syncFile(path: string): void {
  const descriptor = openSync(path, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Makes names that were added to or removed from a folder survive a power cut. */
export function syncFolder(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
