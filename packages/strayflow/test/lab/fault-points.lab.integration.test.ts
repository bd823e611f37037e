/** The power fails at each step of deciding and acting; started again, what was decided is done, once, and ends. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FAULT_STEPS } from '../../src/shell/acting/fault-point.js';
import { Ledger } from '../../src/store/ledger/ledger.js';
import { ActingLab } from './acting-lab.js';
import { guessingLog } from './guessing-log.js';

/** Whoever kills himself has no exit code. */
const KILLED = null;
const LONGEST_SECONDS = 300;
const SOURCES = Array.from({ length: 12 }, (_, i) => `203.0.113.${10 + i}`);
const PREFIXES = SOURCES.map((source) => `${source}/32`);
let place: ActingLab;

interface Held {
  readonly prefix: string;
  readonly expires: number;
}

/** What the kernel holds; what has no end would not be read as a number. */
function held(): readonly Held[] {
  const command = ['netns', 'exec', place.lab.namespace('router'), 'nft', '-j', 'list', 'ruleset'];
  const { nftables } = JSON.parse(execFileSync('ip', command, { maxBuffer: 64 << 20 }).toString()) as {
    nftables: { set?: { elem?: { elem: { val: string; expires: number } }[] } }[];
  };
  const elements = nftables.flatMap(({ set }) => set?.elem ?? []);
  return elements
    .map(({ elem }) => ({ prefix: `${elem.val}/32`, expires: elem.expires }))
    .sort((a, b) => (a.prefix < b.prefix ? -1 : 1));
}

/** Judges all that is in the log, acts, and ends, or is killed at the fault point. */
async function watch(faultPoint = ''): Promise<number | null> {
  const command = place.command('watch', join(place.folder, 'conn.log'), '--until-end');
  const environment = ['env', `STRAYFLOW_FAULT_POINT=${faultPoint}`];
  const { code } = await place.lab.run('router', [...environment, ...command], { seconds: 60 });
  return code;
}

/** Prefixes of which the audit log says that they were to be blocked. */
function announced(): readonly string[] {
  const ledger = new Ledger(join(place.folder, 'state'));
  const entries = [...ledger.audit()].filter(({ kind }) => kind === 'block');
  const check = ledger.checkAudit();
  ledger.close();
  expect(check.brokenAt).toBeNull();
  return entries.map(({ about }) => String(about['prefix'])).sort();
}

function expectAllHeld(prefixes: readonly string[]): void {
  const all = held();
  expect(all.map(({ prefix }) => prefix)).toEqual([...prefixes].sort());
  for (const { expires } of all) {
    expect(expires).toBeGreaterThan(0);
    expect(expires).toBeLessThanOrEqual(LONGEST_SECONDS);
  }
}

beforeEach(async () => {
  place = new ActingLab(({ policy }) => {
    policy.maxBlocksPerMinute = 1_000;
  });
  await place.up();
});
afterEach(() => place.down());

describe('killed while it acts, and started again', () => {
  const points = FAULT_STEPS.flatMap((step) =>
    step === 'amid-enforcer' ? [step, `${step}:4`, `${step}:8`, `${step}:16`] : [step],
  );
  it.each(points)('at %s, it blocks each once, announced and with an end', async (point) => {
    writeFileSync(join(place.folder, 'conn.log'), guessingLog(SOURCES, Date.now() - 20_000));
    const code = await watch(point);
    // A delay may outlast the work: then all is done already.
    expect(point.includes(':') && code === 0 ? KILLED : code).toBe(KILLED);
    const told = announced();
    for (const { prefix } of held()) expect(told).toContain(prefix);
    expect(told).toEqual(['before-state', 'before-ledger'].includes(point) ? [] : PREFIXES);

    expect(await watch()).toBe(0);
    expect(announced()).toEqual(PREFIXES);
    expectAllHeld(PREFIXES);
    place.strayflow('undo', '--all', '--reason', 'end of the test');
    expect(held()).toEqual([]);
  });

  it('amid thousands of blocks, it goes on where it was', async () => {
    const now = Date.now();
    const many = Array.from(
      { length: 9_000 },
      (_, i) => `198.${18 + (i >> 13)}.${(i >> 5) & 255}.${i & 31}/32`,
    );
    mkdirSync(join(place.folder, 'state'));
    const ledger = new Ledger(join(place.folder, 'state'));
    const order = { site: 'local', rule: 'lab', reason: 'many', evidenceIds: ['a1'], decided: now };
    const orders = many.map((prefix) => ({ ...order, prefix, expires: now + 280_000, approval: false }));
    ledger.take(orders, 0, now);
    ledger.close();
    writeFileSync(join(place.folder, 'conn.log'), guessingLog([], now));
    const counts: number[] = [];
    for (const delay of [60, 120, 240]) {
      await watch(`amid-enforcer:${delay}`);
      counts.push(held().length);
    }
    expect(counts).toEqual(counts.toSorted((a, b) => a - b));
    await watch();
    expectAllHeld(many);
    expect(announced()).toEqual([...many].sort());
  });
});

it('says which steps there are where the environment names another', async () => {
  writeFileSync(join(place.folder, 'conn.log'), guessingLog(SOURCES, Date.now() - 20_000));
  expect(await watch('somewhere')).toBe(2);
});
