/** Doctor's questions about the state folder: is it private, is there room, when was it last stored, can this program open it? */
import { existsSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import Database from 'libsql';
import type { Config } from '../../config.js';
import { byteSize, utc } from '../../model/format.js';
import { ACCOUNTS_SCHEMA } from '../../store/accounts/schema.js';
import type { DatabaseSchema } from '../../store/database.js';
import { LEDGER_SCHEMA } from '../../store/ledger/schema.js';
import { STATE_SCHEMA } from '../../store/state-schema.js';
import type { Answer } from '../doctor-answer.js';

const DATABASES: readonly (readonly [string, DatabaseSchema])[] = [
  ['state.db', STATE_SCHEMA],
  ['ledger.db', LEDGER_SCHEMA],
  ['accounts.db', ACCOUNTS_SCHEMA],
];
/** Of everything but the history and what was received: databases, segments, models, reports (bytes). */
const BESIDE_BYTES = 2 ** 30;

export function stateAnswers({ watch }: Config, now: number, user: number | null): readonly Answer[] {
  const folder = watch.state;
  if (!existsSync(folder)) {
    return [
      { question: 'state', ok: null, detail: `${folder} is not there yet: the first start makes it` },
      hasRoom(watch),
    ];
  }
  return [isPrivate(folder, user), hasRoom(watch), ...canOpen(folder), wasStored(folder, now)];
}

function isPrivate(folder: string, user: number | null): Answer {
  const question = 'state';
  const { mode, uid } = statSync(folder);
  if ((mode & 0o077) !== 0) {
    const detail = `others may look into ${folder} (mode ${(mode & 0o777).toString(8)})`;
    return { question, ok: false, detail, hint: `chmod 700 ${folder}` };
  }
  if (user !== null && user !== 0 && uid !== user) {
    const hint = 'Run doctor as the user of the service, or give the folder to this one (chown -R).';
    return { question, ok: false, detail: `${folder} belongs to user ${uid}, this is user ${user}`, hint };
  }
  return { question, ok: true, detail: `${folder}, of user ${uid} and nobody else` };
}

function sizeOf(folder: string): number {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { recursive: true, withFileTypes: true }).reduce((sum, entry) => {
    const path = join(entry.parentPath, entry.name);
    // A running watch removes files meanwhile.
    return sum + (entry.isFile() ? (statSync(path, { throwIfNoEntry: false })?.size ?? 0) : 0);
  }, 0);
}

/** What configured bounds let the state still grow by, against what is free. */
function hasRoom(watch: Config['watch']): Answer {
  const question = 'disk';
  let place = resolve(watch.state);
  while (!existsSync(place)) place = dirname(place);
  const { bavail, bsize } = statfsSync(place);
  const free = bavail * bsize;
  const history = sizeOf(join(watch.state, 'history'));
  const toCome = watch.history.enabled ? Math.max(0, watch.history.maxBytes - history) : 0;
  const received = watch.inputs.reduce(
    (sum, input) => sum + ('storedBytes' in input ? input.storedBytes : 0),
    0,
  );
  const needed = toCome + received + BESIDE_BYTES;
  const detail = `${byteSize(free)} free; the history has ${byteSize(history)} of the ${byteSize(watch.history.maxBytes)} that it may take; with all else ${byteSize(needed)} may still come`;
  if (free >= needed) return { question, ok: true, detail };
  const hint =
    'Lower watch.history.maxBytes (the oldest hours go first) or watch.history.days, or give the folder a larger disk. A full disk is waited for: nothing stored is lost.';
  // What is too little one day is no fault today.
  return { question, ok: free < BESIDE_BYTES ? false : null, detail, hint };
}

function canOpen(folder: string): readonly Answer[] {
  return DATABASES.flatMap(([name, schema]): Answer[] => {
    const path = join(folder, name);
    return existsSync(path) ? [versionAnswer(path, name, schema)] : [];
  });
}

function versionAnswer(path: string, name: string, { applicationId, migrations }: DatabaseSchema): Answer {
  const question = 'database';
  const known = migrations.length;
  try {
    const database = new Database(path, { readonly: true, timeout: 10_000 });
    try {
      const pragma = (what: string) =>
        Number((database.prepare(`PRAGMA ${what}`).get() as Record<string, unknown>)[what]);
      const [application, version] = [pragma('application_id'), pragma('user_version')];
      if (application !== applicationId) {
        return {
          question,
          ok: false,
          detail: `${name} is the database of another program`,
          hint: 'Name another state folder (watch.state).',
        };
      }
      if (version > known) {
        const detail = `${name} is of version ${version}; this program knows versions up to ${known}`;
        return {
          question,
          ok: false,
          detail,
          hint: 'Install the newer Strayflow again, or restore the backup of before (docs/operations.md).',
        };
      }
      const older =
        version < known ? `; the next start brings it up to ${known}: make a backup (strayflow backup)` : '';
      return { question, ok: true, detail: `${name} is of version ${version}${older}` };
    } finally {
      database.close();
    }
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return {
      question,
      ok: false,
      detail: `${name} cannot be read: ${cause}`,
      hint: 'Restore a backup (strayflow restore), or move the state folder away.',
    };
  }
}

/** The database's log is written with every checkpoint. */
function wasStored(folder: string, now: number): Answer {
  const question = 'stored';
  const times = ['state.db', 'state.db-wal'].flatMap(
    (name) => statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? [],
  );
  if (times.length === 0) return { question, ok: null, detail: 'no state was stored yet' };
  const last = Math.max(...times);
  const detail = `the state was last stored at ${utc(Math.floor(last))}`;
  if (last <= now + 60_000) return { question, ok: true, detail };
  return {
    question,
    ok: false,
    detail: `${detail}, which is to come`,
    hint: 'The clock goes wrong: see timedatectl, and set it by NTP (chrony, systemd-timesyncd).',
  };
}
