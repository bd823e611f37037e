/** nftables: blocks as elements with time-outs of sets in a table of our own, so that the kernel lets them go. */
import { z } from 'zod';
import type { Block, BlockChange, Enforcer, StandingBlock } from '../model/enforcer.js';
import { StrayflowError } from '../model/errors.js';
import { counted } from '../model/format.js';
import type { ActionResult } from '../model/report.js';
import {
  elementJson,
  elementOf,
  type Listed,
  readListed,
  type SetShape,
  setShape,
  skeleton,
} from './nftables/ruleset.js';
import { runTool } from './run-tool.js';

export const nftablesOptionsSchema = z.strictObject({
  table: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,30}$/, 'expected lower-case letters, digits and "_"')
    .default('strayflow')
    .describe('table of family inet; nothing outside of it is touched'),
  direction: z
    .enum(['from', 'both'])
    .default('from')
    .describe('from: what blocked addresses send is dropped; both: what is sent to them, too'),
  timeoutMs: z
    .int()
    .min(100)
    .max(600_000)
    .default(20_000)
    .describe('longest that one call of nft may take (ms)'),
});
export type NftablesOptions = z.infer<typeof nftablesOptionsSchema>;

/** Changes in one transaction: the kernel's buffer for it is bounded. */
const BATCH = 4_000;
const MAX_OUTPUT_BYTES = 512 << 20;
/** RFC 5737 and RFC 3849: nobody's. */
const NOBODY = ['192.0.2.1/32', '2001:db8::/64'];
const REHEARSAL_MS = 5_000;

function failed(detail: string, hint: string, cause?: unknown): StrayflowError {
  return new StrayflowError('enforce-failed', `nftables: ${detail}`, { hint, cause });
}

async function nft(flags: readonly string[], input: string, options: NftablesOptions): Promise<string> {
  const { code, output, complaint, fault } = await runTool({
    command: 'nft',
    arguments: flags,
    input,
    timeoutMs: options.timeoutMs,
    maxOutputBytes: MAX_OUTPUT_BYTES,
  });
  if (fault === 'missing') throw failed('there is no program nft', "Install Debian's package nftables.");
  if (fault === 'late') {
    throw failed(`nft did not end within ${options.timeoutMs} ms`, 'Raise enforcers.nftables.timeoutMs.');
  }
  if (fault === 'long') throw failed('the table is larger than can be read', 'Lower policy.maxBlocks.');
  if (code === 0) return output;
  const said = complaint.split('\n')[0] ?? '';
  if (/not permitted|must be root/i.test(complaint)) {
    throw failed(
      'this user may not change the firewall',
      'Run as root, or with the capability CAP_NET_ADMIN.',
    );
  }
  if (/not supported|unable to initialize/i.test(complaint)) {
    throw failed('the kernel has no nftables here', 'Load the module nf_tables, or use another enforcer.');
  }
  throw failed(`nft ended with ${code}: ${said}`, 'Run strayflow doctor.');
}

/** Null where there is no table of ours. Terse: without the elements. */
async function listed(options: NftablesOptions, terse = false): Promise<Listed | null> {
  let text: string;
  try {
    text = await nft([terse ? '-jt' : '-j', 'list', 'table', 'inet', options.table], '', options);
  } catch (error) {
    if (error instanceof StrayflowError && /No such file or directory/.test(error.message)) return null;
    throw error;
  }
  try {
    return readListed(text, options.direction === 'both');
  } catch (cause) {
    throw failed('nft lists the table in a way that cannot be read', 'Run strayflow doctor.', cause);
  }
}

const secondsOf = ({ expires }: Block, now: number) => Math.max(1, Math.ceil((expires - now) / 1_000));

/**
 * In order: what must be there first, what goes, what comes. An end cannot be changed, and an element may end at any
 * moment, but to add what is there and to take away what was just added never fails: so everything is added, taken
 * away, and added anew, in one transaction.
 */
