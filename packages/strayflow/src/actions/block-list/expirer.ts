/** The expirer of block lists: takes out what has ended, and leaves a sign that it ran. */
import { isoTime } from '../../model/format.js';
import { readWhole, replaceWhole } from './files.js';
import { readHeld, writeHeld } from './held.js';
import { withLock } from './lock.js';

const TURN_MS = 10_000;

export interface Expired {
  readonly ended: number;
  readonly left: number;
}

/** Works without a configuration and while no watch runs. Throws StrayflowError 'enforce-failed'. */
export function expireBlockList(path: string, now: number): Promise<Expired> {
  return withLock(path, TURN_MS, () => {
    const held = readHeld(path);
    const blocks = held?.blocks.filter(({ expires }) => expires > now) ?? [];
    if (held !== null && blocks.length < held.blocks.length) writeHeld(path, { ...held, blocks });
    replaceWhole(`${path}.heartbeat`, `${isoTime(now)}\n`, 0o644);
    return { ended: (held?.blocks.length ?? 0) - blocks.length, left: blocks.length };
  });
}

/** When the expirer last ran (Unix ms); null where it never did. */
export function lastExpired(path: string): number | null {
  const time = Date.parse((readWhole(`${path}.heartbeat`) ?? '').trim());
  return Number.isNaN(time) ? null : time;
}
