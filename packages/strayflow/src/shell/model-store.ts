/** A folder of models: every version kept and checked by its sum, one of them promoted to `current.model`. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { ModelsOfFile } from '../learned/index.js';
import { StrayflowError } from '../model/errors.js';
import { readModels, type SavedModels, writeModels } from './model-file.js';

/** The current version, for `watch --model`. */
export const CURRENT = 'current.model';
const LIST = 'models.json';

/** Where models that a watch learns by itself are kept. */
export function folderOfModels(state: string): string {
  return join(state, 'models');
}

const listSchema = z.strictObject({
  versions: z
    .array(
      z.strictObject({
        version: z.int().min(1),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
        /** Unix ms. */
        added: z.number(),
      }),
    )
    .max(100_000),
  /** Versions as they were promoted; the last one is current. */
  promoted: z.array(z.int().min(1)).max(100_000),
});
type ModelList = z.infer<typeof listSchema>;

export interface StoredModel {
  readonly version: number;
  readonly sha256: string;
  /** Unix ms. */
  readonly added: number;
  readonly isCurrent: boolean;
  /** Null where the file is missing, damaged or of another version of strayflow: `why` says it. */
  readonly models: SavedModels | null;
  readonly why: string | null;
}

/** Adds models as the next version. @param now Unix ms. Throws StrayflowError 'output-unwritable'. */
export function addModel(folder: string, models: ModelsOfFile, now: number): number {
  const list = readList(folder);
  const version = 1 + Math.max(0, ...list.versions.map((each) => each.version));
  const path = join(folder, fileOf(version));
  writing(folder, () => mkdirSync(folder, { recursive: true }));
  writeModels(path, models);
  const { sha256 } = readModels(path);
  writing(folder, () => {
    putList(folder, { ...list, versions: [...list.versions, { version, sha256, added: now }] });
  });
  return version;
}

/** Leaves the last `keep` versions, the current one, and the one to go back to. Throws StrayflowError as `promoteModel`. */
export function pruneModels(folder: string, keep: number): void {
  const list = readList(folder);
  const inUse = new Set(list.promoted.slice(-2));
  const isKept = ({ version }: { version: number }, place: number) =>
    place >= list.versions.length - keep || inUse.has(version);
  const kept = list.versions.filter(isKept);
  const gone = list.versions.filter((each) => !kept.includes(each)).map(({ version }) => version);
  if (gone.length === 0) return;
  const promoted = list.promoted.filter((version) => !gone.includes(version));
  writing(folder, () => {
    putList(folder, { versions: kept, promoted });
    for (const version of gone) rmSync(join(folder, fileOf(version)), { force: true });
  });
}

/** A version as the list has it: nobody looked at its file. */
export type ListedModel = Omit<StoredModel, 'models' | 'why'>;

/** Oldest first. Throws StrayflowError 'model-unreadable'. */
export function listVersions(folder: string): readonly ListedModel[] {
  const { versions, promoted } = readList(folder);
  return versions.map((each) => ({ ...each, isCurrent: promoted.at(-1) === each.version }));
}

/** Changes when the file of a version does; "" where there is none. */
export function signatureOfModel(folder: string, version: number): string {
  const found = statSync(join(folder, fileOf(version)), { throwIfNoEntry: false });
  return found === undefined ? '' : `${found.ino} ${found.size} ${found.mtimeMs}`;
}

/** Whether models are kept in versions here. */
export function isModelStore(folder: string): boolean {
  return existsSync(join(folder, LIST));
}

/** Oldest first. Throws StrayflowError 'model-unreadable' where the list itself cannot be read. */
export function listModels(folder: string): readonly StoredModel[] {
  return listVersions(folder).map((listed) => {
    try {
      return { ...listed, models: checked(folder, listed.version, listed.sha256), why: null };
    } catch (error) {
      if (!(error instanceof StrayflowError)) throw error;
      return { ...listed, models: null, why: error.message };
    }
  });
}

/** The models of one version. Throws StrayflowError 'model-unreadable' where they are not there or not what was added. */
export function storedModels(folder: string, version: number): SavedModels {
  const known = readList(folder).versions.find((each) => each.version === version);
  if (known === undefined) throw unreadable(`${folder} has no version ${version}`);
  return checked(folder, version, known.sha256);
}

/** Makes a version the current one, at once and whole. Throws StrayflowError 'model-unreadable' and 'output-unwritable'. */
export function promoteModel(folder: string, version: number): void {
  storedModels(folder, version);
  const list = readList(folder);
  if (list.promoted.at(-1) === version) return;
  makeCurrent(folder, version, { ...list, promoted: [...list.promoted, version] });
}

/** Goes back to the version that was current before; the number of it. Throws as `promoteModel`, also when there was none. */
export function rollBack(folder: string): number {
  const list = readList(folder);
  const before = list.promoted.at(-2);
  if (before === undefined) throw unreadable(`in ${folder} no version was promoted before the current one`);
  storedModels(folder, before);
  makeCurrent(folder, before, { ...list, promoted: list.promoted.slice(0, -1) });
  return before;
}

/** The model first: if the list cannot follow, promoting again does the same. */
function makeCurrent(folder: string, version: number, list: ModelList): void {
  writing(folder, () => {
    put(join(folder, CURRENT), readFileSync(join(folder, fileOf(version))));
    putList(folder, list);
  });
}

function checked(folder: string, version: number, sha256: string): SavedModels {
  const path = join(folder, fileOf(version));
  const models = readModels(path);
  if (models.sha256 !== sha256) throw unreadable(`${path} is not the file that was added: its sum differs`);
  return models;
}

function readList(folder: string): ModelList {
  const path = join(folder, LIST);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return { versions: [], promoted: [] };
    throw unreadable(`${path} cannot be read`, cause);
  }
  try {
    return listSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw unreadable(`${path} is no list of models`, cause);
  }
}

function putList(folder: string, list: ModelList): void {
  put(join(folder, LIST), Buffer.from(`${JSON.stringify(list, null, 1)}\n`));
}

/** Whole or not at all. */
function put(path: string, bytes: Uint8Array): void {
  const part = `${path}.part`;
  try {
    writeFileSync(part, bytes, { flush: true });
    renameSync(part, path);
  } finally {
    rmSync(part, { force: true });
  }
}

function writing(folder: string, write: () => void): void {
  try {
    write();
  } catch (cause) {
    throw new StrayflowError('output-unwritable', `the models of ${folder} cannot be written`, { cause });
  }
}

function fileOf(version: number): string {
  return `${String(version).padStart(6, '0')}.model`;
}

function unreadable(message: string, cause?: unknown): StrayflowError {
  return new StrayflowError('model-unreadable', message, cause === undefined ? {} : { cause });
}
