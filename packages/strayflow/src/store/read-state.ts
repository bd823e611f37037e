/** Reads what a live shell stored, beside it and without changing anything. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { StrayflowError } from '../model/errors.js';
import type { DatabaseSchema } from './database.js';
import { LEDGER_SCHEMA } from './ledger/schema.js';
import { STATE_SCHEMA } from './state-schema.js';
import {
  readDecisions,
  readEvidence,
  readSettings,
  readSnapshot,
  readSnapshots,
  type Told,
} from './state-tables.js';

export interface StoredState {
  /** The latest revision of each piece of evidence, in order of telling. */
  readonly evidence: readonly Extract<Told, { kind: 'evidence' }>['evidence'][];
  /** In order of telling. */
  readonly decisions: readonly Extract<Told, { kind: 'decision' }>['decision'][];
  readonly settings: ReadonlyMap<string, string>;
  readonly snapshots: ReadonlyMap<string, Uint8Array>;
}

/** What was excepted by hand, also where that has ended. */
export interface StoredException {
  readonly prefix: string;
  readonly reason: string;
}

/** All reads of `read` see one moment. Throws StrayflowError 'state-unreadable'. */
function reading<Result>(
  path: string,
  { applicationId, migrations }: DatabaseSchema,
  read: (database: Database.Database) => Result,
): Result {
  let database: Database.Database | null = null;
  try {
    database = new Database(path, { readonly: true, timeout: 10_000 });
    const pragma = (name: string) =>
      Number((database!.prepare(`PRAGMA ${name}`).get() as Record<string, unknown>)[name]);
    if (pragma('application_id') !== applicationId) throw new Error('it is the database of another program');
    if (pragma('user_version') > migrations.length) throw new Error('a newer Strayflow wrote it');
    database.exec('BEGIN');
    return read(database);
  } catch (cause) {
    throw new StrayflowError('state-unreadable', `cannot read ${path}`, { cause });
  } finally {
    database?.close();
  }
}

/** Throws StrayflowError: 'input-not-found' where there is none, 'state-unreadable'. */
export function readState(folder: string): StoredState {
  const path = join(folder, 'state.db');
  if (!existsSync(path)) {
    throw new StrayflowError('input-not-found', `there is no state of strayflow watch in ${folder}`, {
      hint: 'Name the state folder of a strayflow watch (--state), its configuration, or a report folder.',
    });
  }
  return reading(path, STATE_SCHEMA, (database) => ({
    evidence: readEvidence(database, 0).flatMap((told) => (told.kind === 'evidence' ? [told.evidence] : [])),
    decisions: readDecisions(database, 0).flatMap((told) =>
      told.kind === 'decision' ? [told.decision] : [],
    ),
    settings: readSettings(database),
    snapshots: readSnapshots(database),
  }));
}

/** Empty where nothing was ever blocked. Throws StrayflowError 'state-unreadable'. */
export function readExceptionsOf(folder: string): readonly StoredException[] {
  const path = join(folder, 'ledger.db');
  if (!existsSync(path)) return [];
  return reading(
    path,
    LEDGER_SCHEMA,
    (database) =>
      database
        .prepare('SELECT prefix, reason FROM exceptions WHERE removed IS NULL ORDER BY id')
        .all() as StoredException[],
  );
}

/** Null each where there is none. Throws StrayflowError 'state-unreadable'. */
export function readNames(folder: string): {
  readonly network: string | null;
  readonly names: Uint8Array | null;
} {
  const path = join(folder, 'state.db');
  if (!existsSync(path)) return { network: null, names: null };
  return reading(path, STATE_SCHEMA, (database) => ({
    network: readSettings(database).get('network') ?? null,
    names: readSnapshot(database, 'names'),
  }));
}

/** To which byte an input was read and stored; null where it is not known. Throws StrayflowError 'state-unreadable'. */
export function readOffset(folder: string, source: string): number | null {
  const path = join(folder, 'state.db');
  if (!existsSync(path)) return null;
  return reading(path, STATE_SCHEMA, (database) => {
    const row = database.prepare('SELECT max("offset") AS offset FROM inputs WHERE source = ?').get(source);
    return (row as { offset: number | null }).offset;
  });
}
