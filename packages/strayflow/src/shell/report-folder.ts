/** Writes a report folder whole or not at all: into a folder beside it, then renamed into place. */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { StrayflowError } from '../model/errors.js';
import type { ReportFile } from '../model/report.js';
import { MANIFEST_FORMAT, MANIFEST_PATH } from '../reports/index.js';

export interface WriteOptions {
  /** Replace an older report of ours; default true. What is no report of ours is never replaced. */
  readonly overwrite?: boolean;
}

/** Returns the absolute path of the folder. Throws StrayflowError `output-unwritable`. */
export function writeReportFolder(
  files: readonly ReportFile[],
  directory: string,
  { overwrite = true }: WriteOptions = {},
): string {
  const target = resolve(directory);
  const parent = dirname(target);
  let scratch: string | null = null;
  try {
    refuseForeign(target, overwrite);
    mkdirSync(parent, { recursive: true });
    scratch = mkdtempSync(join(parent, `.${basename(target)}.part-`));
    // Only mkdtemp's own folder is closed to others; the report inside has the rights that the user's umask gives.
    const report = join(scratch, 'report');
    for (const file of files) writeFile(report, file);
    moveIntoPlace(report, target, join(scratch, 'before'));
    return target;
  } catch (error) {
    throw error instanceof StrayflowError ? error : unwritable(target, error);
  } finally {
    if (scratch !== null) rmSync(scratch, { recursive: true, force: true });
  }
}

function unwritable(target: string, cause: unknown): StrayflowError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const reasons: Readonly<Record<string, string>> = {
    EACCES: 'this user may not write there',
    EPERM: 'this user may not write there',
    EROFS: 'the file system is read-only',
    ENOSPC: 'the disk is full',
    EDQUOT: 'the disk quota is used up',
    ENOTDIR: 'a part of the path is a file',
    EEXIST: 'a part of the path is a file',
    ENAMETOOLONG: 'the name is too long',
  };
  const why = reasons[code] ?? (cause instanceof Error ? cause.message : String(cause));
  return new StrayflowError('output-unwritable', `The report cannot be written to ${target}: ${why}.`, {
    cause,
  });
}

/** A folder may be replaced when it is empty or holds a manifest of ours. */
function refuseForeign(target: string, overwrite: boolean): void {
  if (!existsSync(target)) return;
  if (readdirSync(target).length === 0) return;
  if (!isReport(target)) {
    throw new StrayflowError(
      'output-unwritable',
      `The report cannot be written to ${target}: the folder holds something that is no report of Strayflow.`,
      { hint: 'Choose another folder, or empty this one.' },
    );
  }
  if (!overwrite) {
    throw new StrayflowError(
      'output-unwritable',
      `The report cannot be written to ${target}: a report is there already.`,
      {
        hint: 'Choose another folder, or allow it to be replaced.',
      },
    );
  }
}

function isReport(target: string): boolean {
  const path = join(target, MANIFEST_PATH);
  if (!existsSync(path)) return false;
  try {
    const manifest: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return (
      typeof manifest === 'object' &&
      manifest !== null &&
      'format' in manifest &&
      manifest.format === MANIFEST_FORMAT
    );
  } catch {
    // Not JSON: somebody else's file of that name.
    return false;
  }
}

function writeFile(folder: string, file: ReportFile): void {
  const path = join(folder, ...file.path.split('/'));
  if (!path.startsWith(folder + sep))
    throw new RangeError(`expected a path below the report, received ${file.path}`);
  mkdirSync(dirname(path), { recursive: true });
  const descriptor = openSync(path, 'wx');
  try {
    // Some file systems report a full disk on a short write, some only when flushed.
    for (let at = 0; at < file.content.length; ) {
      at += writeSync(descriptor, file.content, at);
    }
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** A folder cannot be renamed onto a full one, so an old report steps aside first, and comes back if that fails. */
function moveIntoPlace(report: string, target: string, aside: string): void {
  if (!existsSync(target)) {
    renameSync(report, target);
    return;
  }
  renameSync(target, aside);
  try {
    renameSync(report, target);
  } catch (error) {
    renameSync(aside, target);
    throw error;
  }
}
