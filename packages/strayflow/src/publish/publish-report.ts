/** Publishes one report to one target: all of it or nothing that a reader could see. */
import { StrayflowError } from '../model/errors.js';
import type { ReportFile } from '../model/report.js';
import { openFolder } from './folder-place.js';
import type { PublishTarget } from './options.js';
import type { Place } from './place.js';
import { RECORD_FILE, REPORT_NAME } from './record.js';
import { tidy } from './retention.js';
import { type PublishProgress, transfer } from './transfer.js';
import { stopped } from './webdav-connection.js';
import { openWebdav } from './webdav-place.js';

export interface PublishOptions {
  readonly progress?: (progress: PublishProgress) => void;
  /** Stops between and in requests; what arrived is used by the next run. */
  readonly signal?: AbortSignal;
}

export interface PublishResult {
  /** Where readers find the report: an address or a path. */
  readonly url: string;
  /** Files of the report that were sent. */
  readonly uploaded: number;
  /** Files of the report that were there already. */
  readonly skipped: number;
  /** Everything that was sent, the index page included. */
  readonly bytes: number;
  /** Names of older reports that were removed. */
  readonly removed: readonly string[];
  readonly warnings: readonly string[];
}

/** `name` as `reportName` makes it. Throws StrayflowError('publish-failed') with cause and hint. */
export async function publishReport(
  files: readonly ReportFile[],
  name: string,
  target: PublishTarget,
  options: PublishOptions = {},
): Promise<PublishResult> {
  const report = files.filter((file) => file.path !== RECORD_FILE);
  refuseBadNames(report, name);
  try {
    options.signal?.throwIfAborted();
    const place = await openPlace(target, options.signal);
    try {
      const sent = await transfer(place, report, name, options.progress ?? (() => {}), options.signal);
      const tidied = await tidy(place, name, target.keep);
      const exposed = await place.exposure(`${name}/${RECORD_FILE}`);
      return {
        url: target.kind === 'webdav' ? `${place.shown}${name}/` : `${place.shown}/${name}`,
        uploaded: sent.uploaded,
        skipped: sent.skipped,
        bytes: sent.bytes + tidied.bytes,
        removed: tidied.removed,
        warnings: [...place.warnings, ...tidied.warnings, ...exposed],
      };
    } finally {
      place.close();
    }
  } catch (error) {
    if (error instanceof StrayflowError || error instanceof RangeError) throw error;
    if (options.signal?.aborted) throw stopped(error);
    throw new StrayflowError('publish-failed', 'Publishing failed.', { cause: error });
  }
}

export function openPlace(target: PublishTarget, signal?: AbortSignal): Promise<Place> {
  return target.kind === 'webdav' ? openWebdav(target, signal) : openFolder(target);
}

function refuseBadNames(files: readonly ReportFile[], name: string): void {
  if (!REPORT_NAME.test(name)) {
    throw new RangeError(
      `expected a report name like 2023-03-10T0900Z-ab12cd34, got ${JSON.stringify(name)}`,
    );
  }
  if (files.length === 0) throw new RangeError('expected at least one file to publish');
  const seen = new Set<string>();
  for (const { path } of files) {
    const good = path.length <= 500 && path.split('/').every((part) => /^[\w-][\w .@+=,~-]*$/.test(part));
    if (!good || seen.has(path)) {
      throw new RangeError(
        `expected distinct relative paths in plain characters, got ${JSON.stringify(path)}`,
      );
    }
    seen.add(path);
  }
}
