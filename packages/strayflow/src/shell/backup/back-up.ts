/**
 * Copies a state folder, also while a watch works with it. The database is copied as of one moment. Files that it refers
 * to never change, but go when a later moment needs them no more: then the database is copied again, and with it only
 * what is new, until all is there.
 */
import { chmodSync, constants, copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'libsql';
import { StrayflowError } from '../../model/errors.js';
import { syncFile, syncFolder, unwritable } from '../../store/disk.js';
import { segmentName } from '../../store/segment.js';
import { readHistory, readSegments } from '../../store/state-tables.js';
import { LOOSE_FOLDERS, looseFiles, oldestReceived } from './loose-files.js';
import { type BackupManifest, describeFile, writeManifest } from './manifest.js';

export interface BackupRequest {
  /** The state folder. */
  readonly from: string;
  /** A folder that is not there yet, or is empty. */
  readonly to: string;
  readonly hasHistory: boolean;
  /** Version of this program. */
  readonly version: string;
  /** Unix ms. */
  readonly now: number;
}

/** A moment's files are gone only when an hour ended or a checkpoint passed while they were copied. */
const MOST_MOMENTS = 20;

/** Throws StrayflowError: 'input-not-found', 'output-unwritable', 'state-unreadable'. */
export function backUp(request: BackupRequest): BackupManifest {
  const { from, to, hasHistory, version, now } = request;
  if (!existsSync(join(from, 'state.db'))) {
    throw new StrayflowError('input-not-found', `there is no state of strayflow watch in ${from}`, {
      hint: 'Name the state folder of a strayflow watch (--state), or its configuration (--config).',
    });
  }
  if (existsSync(to) && readdirSync(to).length > 0) {
    throw new StrayflowError('output-unwritable', `${to} is not empty`, {
      hint: 'Name a folder that is not there yet.',
    });
  }
  try {
    mkdirSync(to, { recursive: true, mode: 0o700 });
    // Before the state: what the ledger has taken in, the state must know.
    for (const name of ['accounts.db', 'ledger.db']) {
      if (existsSync(join(from, name))) copyDatabase(from, to, name);
    }
    const paths = copyMoment(request);
    const databases = ['accounts.db', 'ledger.db', 'state.db'].filter((name) => existsSync(join(to, name)));
    const files = [...databases, ...paths].map((path) => {
      chmodSync(join(to, path), 0o600);
      syncFile(join(to, path));
      return describeFile(to, path);
    });
    for (const folder of new Set(files.map(({ path }) => dirname(path)))) syncFolder(join(to, folder));
    const manifest: BackupManifest = {
      kind: 'strayflow-backup',
      version: 1,
      strayflow: version,
      made: now,
      hasHistory,
      files,
    };
    writeManifest(to, manifest);
    return manifest;
  } catch (cause) {
    if (cause instanceof StrayflowError && cause.code !== 'state-unwritable') throw cause;
    throw new StrayflowError('output-unwritable', `no backup was made: ${unwritable(to, cause).message}`, {
      cause,
    });
  }
}

/** As of one moment, whatever is being written meanwhile. */
function copyDatabase(from: string, to: string, name: string): void {
  rmSync(join(to, name), { force: true });
  let database: Database.Database | null = null;
  try {
    database = new Database(join(from, name), { readonly: true, timeout: 10_000 });
    database.prepare('VACUUM INTO ?').run(join(to, name));
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (!/^SQLITE_(?:NOTADB|CORRUPT|BUSY)/.test(code)) throw unwritable(join(to, name), cause);
    throw new StrayflowError('state-unreadable', `cannot read ${join(from, name)}`, { cause });
  } finally {
    database?.close();
  }
}

/** The files of the copied moment, beside the databases. */
function copyMoment({ from, to, hasHistory }: BackupRequest): readonly string[] {
  const copied = new Set<string>();
  for (let moment = 0; moment < MOST_MOMENTS; moment++) {
    const oldest = oldestReceived(from);
    copyDatabase(from, to, 'state.db');
    const fixed = neededFiles(join(to, 'state.db'), hasHistory);
    if (!fixed.every((path) => copied.has(path) || copyFile(from, to, path, copied))) continue;
    const loose = copyLoose(from, to);
    // None was given free since before the moment.
    if (loose === null || oldestReceived(from) !== oldest) continue;
    const needed = new Set(fixed);
    for (const path of copied) if (!needed.has(path)) rmSync(join(to, path));
    return [...fixed, ...loose];
  }
  throw new StrayflowError('state-unreadable', `${from} changes faster than it can be copied`, {
    hint: 'Copy it to a faster disk, leave out the history (--no-history), or stop the watch meanwhile.',
  });
}

/** Files that never change. */
function neededFiles(path: string, hasHistory: boolean): readonly string[] {
  const database = new Database(path);
  try {
    if (!hasHistory) database.exec('DELETE FROM history');
    return [
      ...readSegments(database).map(({ number }) => `segments/${segmentName(number)}`),
      ...readHistory(database).map((file) => `history/${file.path}`),
    ];
  } finally {
    database.close();
  }
}

/** False where it is not there any more. */
function copyFile(from: string, to: string, path: string, copied: Set<string>): boolean {
  mkdirSync(dirname(join(to, path)), { recursive: true, mode: 0o700 });
  try {
    copyFileSync(join(from, path), join(to, path), constants.COPYFILE_FICLONE);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return false;
    throw cause;
  }
  copied.add(path);
  return true;
}

/** As they are now; null where one went meanwhile. */
function copyLoose(from: string, to: string): readonly string[] | null {
  for (const folder of LOOSE_FOLDERS) rmSync(join(to, folder), { recursive: true, force: true });
  const paths = looseFiles(from);
  const copied = new Set<string>();
  return paths.every((path) => copyFile(from, to, path, copied)) ? paths : null;
}
