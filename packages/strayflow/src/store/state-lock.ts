/** One writer for a state folder: a lock that the operating system releases with the process, however it ends. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { StrayflowError } from '../model/errors.js';
import { makePrivate, unwritable } from './disk.js';

export interface StateLock {
  release(): void;
}

/** Throws StrayflowError: 'state-locked' with the other's process number, 'state-unwritable'. */
export function lockState(folder: string): StateLock {
  const path = join(folder, 'lock.db');
  const owner = join(folder, 'watch.pid');
  let database: Database.Database | null = null;
  try {
    makePrivate(path);
    database = new Database(path);
    // An open write transaction: SQLite's lock on the file lasts as long as the process.
    database.exec('BEGIN IMMEDIATE');
  } catch (cause) {
    database?.close();
    const busy = cause instanceof Error && 'code' in cause && cause.code === 'SQLITE_BUSY';
    if (!busy) throw unwritable(path, cause);
    throw new StrayflowError(
      'state-locked',
      `another strayflow watch${processOf(owner)} works with the state in ${folder}`,
    );
  }
  const held = database;
  try {
    writeFileSync(owner, `${process.pid}\n`, { mode: 0o600 });
  } catch (cause) {
    held.close();
    throw unwritable(owner, cause);
  }
  return { release: () => held.close() };
}

function processOf(path: string): string {
  try {
    const number = readFileSync(path, 'utf8').trim();
    return /^\d+$/.test(number) ? ` (process ${number})` : '';
  } catch {
    // It is written just after the lock is taken.
    return '';
  }
}
