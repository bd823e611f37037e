/** Keeps the newest reports at a target, lists them on its index page, and removes the others. */
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { StrayflowError } from '../model/errors.js';
import { INDEX_MARK, indexPage, type ListedReport } from './index-page.js';
import type { Entry, Place } from './place.js';
import { parseRecord, RECORD_FILE, RECORD_LIMIT, REPORT_NAME } from './record.js';

const INDEX_FILE = 'index.html';
const INDEX_LIMIT = 4 << 20;
/** Another run may publish while this one writes the page; it is then written again, but not for ever. */
const MAX_ROUNDS = 3;

export interface Tidied {
  readonly removed: readonly string[];
  /** Sent for the index page. */
  readonly bytes: number;
  readonly warnings: readonly string[];
}

/** The report just published stays, however old its traffic is. */
export async function tidy(place: Place, published: string, keep: number): Promise<Tidied> {
  const warnings: string[] = [];
  let bytes = 0;
  let surplus: readonly ListedReport[] = [];
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const before = (await place.list('')) ?? [];
    const reports = await readReports(place, before);
    const others = reports.filter((report) => report.name !== published);
    surplus = others.slice(keep - 1);
    const kept = reports.filter((report) => !surplus.includes(report));
    const written = await writeIndex(place, kept);
    bytes += written.bytes;
    if (round === 0) warnings.push(...written.warnings, ...leftovers(before, published));
    if (written.bytes === 0 || namesOf((await place.list('')) ?? []) === namesOf(before)) break;
  }
  // Only after the page no longer links to them.
  for (const report of surplus) await place.remove(report.name, 'folder');
  return { removed: surplus.map((report) => report.name), bytes, warnings };
}

/** Newest first: the names begin with the time. Folders without our record are none of ours. */
async function readReports(place: Place, entries: readonly Entry[]): Promise<ListedReport[]> {
  const reports: ListedReport[] = [];
  for (const name of reportNames(entries)) {
    const record = parseRecord(await place.read(`${name}/${RECORD_FILE}`, RECORD_LIMIT));
    if (record !== null) reports.push({ name, record });
  }
  return reports;
}

function reportNames(entries: readonly Entry[]): string[] {
  return entries
    .filter((entry) => entry.folder && REPORT_NAME.test(entry.name))
    .map((entry) => entry.name)
    .sort()
    .reverse();
}

function namesOf(entries: readonly Entry[]): string {
  return reportNames(entries).join('\n');
}

async function writeIndex(
  place: Place,
  reports: readonly ListedReport[],
): Promise<{ readonly bytes: number; readonly warnings: readonly string[] }> {
  const page = indexPage(reports);
  const present = await place.digest(INDEX_FILE);
  if (present !== null) {
    const current = await place.read(INDEX_FILE, INDEX_LIMIT);
    if (current === null || !includes(current, utf8ToBytes(INDEX_MARK))) {
      const warning = `${place.shown} has an ${INDEX_FILE} that Strayflow did not write; it was left alone, so reports are not listed there.`;
      return { bytes: 0, warnings: [warning] };
    }
    if (current.length === page.length && current.every((byte, i) => byte === page[i])) {
      return { bytes: 0, warnings: [] };
    }
  }
  await place.write(INDEX_FILE, page, 'text/html; charset=utf-8');
  const stored = await place.read(INDEX_FILE, INDEX_LIMIT);
  if (stored === null || !includes(stored, utf8ToBytes(INDEX_MARK))) {
    throw new StrayflowError(
      'publish-failed',
      `${place.shown}: ${INDEX_FILE} was accepted but is not there.`,
      {
        hint: 'The report itself is published. See the log of the server, then publish again.',
      },
    );
  }
  return { bytes: page.length, warnings: [] };
}

function includes(bytes: Uint8Array, part: Uint8Array): boolean {
  return Buffer.from(bytes).includes(Buffer.from(part));
}

function leftovers(entries: readonly Entry[], published: string): string[] {
  return entries
    .filter((entry) => entry.folder && /^\.strayflow-.+\.partial$/.test(entry.name))
    .filter((entry) => !entry.name.includes(published))
    .map(
      (entry) =>
        `An unfinished upload is left: ${entry.name}. Publish that report again, or remove the folder.`,
    );
}
