/** nftables: blocks as elements with time-outs of sets in a table of our own, so that the kernel lets them go. */
import { z } from 'zod';
import type { Enforcer, StandingBlock } from '../model/enforcer.js';
import { counted } from '../model/format.js';
import type { ActionResult } from '../model/report.js';
import { secondsLeft } from './blocked-prefix.js';
import { rehearsal, resultOf } from './enforcer-result.js';
import {
  type Element,
  elementOf,
  elementsJson,
  type Listed,
  readListed,
  type SetShape,
  setShape,
  skeleton,
  type TimedElement,
} from './nftables/ruleset.js';
import { nft, nftablesFault } from './nftables/run.js';

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

/** Null where there is no table of ours. Terse: without the elements. */
async function listed(
  { table, direction, timeoutMs }: NftablesOptions,
  terse = false,
): Promise<Listed | null> {
  const text = await nft([terse ? '-jt' : '-j', 'list', 'table', 'inet', table], '', timeoutMs);
  if (text === null) return null;
  try {
    return readListed(text, direction === 'both');
  } catch (cause) {
    throw nftablesFault('nft lists the table in a way that cannot be read', 'Run strayflow doctor.', cause);
  }
}

/**
 * In order: what must be there first, what goes, what comes. An end cannot be changed, and an element may end at any
 * moment, but to add what is there and to take away what was just added never fails: so everything is added, taken
 * away, and added anew, in one transaction.
 */
function transactionOf(
  change: { readonly add: readonly TimedElement[]; readonly remove: readonly Element[] },
  before: Listed | null,
  { table, direction }: NftablesOptions,
): { readonly sets: readonly SetShape[]; readonly commands: readonly object[] } {
  const all = [...change.remove, ...change.add];
  const known = (before?.sets ?? []).map(({ name }) => name);
  const names = new Set([...known, ...all.map(({ set }) => set)]);
  const sets = [...names].sort().map((name) => setShape(name)!);
  const isComplete = before?.whole === true && known.length === sets.length;
  const commands = [
    ...(isComplete ? [] : skeleton(table, sets, direction === 'both')),
    ...elementsJson(
      table,
      all.map((element) => ({ ...element, seconds: 1 })),
    ).map((element) => ({ add: { element } })),
    ...elementsJson(
      table,
      all.map(({ set, address }) => ({ set, address })),
    ).map((element) => ({ delete: { element } })),
    ...elementsJson(table, change.add).map((element) => ({ add: { element } })),
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
    // All of it is looked at before any of it is done.
    const add = change.add.map(({ prefix, expires }) => ({
      ...elementOf(prefix),
      seconds: secondsLeft(expires, now),
    }));
    const remove = change.remove.map(elementOf);
    let before = await listed(options, true);
    for (let at = 0; at < Math.max(add.length, remove.length); at += BATCH) {
      const part = { add: add.slice(at, at + BATCH), remove: remove.slice(at, at + BATCH) };
      const { sets, commands } = transactionOf(part, before, options);
      const done = await nft(['-j', '-f', '-'], JSON.stringify({ nftables: commands }), options.timeoutMs);
      if (done === null) {
        throw nftablesFault('the table went away while it was changed', 'It is made anew at the next try.');
      }
      before = { sets, whole: true, elements: [] };
    }
  },

  async clear({ table, timeoutMs }) {
    // One that is not there is what is wanted.
    await nft(['delete', 'table', 'inet', table], '', timeoutMs);
  },

  plan({ table }, { add, remove }, now) {
    const line = (verb: string, prefix: string, rest: string) => {
      const { set, address } = elementOf(prefix);
      return `nft ${verb} element inet ${table} ${set} '{ ${address}${rest} }'\n`;
    };
    return [
      ...remove.map((prefix) => line('delete', prefix, '')),
      ...add.map((block) => line('add', block.prefix, ` timeout ${secondsLeft(block.expires, now)}s`)),
    ].join('');
  },

  check(options): Promise<ActionResult> {
    return resultOf(async () => {
      const before = await listed(options);
      const what = before === null ? 'no block yet' : counted(before.elements.length, 'block');
      return `nftables can be read: table inet ${options.table}, ${what}.`;
    });
  },

  rehearse(options, now): Promise<ActionResult> {
    return rehearsal(nftables, { ...options, table: `${options.table}_rehearsal` }, now);
  },
};
