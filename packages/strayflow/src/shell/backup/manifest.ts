/** What a backup holds: `backup.json`, which is written last, so that a folder without it is no backup. */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StrayflowError } from '../../model/errors.js';
import { syncFolder } from '../../store/disk.js';

const MANIFEST = 'backup.json';
const MOST_MANIFEST_BYTES = 2 ** 28;

/** Every file that a state folder may have to be restored; nothing else is ever written by a restore. */
const PATH = new RegExp(
  [
    '^(?:state\\.db|ledger\\.db|accounts\\.db',
    'segments/\\d{10,16}\\.segment',
    'history/(?:flows|facts)/-?\\d{4,6}-\\d\\d-\\d\\dT\\d\\dZ-\\d{1,9}\\.parquet',
    'datagrams/(?!\\.)[0-9a-zA-Z._]{1,100}/\\d{16}\\.sfd',
    'push/[a-z0-9][a-z0-9-]{0,63}/\\d{16}-[0-9a-f]{32}-\\d{1,12}\\.body',
    'models/(?:models\\.json|current\\.model|\\d{6,9}\\.model))$',
  ].join('|'),
);

const manifestSchema = z.object({
  kind: z.literal('strayflow-backup'),
  version: z.literal(1),
  strayflow: z.string().max(100),
  /** Unix ms. */
  made: z.number(),
  /** Without it, the restored state goes on with an empty history. */
  hasHistory: z.boolean(),
  files: z
    .array(
      z.object({
        path: z.string().regex(PATH),
        bytes: z.int().min(0),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .max(1_000_000),
});

export type BackupManifest = z.infer<typeof manifestSchema>;
export type BackupFile = BackupManifest['files'][number];

const CHUNK_BYTES = 2 ** 20;

export function describeFile(folder: string, path: string): BackupFile {
  const descriptor = openSync(join(folder, path), 'r');
  try {
    const hash = createHash('sha256');
    const chunk = Buffer.alloc(CHUNK_BYTES);
    let bytes = 0;
    for (;;) {
      const read = readSync(descriptor, chunk);
      if (read === 0) break;
      hash.update(chunk.subarray(0, read));
      bytes += read;
    }
    return { path, bytes, sha256: hash.digest('hex') };
  } finally {
    closeSync(descriptor);
  }
}

/** On the disk when this returns. */
export function writeManifest(folder: string, manifest: BackupManifest): void {
  writeFileSync(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 1)}\n`, {
    mode: 0o600,
    flush: true,
  });
  syncFolder(folder);
}

/** Throws StrayflowError: 'input-not-found' where there is no whole backup, 'input-corrupt'. */
export function readManifest(folder: string): BackupManifest {
  const path = join(folder, MANIFEST);
  if (!existsSync(path)) {
    throw new StrayflowError('input-not-found', `${folder} holds no backup: there is no ${MANIFEST} in it`, {
      hint: 'Name a folder that strayflow backup wrote to its end.',
    });
  }
  try {
    const text = readFileSync(path);
    if (text.length > MOST_MANIFEST_BYTES) throw new Error('it is too long');
    return manifestSchema.parse(JSON.parse(text.toString('utf8')));
  } catch (cause) {
    throw new StrayflowError(
      'input-corrupt',
      `${path} is no list of a backup's files that this version knows`,
      {
        cause,
        hint: 'Restore with the version of Strayflow that made it, or take an older backup.',
      },
    );
  }
}
