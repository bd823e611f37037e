/** For `doctor`: can a report be published to this target? Tries everything that publishing does, and cleans up. */
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { StrayflowError } from '../model/errors.js';
import type { ActionResult } from '../model/report.js';
import type { PublishTarget } from './options.js';
import type { Place } from './place.js';
import { openPlace } from './publish-report.js';
import { makeRecord } from './record.js';

const TRIAL = '.strayflow-check.partial';
const MOVED = '.strayflow-check.old';

export async function checkTarget(target: PublishTarget, signal?: AbortSignal): Promise<ActionResult> {
  try {
    const place = await openPlace(target, signal);
    try {
      await tryOut(place);
      const detail = [`Reports can be published to ${place.shown}.`, ...place.warnings].join(' ');
      return { outcome: 'done', detail };
    } finally {
      place.close();
    }
  } catch (cause) {
    if (cause instanceof StrayflowError) {
      return { outcome: 'failed', detail: cause.message, hint: cause.hint, cause };
    }
    const detail = cause instanceof Error ? cause.message : String(cause);
    return { outcome: 'failed', detail, hint: 'Check the configuration of the target.', cause };
  }
}

async function tryOut(place: Place): Promise<void> {
  const content = utf8ToBytes('Strayflow checks whether it may write here; this file can be removed.\n');
  await place.remove(TRIAL, 'folder');
  await place.remove(MOVED, 'folder');
  await place.makeFolder(TRIAL);
  await place.write(`${TRIAL}/check.txt`, content, 'text/plain; charset=utf-8');
  await place.move(TRIAL, MOVED);
  const digest = await place.digest(`${MOVED}/check.txt`);
  await place.remove(MOVED, 'folder');
  const [expected] = makeRecord([{ path: 'check.txt', mediaType: 'text/plain', content }]).files;
  if (digest?.sha256 !== expected?.sha256) {
    throw new StrayflowError('publish-failed', `${place.shown}: a file reads back as something else.`, {
      hint: 'Does the server rewrite files, or is its disk full?',
    });
  }
  if ((await place.list(MOVED)) !== null) {
    throw new StrayflowError('publish-failed', `${place.shown}: a folder was not removed.`, {
      hint: 'Older reports could not be removed either; check what this login may do.',
    });
  }
}
