/** The folder of a watch's reports: what lies in it, and what others ask of who makes them, by files that mark it. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, relative, sep } from 'node:path';
import { unwritable } from '../../../store/disk.js';

/** Of the first hour; one that somebody asked for says its length: "2026-03-03T00Z", "2026-03-03T00Z-24h". */
const NAME = /^\d{4}-\d\d-\d\dT\d\dZ(-\d{1,3}h)?$/;
const MANIFEST = 'manifest.json';
/** Beside a report that is still to be published, and one that was. */
const UNPUBLISHED = '.unpublished';
const PUBLISHED = '.published';
/** Somebody asks for a report of so many hours. */
const WANTED = 'make.wanted';
const MOST_HOURS = 720;
/** Files of a report that are listed. */
const MOST_FILES = 1_000;

export interface StoredReport {
  readonly name: string;
  /** Unix ms. */
  readonly made: number;
  readonly bytes: number;
  /** Paths within the report, with "/". */
  readonly files: readonly string[];
  readonly isPublished: boolean;
  /** Whether somebody asked for it. */
  readonly isAsked: boolean;
}

/** Where reports are kept. */
export function folderOfReports(state: string): string {
  return join(state, 'reports');
}

/** Names of whole reports, in their order. */
export function reportNames(folder: string): readonly string[] {
  return namesIn(folder)
    .filter((name) => NAME.test(name) && existsSync(join(folder, name, MANIFEST)))
    .sort();
}

/** Null where there is no such report. */
export function storedReport(folder: string, name: string): StoredReport | null {
  if (!reportNames(folder).includes(name)) return null;
  const report = join(folder, name);
  const files = readdirSync(report, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .slice(0, MOST_FILES)
    .map((entry) => join(entry.parentPath, entry.name));
  return {
    name,
    made: statSync(join(report, MANIFEST)).mtimeMs,
    bytes: files.reduce((sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0),
    files: files.map((path) => relative(report, path).split(sep).join('/')).sort(),
    isPublished: existsSync(`${report}${PUBLISHED}`),
    isAsked: name.endsWith('h'),
  };
}

/** Is to be published, by whoever makes reports. Throws StrayflowError 'state-unwritable'. */
export function markUnpublished(folder: string, name: string): void {
  put(join(folder, `${name}${UNPUBLISHED}`), '');
}

export function markPublished(folder: string, name: string): void {
  writeFileSync(join(folder, `${name}${PUBLISHED}`), '');
  rmSync(join(folder, `${name}${UNPUBLISHED}`), { force: true });
}

/** Reports that are to be published, oldest first. */
export function unpublished(folder: string): readonly string[] {
  return reportNames(folder).filter((name) => existsSync(join(folder, `${name}${UNPUBLISHED}`)));
}

/** Asks for a report of the last hours; false where one is asked for already. Throws StrayflowError 'state-unwritable'. */
export function askForReport(folder: string, hours: number): boolean {
  if (wantedHours(folder) !== null) return false;
  put(join(folder, WANTED), String(hours));
  return true;
}

/** Of the report that is asked for (h); null where none is. */
export function wantedHours(folder: string): number | null {
  const path = join(folder, WANTED);
  if (!existsSync(path)) return null;
  const hours = Number(readFileSync(path, 'utf8'));
  return Number.isInteger(hours) && hours >= 1 && hours <= MOST_HOURS ? hours : 1;
}

export function endWanted(folder: string): void {
  rmSync(join(folder, WANTED), { force: true });
}

/** Leaves the last `keep` of those made by themselves, and as many of those that were asked for. */
export function forgetReports(folder: string, keep: number): void {
  const made = reportNames(folder)
    .map((name) => ({ name, made: statSync(join(folder, name, MANIFEST)).mtimeMs }))
    .sort((a, b) => a.made - b.made || (a.name < b.name ? -1 : 1))
    .map(({ name }) => name);
  const [own, asked] = [
    made.filter((name) => !name.endsWith('h')).sort(),
    made.filter((name) => name.endsWith('h')),
  ];
  for (const names of [own, asked]) {
    for (const name of names.slice(0, Math.max(0, names.length - keep))) {
      rmSync(join(folder, name), { recursive: true, force: true });
      for (const mark of [UNPUBLISHED, PUBLISHED]) rmSync(join(folder, `${name}${mark}`), { force: true });
    }
  }
}

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** Whole or not at all. */
function put(path: string, text: string): void {
  const part = `${path}.part`;
  try {
    mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 });
    writeFileSync(part, text, { flush: true });
    renameSync(part, path);
  } catch (cause) {
    rmSync(part, { force: true });
    throw unwritable(path, cause);
  }
}
