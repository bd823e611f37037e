/** Reads a report folder back, for publishing it later. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { StrayflowError } from '../model/errors.js';
import type { ReportFile } from '../model/report.js';

const MAX_BYTES = 512 * 2 ** 20;
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  json: 'application/json',
  svg: 'image/svg+xml',
  png: 'image/png',
};

export interface StoredReport {
  readonly files: readonly ReportFile[];
  /** Event time of the report's last record (Unix ms). */
  readonly now: number;
}

/** Throws StrayflowError('input-unreadable') when the folder is no report of ours, or larger than 512 MiB. */
export function readReportFolder(directory: string): StoredReport {
  try {
    const paths = readdirSync(directory, { recursive: true, encoding: 'utf8' })
      .map((path) => path.split(sep).join('/'))
      .filter((path) => statSync(join(directory, path)).isFile())
      .sort();
    const size = paths.reduce((sum, path) => sum + statSync(join(directory, path)).size, 0);
    if (size > MAX_BYTES) throw new RangeError(`expected at most ${MAX_BYTES} bytes, found ${size}`);
    const files = paths.map((path) => ({
      path,
      mediaType: MEDIA_TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
      content: new Uint8Array(readFileSync(join(directory, path))),
    }));
    const manifest = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as { now?: unknown };
    const now = typeof manifest.now === 'string' ? Date.parse(manifest.now) : Number.NaN;
    if (!Number.isFinite(now))
      throw new RangeError('expected a manifest.json with the time of the last event');
    return { files, now };
  } catch (cause) {
    throw new StrayflowError('input-unreadable', `${directory} is no readable report folder`, {
      cause,
      hint: 'Name a folder that strayflow analyze wrote.',
    });
  }
}
