/** `published.json`: the mark that a folder at the target is a report of ours, with the hash of each of its files. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { z } from 'zod';
import type { ReportFile } from '../model/report.js';

export const RECORD_FILE = 'published.json';
/** Longer records are not read: a report has some dozens of files. */
export const RECORD_LIMIT = 1 << 20;
/** "2023-03-10T0900Z-ab12cd34": the time of the last event, and a hash of the content. */
export const REPORT_NAME = /^\d{4}-\d{2}-\d{2}T\d{4}(?:\d{2})?Z-[0-9a-f]{8,64}$/;
/** Holds the times of the run, so it differs between two runs of equal result. */
const RUN_FILE = 'manifest.json';
const MAX_VERDICT = 300;

const recordSchema = z.strictObject({
  format: z.literal('strayflow-report'),
  revision: z.literal(1),
  verdict: z.string().max(MAX_VERDICT),
  /** In bytes, without this record. */
  size: z.int().min(0),
  files: z
    .array(
      z.strictObject({
        path: z.string().max(500),
        size: z.int().min(0),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .max(10_000),
});
export type PublishedRecord = z.infer<typeof recordSchema>;

/** The folder name of a report: `now` is the time of its last event (Unix ms); the hash leaves out the run's own times. */
export function reportName(files: readonly ReportFile[], now: number): string {
  const lines = makeRecord(files)
    .files.filter((file) => file.path !== RUN_FILE)
    .map((file) => `${file.sha256} ${file.path}\n`);
  const time = new Date(now).toISOString();
  const hash = bytesToHex(sha256(utf8ToBytes(lines.join('')))).slice(0, 8);
  return `${time.slice(0, 13)}${time.slice(14, 16)}Z-${hash}`;
}

export function makeRecord(files: readonly ReportFile[]): PublishedRecord {
  const entries = files
    .map(({ path, content }) => ({ path, size: content.length, sha256: bytesToHex(sha256(content)) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  return {
    format: 'strayflow-report',
    revision: 1,
    verdict: verdictOf(files),
    size: entries.reduce((sum, entry) => sum + entry.size, 0),
    files: entries,
  };
}

export function formatRecord(record: PublishedRecord): Uint8Array {
  return utf8ToBytes(`${JSON.stringify(record, null, 1)}\n`);
}

/** Null when the bytes are no record of ours. */
export function parseRecord(bytes: Uint8Array | null): PublishedRecord | null {
  if (bytes === null) return null;
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
  const result = recordSchema.safeParse(value);
  return result.success ? result.data : null;
}

/** Whether two records describe the same result; the run's own times may differ. */
export function sameResult(a: PublishedRecord, b: PublishedRecord): boolean {
  const content = (record: PublishedRecord) =>
    record.files.filter((file) => file.path !== RUN_FILE).map((file) => `${file.sha256} ${file.path}`);
  return content(a).join('\n') === content(b).join('\n');
}

/** `verdict` of manifest.json, or the first line of summary.txt that has words in it. */
function verdictOf(files: readonly ReportFile[]): string {
  const text = (path: string) => {
    const file = files.find((candidate) => candidate.path === path);
    return file === undefined ? null : new TextDecoder().decode(file.content);
  };
  const manifest = text(RUN_FILE);
  if (manifest !== null) {
    const parsed = z.object({ verdict: z.string() }).safeParse(parseJson(manifest));
    if (parsed.success) return oneLine(parsed.data.verdict);
  }
  const summary = text('summary.txt') ?? '';
  return oneLine(summary.split('\n').find((line) => /[A-Za-z]/.test(line)) ?? '');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Without control characters and characters that turn the direction of text. */
function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, MAX_VERDICT);
}
