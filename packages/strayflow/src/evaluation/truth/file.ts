/** Finds and reads every `truth.json` below the folders that the user named. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { StrayflowError } from '../../model/errors.js';
import { displayName } from '../../shell/display-name.js';
import { type Truth, truthSchema } from './schema.js';

const FILE = 'truth.json';
const MAX_BYTES = 64 << 20;
const SHOWN_FAULTS = 5;

export interface LabelledFolder {
  /** Below the folder that the user named, or that folder's own name. */
  readonly name: string;
  readonly path: string;
  readonly truth: Truth;
}

/**
 * In order of name, each once. Throws StrayflowError: input-not-found when there is none, input-unreadable,
 * truth-invalid with file and key.
 */
export function readTruths(folders: readonly string[]): readonly LabelledFolder[] {
  const found = new Map<string, LabelledFolder>();
  for (const folder of folders) {
    for (const file of truthFiles(folder)) {
      const path = dirname(file);
      const below = relative(folder, path).replaceAll('\\', '/');
      const name = displayName(below === '' ? basename(resolve(folder)) : below);
      if (!found.has(resolve(path))) found.set(resolve(path), { name, path, truth: readTruth(file) });
    }
  }
  if (found.size === 0) {
    const named = folders.map((folder) => displayName(folder)).join(', ');
    throw new StrayflowError('input-not-found', `there is no ${FILE} below ${named}`, {
      hint: `Write a ${FILE} beside the traffic: docs/detection/evaluation.md shows one.`,
    });
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function truthFiles(folder: string): readonly string[] {
  try {
    if (!statSync(folder).isDirectory()) throw new Error('it is no folder');
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => basename(path) === FILE)
      .map((path) => join(folder, path));
  } catch (cause) {
    throw new StrayflowError('input-unreadable', `the folder ${displayName(folder)} cannot be listed`, {
      cause,
    });
  }
}

function readTruth(path: string): Truth {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new StrayflowError('input-unreadable', `cannot read ${displayName(path)}`, { cause });
  }
  return parseTruth(text, displayName(path));
}

/** Throws StrayflowError 'truth-invalid' that names file and keys. */
export function parseTruth(text: string, name: string): Truth {
  if (text.length > MAX_BYTES) throw new StrayflowError('truth-invalid', `${name} is larger than 64 MiB`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new StrayflowError('truth-invalid', `${name} is no JSON`, { cause });
  }
  const parsed = truthSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => {
    const at = issue.path.map(String).join('.');
    return `${name}: ${at === '' ? '' : `${at}: `}${issue.message}`;
  });
  const more = faults.length - SHOWN_FAULTS;
  const shown = more > 0 ? [...faults.slice(0, SHOWN_FAULTS), `${name}: ${more} more`] : faults;
  throw new StrayflowError('truth-invalid', shown.join('\n'));
}
