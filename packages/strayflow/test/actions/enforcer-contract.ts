/** The laws that every enforcer keeps, whatever holds its blocks. */
import { array, assert, asyncProperty, boolean, constantFrom, integer, record, tuple } from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Block, BlockChange, Enforcer, StandingBlock } from '../../src/model/enforcer.js';

export interface EnforcerPlace {
  call(
    call: 'list' | 'change' | 'clear' | 'plan' | 'check' | 'rehearse',
    ...values: readonly unknown[]
  ): Promise<unknown>;
  /** A picture of everything of the kind that is not ours. */
  others(): Promise<string>;
}

/** An enforcer in this process, with its options. */
export function placeOf<Options>(
  enforcer: Enforcer<Options>,
  options: Options,
  others: () => Promise<string>,
): EnforcerPlace {
  const calls = enforcer as unknown as Record<string, (...values: readonly unknown[]) => unknown>;
  return { call: async (name, ...values) => calls[name]!(options, ...values), others };
}

const PREFIXES = [
  '203.0.113.7/32',
  '198.51.100.0/24',
  '192.0.2.128/25',
  '2001:db8:1:2::/64',
  '2001:db8::7/128',
];
/** Enforcers keep time in seconds, and a busy machine takes its time (ms). */
const SAME_END_MS = 5_000;

const block = (prefix: string, expires: number): Block => ({
  id: '0123456789abcdef',
  site: 'test',
  prefix,
  reason: "'; drop\r\n<b>{ flush ruleset }</b> $(id)",
  expires,
});

export function enforcerContract(name: string, open: () => Promise<EnforcerPlace>, sequences = 4): void {
  describe(`${name} keeps the contract of enforcers`, () => {
    let place: EnforcerPlace;
    const change = (add: readonly Block[], remove: readonly string[] = []) =>
      place.call('change', { add, remove } satisfies BlockChange, Date.now());
    const standing = async () => {
      const blocks = (await place.call('list', Date.now())) as readonly StandingBlock[];
      return new Map(blocks.map(({ prefix, expires }) => [prefix, expires]));
    };
    const expectStanding = async (wanted: ReadonlyMap<string, number>) => {
      const found = await standing();
      expect([...found.keys()].sort()).toEqual([...wanted.keys()].sort());
      for (const [prefix, expires] of wanted) {
        expect(Math.abs(found.get(prefix)! - expires), prefix).toBeLessThan(SAME_END_MS);
      }
    };

    beforeEach(async () => {
      place = await open();
      await place.call('clear');
    });

    it('what was added is listed with its end; adding it again changes nothing, or its end', async () => {
      const end = Date.now() + 600_000;
      await change(PREFIXES.map((prefix) => block(prefix, end)));
      await expectStanding(new Map(PREFIXES.map((prefix) => [prefix, end])));
      await change(PREFIXES.map((prefix) => block(prefix, end)));
      await expectStanding(new Map(PREFIXES.map((prefix) => [prefix, end])));
      await change([block(PREFIXES[0]!, end + 600_000), block(PREFIXES[1]!, end - 300_000)]);
      const ends = new Map(PREFIXES.map((prefix) => [prefix, end]));
      await expectStanding(ends.set(PREFIXES[0]!, end + 600_000).set(PREFIXES[1]!, end - 300_000));
    });

    it('what was removed is gone; to remove it again, or what never was, is no fault', async () => {
      const end = Date.now() + 600_000;
      await change(PREFIXES.slice(0, 3).map((prefix) => block(prefix, end)));
      await change([], [PREFIXES[0]!, PREFIXES[4]!]);
      await change([], [PREFIXES[0]!]);
      await expectStanding(new Map(PREFIXES.slice(1, 3).map((prefix) => [prefix, end])));
    });

    it('clear leaves nothing of ours, and is no fault where nothing is', async () => {
      await change(PREFIXES.map((prefix) => block(prefix, Date.now() + 600_000)));
      await place.call('clear');
      await expectStanding(new Map());
      await place.call('clear');
      await expectStanding(new Map());
    });

    it('plan tells each prefix and changes nothing', async () => {
      const end = Date.now() + 600_000;
      await change([block(PREFIXES[0]!, end)]);
      const wanted = { add: [block(PREFIXES[1]!, end), block(PREFIXES[3]!, end)], remove: [PREFIXES[0]!] };
      const text = (await place.call('plan', wanted, end - 60_000)) as string;
      expect(text.trimEnd().split('\n')).toHaveLength(3);
      for (const prefix of [PREFIXES[0]!, PREFIXES[1]!, PREFIXES[3]!]) {
        expect(text).toContain(prefix.split('/')[0]);
      }
      expect(text).not.toContain('drop');
      await expectStanding(new Map([[PREFIXES[0]!, end]]));
    });

    it('check and rehearse succeed and leave no trace', async () => {
      const end = Date.now() + 600_000;
      await change([block(PREFIXES[0]!, end)]);
      const others = await place.others();
      expect(await place.call('check')).toMatchObject({ outcome: 'done' });
      expect(await place.call('rehearse', Date.now())).toMatchObject({ outcome: 'done' });
      expect(await place.others()).toBe(others);
      await expectStanding(new Map([[PREFIXES[0]!, end]]));
    });

    it.each([
      '203.0.113.7/32; flush ruleset',
      '203.0.113.7/32\ndeny all',
      '',
      'all',
      '203.0.113.7/33',
      '@set',
      '"',
    ])('refuses what is no prefix, and does nothing: %j', async (text) => {
      const good = block(PREFIXES[0]!, Date.now() + 600_000);
      await expect(change([good, block(text, Date.now() + 600_000)])).rejects.toThrow();
      await expect(change([good], [text])).rejects.toThrow();
      await expectStanding(new Map());
    });

    it('holds what any row of changes leaves, and never touches what others hold', async () => {
      const one = record({
        add: array(tuple(constantFrom(...PREFIXES), integer({ min: 120, max: 3_600 })), { maxLength: 4 }),
        remove: array(constantFrom(...PREFIXES), { maxLength: 3 }),
        clear: boolean(),
      });
      const before = await place.others();
      await assert(
        asyncProperty(array(one, { minLength: 1, maxLength: 4 }), async (steps) => {
          await place.call('clear');
          const wanted = new Map<string, number>();
          const now = Date.now();
          for (const { add, remove, clear } of steps) {
            const blocks = new Map(add.map(([prefix, seconds]) => [prefix, now + 1_000 * seconds]));
            const gone = [...new Set(remove)].filter((prefix) => !blocks.has(prefix));
            if (clear) {
              await place.call('clear');
              wanted.clear();
            }
            await change(
              [...blocks].map(([prefix, end]) => block(prefix, end)),
              gone,
            );
            for (const prefix of gone) wanted.delete(prefix);
            for (const [prefix, end] of blocks) wanted.set(prefix, end);
            await expectStanding(wanted);
          }
        }),
        { numRuns: sequences },
      );
      expect(await place.others()).toBe(before);
    });
  });
}
