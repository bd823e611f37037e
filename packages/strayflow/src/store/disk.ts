/** What state files need of the disk: everything is on it before it counts, and a full disk is said in plain words. */
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
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

/** Writes all of it; a disk may take less at a time. */
export function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
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