function transactionOf(
  change: BlockChange,
  before: Listed | null,
  options: NftablesOptions,
  now: number,
): { readonly sets: readonly SetShape[]; readonly commands: readonly object[] } {
  const { table } = options;
  const prefixes = [...change.remove, ...change.add.map(({ prefix }) => prefix)];
  const known = (before?.sets ?? []).map(({ name }) => name);
  const names = new Set([...known, ...prefixes.map((prefix) => elementOf(prefix).set)]);
  const sets = [...names].sort().map((name) => setShape(name)!);
  const isComplete = before?.whole === true && known.length === sets.length;
  const commands = [
    ...(isComplete ? [] : skeleton(table, sets, options.direction === 'both')),
    ...prefixes.flatMap((prefix) => {
      const element = elementOf(prefix);
      return [{ add: elementJson(table, element, 1) }, { delete: elementJson(table, element) }];
    }),
    ...change.add.map((block) => ({
      add: elementJson(table, elementOf(block.prefix), secondsOf(block, now)),
    })),
  ];
  return { sets, commands };
}

export const nftables: Enforcer<NftablesOptions> = {
  name: 'nftables',
  title: 'nftables',
  options: nftablesOptionsSchema,

  async list(options, now): Promise<readonly StandingBlock[]> {
    const { elements = [] } = (await listed(options)) ?? {};
    return elements.map(({ prefix, secondsLeft }) => ({ prefix, expires: now + 1_000 * secondsLeft }));
  },

  async change(options, change, now) {
    let before = await listed(options, true);
    for (let at = 0; at < Math.max(change.add.length, change.remove.length); at += BATCH) {
      const part = { add: change.add.slice(at, at + BATCH), remove: change.remove.slice(at, at + BATCH) };
      const { sets, commands } = transactionOf(part, before, options, now);
      await nft(['-j', '-f', '-'], JSON.stringify({ nftables: commands }), options);
      before = { sets, whole: true, elements: [] };
    }
  },

  async clear(options) {
    if ((await listed(options)) === null) return;
    await nft(['delete', 'table', 'inet', options.table], '', options);
  },

  plan({ table }, { add, remove }, now) {
    const line = (verb: string, prefix: string, rest: string) => {
      const { set, address } = elementOf(prefix);
      return `nft ${verb} element inet ${table} ${set} '{ ${address}${rest} }'\n`;
    };
    return [
      ...remove.map((prefix) => line('delete', prefix, '')),
      ...add.map((block) => line('add', block.prefix, ` timeout ${secondsOf(block, now)}s`)),
    ].join('');
  },

  async check(options): Promise<ActionResult> {
    try {
      const before = await listed(options);
      const what = before === null ? 'no block yet' : counted(before.elements.length, 'block');
      return { outcome: 'done', detail: `nftables can be read: table inet ${options.table}, ${what}.` };
    } catch (error) {
      return resultOf(error);
    }
  },

  async rehearse(options, now): Promise<ActionResult> {
    const own = { ...options, table: `${options.table}_rehearsal` };
    const add = NOBODY.map((prefix) => ({
      id: '',
      site: '',
      prefix,
      reason: '',
      expires: now + REHEARSAL_MS,
    }));
    try {
      await nftables.change(own, { add, remove: [] }, now);
      const held = (await nftables.list(own, now)).map(({ prefix }) => prefix);
      await nftables.change(own, { add: [], remove: NOBODY }, now);
      const left = await nftables.list(own, now);
      if (NOBODY.some((prefix) => !held.includes(prefix)) || left.length > 0) {
        throw failed('what was set is not what is there', 'Look at nft list ruleset.');
      }
      return { outcome: 'done', detail: `${NOBODY.join(' and ')} were blocked, read back and lifted.` };
    } catch (error) {
      return resultOf(error);
    } finally {
      await nftables.clear(own).catch(() => undefined);
    }
  },
};

function resultOf(error: unknown): ActionResult {
  if (!(error instanceof StrayflowError)) throw error;
  return { outcome: 'failed', detail: error.message, hint: error.hint, cause: error.cause };
}
