/** What `doctor` is told of an enforcer: refusals that an operator can act on become results. */
import type { Block, Enforcer } from '../model/enforcer.js';
import { StrayflowError } from '../model/errors.js';
import { listed } from '../model/format.js';
import type { ActionResult } from '../model/report.js';
import { NOBODY } from './blocked-prefix.js';

const REHEARSAL_MS = 5_000;

/** The sentence that `work` gives, or its refusal. */
export async function resultOf(work: () => Promise<string>): Promise<ActionResult> {
  try {
    return { outcome: 'done', detail: await work() };
  } catch (error) {
    if (!(error instanceof StrayflowError)) throw error;
    return { outcome: 'failed', detail: error.message, hint: error.hint, cause: error.cause };
  }
}

/** @param options of a place of the rehearsal's own, which is cleared whatever happens */
export function rehearsal<Options>(
  enforcer: Enforcer<Options>,
  options: Options,
  now: number,
): Promise<ActionResult> {
  const add = NOBODY.map(
    (prefix): Block => ({ id: '', site: '', prefix, reason: '', expires: now + REHEARSAL_MS }),
  );
  return resultOf(async () => {
    try {
      await enforcer.change(options, { add, remove: [] }, now);
      const held = (await enforcer.list(options, now)).map(({ prefix }) => prefix);
      await enforcer.change(options, { add: [], remove: NOBODY }, now);
      const left = await enforcer.list(options, now);
      if (NOBODY.some((prefix) => !held.includes(prefix)) || left.length > 0) {
        throw new StrayflowError('enforce-failed', `${enforcer.title}: what was set is not what is there`);
      }
      return `${listed(NOBODY)} were blocked, read back and lifted.`;
    } finally {
      await enforcer.clear(options).catch(() => undefined);
    }
  });
}
