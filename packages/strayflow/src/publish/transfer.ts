/** Sends one report to a hidden folder at the target, checks every file there, and renames it into place. */
import { StrayflowError } from '../model/errors.js';
import type { ReportFile } from '../model/report.js';
import type { Entry, Place } from './place.js';
import {
  formatRecord,
  makeRecord,
  type PublishedRecord,
  parseRecord,
  RECORD_FILE,
  RECORD_LIMIT,
  sameResult,
} from './record.js';

export interface PublishProgress {
  /** Bytes of the report that are known to be at the target. */
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** The file that was just dealt with. */
  readonly path: string;
  readonly sent: boolean;
}

export interface Transferred {
  readonly uploaded: number;
  readonly skipped: number;
  /** Sent, including the record. */
  readonly bytes: number;
}

export function partialName(name: string): string {
  return `.strayflow-${name}.partial`;
}

export async function transfer(
  place: Place,
  files: readonly ReportFile[],
  name: string,
  progress: (progress: PublishProgress) => void,
  signal: AbortSignal | undefined,
): Promise<Transferred> {
  const record = makeRecord(files);
  if (await isPublished(place, name, record)) return { uploaded: 0, skipped: files.length, bytes: 0 };
  const partial = partialName(name);
  const present = await prepare(place, partial, record);
  const recordContent = formatRecord(record);
  const wanted = [...files, { path: RECORD_FILE, mediaType: 'application/json', content: recordContent }];
  let uploaded = 0;
  let bytes = 0;
  let doneBytes = 0;
  for (const file of wanted) {
    signal?.throwIfAborted();
    const path = `${partial}/${file.path}`;
    const sent = await ensure(place, path, file, present.get(file.path));
    doneBytes += file.content.length;
    if (sent) bytes += file.content.length;
    if (sent && file.path !== RECORD_FILE) uploaded++;
    progress({ doneBytes, totalBytes: record.size + recordContent.length, path: file.path, sent });
  }
  await putInPlace(place, name, record);
  return { uploaded, skipped: files.length - uploaded, bytes };
}

/** Whether the target shows this very result, with every file there in its length. */
async function isPublished(place: Place, name: string, wanted: PublishedRecord): Promise<boolean> {
  const record = parseRecord(await place.read(`${name}/${RECORD_FILE}`, RECORD_LIMIT));
  if (record === null || !sameResult(record, wanted)) return false;
  const present = await listTree(place, name);
  return present !== null && record.files.every((file) => present.get(file.path)?.size === file.size);
}

/** Makes the hidden folder ready, and tells what an earlier run that broke off has left in it. */
async function prepare(
  place: Place,
  partial: string,
  record: PublishedRecord,
): Promise<ReadonlyMap<string, Entry>> {
  const present = await listTree(place, partial);
  if (present === null) await place.makeFolder(partial);
  const wanted = new Set([RECORD_FILE, ...record.files.map((file) => file.path)]);
  const folders = new Set(record.files.flatMap((file) => foldersOf(file.path)));
  for (const [path, entry] of present ?? []) {
    if (entry.folder ? folders.has(path) : wanted.has(path)) continue;
    await place.remove(`${partial}/${path}`, entry.folder ? 'folder' : 'file');
  }
  for (const folder of [...folders].sort()) {
    if (present?.get(folder)?.folder !== true) await place.makeFolder(`${partial}/${folder}`);
  }
  return present ?? new Map();
}

/** "a/b/c.svg" lies in "a" and "a/b". */
function foldersOf(path: string): string[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_, i) => names.slice(0, i + 1).join('/'));
}

/** Every file and folder below `root`, by its path from there; null when there is no such folder. */
async function listTree(place: Place, root: string): Promise<Map<string, Entry> | null> {
  const top = await place.list(root);
  if (top === null) return null;
  const found = new Map<string, Entry>();
  const pending: [string, readonly Entry[]][] = [['', top]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const entry of next[1]) {
      const path = next[0] + entry.name;
      found.set(path, entry);
      if (entry.folder) pending.push([`${path}/`, (await place.list(`${root}/${path}`)) ?? []]);
    }
  }
  return found;
}

/** True when the file had to be sent. What is not read back as it was sent is an error, whatever the target answered. */
async function ensure(
  place: Place,
  path: string,
  file: ReportFile,
  present: Entry | undefined,
): Promise<boolean> {
  if (present?.folder === false && present.size === file.content.length && (await holds(place, path, file))) {
    return false;
  }
  await place.write(path, file.content, file.mediaType);
  if (await holds(place, path, file)) return true;
  throw new StrayflowError(
    'publish-failed',
    `${place.shown}: ${file.path} was accepted but reads back as something else.`,
    { hint: 'Does the server rewrite files, or is its disk full? Nothing that readers see was changed.' },
  );
}

async function holds(place: Place, path: string, file: ReportFile): Promise<boolean> {
  const [expected] = makeRecord([file]).files;
  const digest = await place.digest(path);
  return digest !== null && digest.size === expected?.size && digest.sha256 === expected.sha256;
}

async function putInPlace(place: Place, name: string, record: PublishedRecord): Promise<void> {
  const retired = `.strayflow-${name}.old`;
  const there = await place.list(name);
  if (there !== null) {
    if (parseRecord(await place.read(`${name}/${RECORD_FILE}`, RECORD_LIMIT)) === null) {
      throw new StrayflowError(
        'publish-failed',
        `${place.shown} has a folder ${name} that Strayflow did not publish.`,
        { hint: 'Rename or remove it, then publish again.' },
      );
    }
    await place.remove(retired, 'folder');
    await place.move(name, retired);
  }
  try {
    await place.move(partialName(name), name);
  } catch (error) {
    // Another run may have published the same report in the meantime.
    if (!(await isPublished(place, name, record))) throw error;
  }
  if (!(await isPublished(place, name, record))) {
    throw new StrayflowError('publish-failed', `${place.shown}: the report was renamed but is not there.`, {
      hint: 'Publish again; if it happens again, see the log of the server.',
    });
  }
  await place.remove(retired, 'folder');
}
