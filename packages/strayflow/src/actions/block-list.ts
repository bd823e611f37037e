/** A block list as a file: for web servers and firewalls that read one; something else must take out what has ended. */
import { accessSync, constants, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Enforcer, StandingBlock } from '../model/enforcer.js';
import type { StrayflowError } from '../model/errors.js';
import { counted, duration, isoTime } from '../model/format.js';
import type { ActionResult } from '../model/report.js';
import { expireBlockList, lastExpired } from './block-list/expirer.js';
import { blockListFault, fileFault } from './block-list/files.js';
import { renderBlockList } from './block-list/formats.js';
import { readHeld, writeHeld } from './block-list/held.js';
import { withLock } from './block-list/lock.js';
import { type BlockListOptions, blockListOptionsSchema } from './block-list/options.js';
import { canonicalPrefix } from './blocked-prefix.js';
import { rehearsal, resultOf } from './enforcer-result.js';

export const blockList: Enforcer<BlockListOptions> = {
  name: 'blockList',
  title: 'Block list',
  options: blockListOptionsSchema,

  async list({ path }): Promise<readonly StandingBlock[]> {
    return readHeld(path)?.blocks ?? [];
  },

  async change(options, change, now) {
    const { path, format, mode, timeoutMs } = options;
    const add = change.add.map(({ prefix, expires }) => ({ prefix: canonicalPrefix(prefix), expires }));
    const remove = change.remove.map(canonicalPrefix);
    if (add.length + remove.length === 0) return;
    const refused = await withLock(path, timeoutMs, (): StrayflowError | null => {
      const before = readHeld(path);
      const blocks = new Map((before?.blocks ?? []).map((block) => [block.prefix, block]));
      for (const prefix of remove) blocks.delete(prefix);
      const kept = [...blocks.values()];
      for (const block of add) blocks.set(block.prefix, block);
      const refusal = add.length === 0 ? null : (idleExpirer(options, now) ?? tooMany(options, blocks.size));
      // To let go is never refused.
      const after = refusal === null ? [...blocks.values()] : kept;
      if (before !== null || after.length > 0) writeHeld(path, { format, mode, blocks: after });
      return refusal;
    });
    if (refused !== null) throw refused;
  },

  /** The file stays, empty: a web server that includes it would not start without it. */
  async clear({ path, format, mode, timeoutMs }) {
    if (readHeld(path) === null) return;
    await withLock(path, timeoutMs, () => writeHeld(path, { format, mode, blocks: [] }));
  },

  plan({ path, format }, { add, remove }) {
    const lines = (blocks: readonly StandingBlock[], sign: string) =>
      renderBlockList(format, blocks)
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))
        .map((line) => `${path}: ${sign} ${line}\n`);
    const ends = new Map<number, StandingBlock[]>();
    for (const block of add) ends.set(block.expires, [...(ends.get(block.expires) ?? []), block]);
    return [
      ...lines(
        remove.map((prefix) => ({ prefix, expires: 0 })),
        '-',
      ),
      ...[...ends].flatMap(([end, blocks]) =>
        lines(blocks, '+').map((line) => `${line.trimEnd()}  until ${isoTime(end)}\n`),
      ),
    ].join('');
  },

  check(options): Promise<ActionResult> {
    const now = Date.now();
    return resultOf(async () => {
      const { path, format } = options;
      const held = readHeld(path)?.blocks.length ?? 0;
      try {
        accessSync(dirname(path), constants.W_OK | constants.X_OK);
      } catch (error) {
        throw fileFault(error, path);
      }
      const idle = idleExpirer(options, now);
      if (idle !== null) throw idle;
      const age = duration(Math.max(0, now - lastExpired(path)!));
      return `${path} (${format}) holds ${counted(held, 'block')}; strayflow expire ran ${age} ago.`;
    });
  },

  async rehearse(options, now): Promise<ActionResult> {
    const path = `${options.path}.rehearsal`;
    const files = ['', '.json', '.heartbeat', '.lock', '.new'].map((suffix) => path + suffix);
    return resultOf(async () => {
      const idle = idleExpirer(options, now);
      if (idle !== null) throw idle;
      try {
        await expireBlockList(path, now);
        const { detail, ...rest } = await rehearsal(blockList, { ...options, path }, now);
        if (rest.outcome === 'failed') throw blockListFault(detail, rest.hint, rest.cause);
        return detail;
      } finally {
        for (const file of files) rmSync(file, { force: true });
      }
    });
  },
};

/** Without an expirer blocks would stay when this service is gone. */
function idleExpirer({ path, expirerWithinSeconds }: BlockListOptions, now: number): StrayflowError | null {
  const last = lastExpired(path);
  const hint = `Let a timer run strayflow expire ${path} each minute (docs/acting/block-list.md).`;
  if (last === null) {
    return blockListFault(`nothing takes out of ${path} what has ended`, hint);
  }
  if (Math.abs(now - last) <= 1_000 * expirerWithinSeconds) return null;
  return blockListFault(
    `strayflow expire did not run on ${path} within ${duration(1_000 * expirerWithinSeconds)} (last ${isoTime(last)})`,
    hint,
  );
}

function tooMany({ path, maxBlocks }: BlockListOptions, size: number): StrayflowError | null {
  if (size <= maxBlocks) return null;
  return blockListFault(
    `${path} would hold ${counted(size, 'block')}, and may hold ${maxBlocks}`,
    'Raise enforcers.blockList.maxBlocks if what reads the list takes more, or lower policy.maxBlocks.',
  );
}
