/** Puts a backup in the place of a state folder that is not there: checked whole before anything is written. */
import { chmodSync, copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StrayflowError } from '../../model/errors.js';
import { ACCOUNTS_SCHEMA } from '../../store/accounts/schema.js';
import { openDatabase } from '../../store/database.js';
import { syncFile, syncFolder, unwritable } from '../../store/disk.js';
import { LEDGER_SCHEMA } from '../../store/ledger/schema.js';
import { lockState } from '../../store/state-lock.js';
import { STATE_SCHEMA } from '../../store/state-schema.js';
import { LOOSE_FOLDERS } from './loose-files.js';
import { type BackupManifest, describeFile, readManifest } from './manifest.js';

export interface RestoreRequest {
  readonly from: string;
  /** The state folder; one without a state. */
  readonly to: string;
}

const SCHEMAS = {
  'accounts.db': ACCOUNTS_SCHEMA,
  'ledger.db': LEDGER_SCHEMA,
  'state.db': STATE_SCHEMA,
} as const;
/** What a state consists of; a folder that has any of it is not written to. */
const STATE_PARTS = ['state.db', 'ledger.db', 'accounts.db', 'segments', 'history', ...LOOSE_FOLDERS];
/** Under this name until all else is there: a restore that broke off leaves no state that a watch would take for one. */
const UNFINISHED = 'state.db.restoring';

/** Throws StrayflowError: 'input-not-found', 'input-corrupt', 'state-locked', 'output-unwritable', 'state-unreadable'. */
export function restore({ from, to }: RestoreRequest): BackupManifest {
  const manifest = readManifest(from);
  const present = STATE_PARTS.find((name) => existsSync(join(to, name)));
  if (present !== undefined) {
    throw new StrayflowError('output-unwritable', `${join(to, present)} is there already`, {
      hint: 'A restore replaces nothing: name an empty folder, or move the old state away.',
    });
  }
  checkFiles(from, manifest);
  try {
    mkdirSync(to, { recursive: true, mode: 0o700 });
    chmodSync(to, 0o700);
    const lock = lockState(to);
    try {
      for (const { path } of manifest.files) copyIn(from, to, path);
      for (const folder of new Set(manifest.files.map(({ path }) => dirname(path))))
        syncFolder(join(to, folder));
      renameSync(join(to, UNFINISHED), join(to, 'state.db'));
      syncFolder(to);
      for (const { path } of manifest.files) checkDatabase(to, path);
    } finally {
      lock.release();
    }
    return manifest;
  } catch (cause) {
    if (cause instanceof StrayflowError && cause.code !== 'state-unwritable') throw cause;
    throw new StrayflowError('output-unwritable', `nothing was restored: ${unwritable(to, cause).message}`, {
      cause,
      hint: `Remove what is in ${to}, and restore again.`,
    });
  }
}

function checkFiles(from: string, { files }: BackupManifest): void {
  if (!files.some(({ path }) => path === 'state.db')) corrupt(from, 'lists no state.db');
  for (const { path, bytes, sha256 } of files) {
    if (!existsSync(join(from, path))) corrupt(from, `lacks ${path}`);
    const found = describeFile(from, path);
    if (found.bytes !== bytes || found.sha256 !== sha256)
      corrupt(from, `has another ${path} than was backed up`);
  }
}

function corrupt(from: string, how: string): never {
  throw new StrayflowError('input-corrupt', `the backup in ${from} ${how}; nothing was restored`, {
    hint: 'Take another backup: this one is damaged.',
  });
}

function copyIn(from: string, to: string, path: string): void {
  const target = join(to, path === 'state.db' ? UNFINISHED : path);
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
  rmSync(target, { force: true });
  copyFileSync(join(from, path), target);
  chmodSync(target, 0o600);
  syncFile(target);
}

/** Whole, ours, and brought up to the schema of this version. */
function checkDatabase(to: string, path: string): void {
  if (path === 'state.db' || path === 'ledger.db') openDatabase(join(to, path), SCHEMAS[path]).close();
}
