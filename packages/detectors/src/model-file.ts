/** Fitted detectors in one file: versioned, checksummed, and safe to load from anyone. */
import type { FittedDetector } from './detector.js';
import type { AnyFittedDetector } from './from-json.js';
import { framed, unframed } from './model-file-frame.js';
import { readText, writeText } from './model-file-text.js';
import { MODEL_FILE_VERSION, upgraded } from './model-file-version.js';
import { checkWhole } from './options.js';

/** Of all forests in a file: a tree takes some 700 bytes of memory, and may take 8 in the file. */
const MOST_TREES = 200_000;

/** What stands in a model file. */
export interface ModelFile<Model extends FittedDetector = AnyFittedDetector> {
  /** Version of the format that the file was written in. */
  readonly version: number;
  /** Detectors by name. The object has no prototype, so that any name is only a name. */
  readonly models: Readonly<Record<string, Model>>;
  /** Whatever the writer noted, by name; has no prototype either. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** How much a model file may hold. */
export interface ModelFileLimits {
  /**
   * Bytes of the whole file, checked before anything is read; 64 MiB unless given. While it is read, a forged file
   * takes up to some 20 times as much memory.
   */
  readonly maxBytes?: number;
  /** Number of models; 100 unless given. */
  readonly maxModels?: number;
}

/**
 * One file that holds these detectors and notes: "SFMODEL", version, length, CRC-32, then JSON. The same detectors
 * and notes give the same bytes, in whatever order they are named. The checksum finds damage, not forgery: who must
 * know the writer signs the bytes.
 * @param models at least one, by name
 * @param metadata notes, such as the day of fitting or the names of the columns
 * @throws RangeError without models, or when a value cannot be written
 */
export function writeModelFile(
  models: Readonly<Record<string, AnyFittedDetector>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const names = Object.keys(models);
  if (names.length === 0) throw new RangeError('expected at least 1 model, received 0');
  for (const [name, note] of Object.entries(metadata)) checkNote(name, note);
  const data = mapped(models, (model) => model.toJSON());
  checkTrees(data);
  return framed(writeText({ metadata, models: data }), MODEL_FILE_VERSION);
}

/**
 * What `readModelFile` gives, where all models of the file are of the kinds that `fromJSON` reads: a program that
 * keeps forests alone bundles the code of forests alone, by
 * `readModelFileWith(FittedIsolationForest.fromJSON, bytes)`.
 * @param fromJSON of the class, or a function that knows several
 * @throws RangeError that names what was expected and what was received: another kind of file, a newer version (and
 * what to do), a file that was cut off or damaged, or one beyond the limits
 */
export function readModelFileWith<Model extends FittedDetector>(
  fromJSON: (json: unknown) => Model,
  bytes: Uint8Array,
  { maxBytes = 64 * 2 ** 20, maxModels = 100 }: ModelFileLimits = {},
): ModelFile<Model> {
  checkWhole('maxBytes', maxBytes, 1);
  checkWhole('maxModels', maxModels, 1);
  // By its tag and not its class, so that the bytes of another frame of a page count.
  const tag = Object.prototype.toString.call(bytes).slice(8, -1);
  if (tag !== 'Uint8Array') throw new RangeError(`expected a Uint8Array, received ${tag}`);
  if (bytes.length > maxBytes) {
    throw new RangeError(`expected at most ${maxBytes} bytes (maxBytes), received ${bytes.length}`);
  }
  const { version, text } = unframed(bytes);
  const contents = fieldsOf(upgraded(readText(text), version), 'the contents');
  const models = fieldsOf(contents['models'], 'models');
  const count = Object.keys(models).length;
  if (count < 1 || count > maxModels) {
    throw new RangeError(`expected from 1 to ${maxModels} models (maxModels), received ${count}`);
  }
  checkTrees(models);
  return {
    version,
    models: mapped(models, (data, name) => loaded(fromJSON, data, name)),
    metadata: mapped(fieldsOf(contents['metadata'], 'metadata'), (note, name) => checkNote(name, note)),
  };
}

function checkTrees(models: Readonly<Record<string, unknown>>): void {
  let trees = 0;
  for (const data of Object.values(models)) {
    const nodes = (data as { readonly nodes?: unknown } | null)?.nodes;
    if (Array.isArray(nodes)) trees += nodes.length;
  }
  if (trees > MOST_TREES) throw new RangeError(`expected at most ${MOST_TREES} trees, received ${trees}`);
}

function loaded<Model>(fromJSON: (json: unknown) => Model, data: unknown, name: string): Model {
  try {
    return fromJSON(data);
  } catch (cause) {
    throw new RangeError(`model ${shown(name)}: ${(cause as Error).message}`, { cause });
  }
}

function checkNote(name: string, note: unknown): string {
  if (typeof note === 'string') return note;
  throw new RangeError(`expected text as metadata ${shown(name)}, received ${typeof note}`);
}

function shown(name: string): string {
  return JSON.stringify(name.length > 40 ? `${name.slice(0, 40)}...` : name);
}

function fieldsOf(data: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof data === 'object' && data !== null && !Array.isArray(data)) {
    return data as Readonly<Record<string, unknown>>;
  }
  throw new RangeError(
    `expected ${what} to be an object, received ${Array.isArray(data) ? 'a list' : data === null ? 'null' : typeof data}`,
  );
}

/** Without a prototype: there, `__proto__` is a name like any other. */
function mapped<From, To>(
  fields: Readonly<Record<string, From>>,
  map: (value: From, name: string) => To,
): Record<string, To> {
  const result: Record<string, To> = Object.create(null);
  for (const name of Object.keys(fields)) result[name] = map(fields[name]!, name);
  return result;
}
