/** The block list as a file: its forms, its expirer, its turns, and lists that are not ours. */
import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expireBlockList } from '../../src/actions/block-list/expirer.js';
import { withLock } from '../../src/actions/block-list/lock.js';
import { type BlockListOptions, blockListOptionsSchema } from '../../src/actions/block-list/options.js';
import { blockList } from '../../src/actions/block-list.js';
import { scratchFolder } from '../shell/scratch-folder.js';
import { enforcerContract, placeOf } from './enforcer-contract.js';

const NOW = Date.UTC(2026, 2, 3, 12);
const blocks = (...rows: readonly (readonly [prefix: string, seconds: number])[]) =>
  rows.map(([prefix, seconds]) => ({
    id: '0123456789abcdef',
    site: 'office',
    prefix,
    reason: 'scan',
    expires: NOW + 1_000 * seconds,
  }));

function optionsIn(folder: string, given: Partial<BlockListOptions> = {}): BlockListOptions {
  return blockListOptionsSchema.parse({ path: join(folder, 'blocked.conf'), ...given });
}

const prefixes = async (options: BlockListOptions) =>
  (await blockList.list(options, NOW)).map(({ prefix }) => prefix).sort();
const refusal = (detail: string) => ({ code: 'enforce-failed', message: expect.stringContaining(detail) });

for (const format of ['plain', 'nginx', 'apache', 'edl'] as const) {
  enforcerContract(
    `a block list (${format})`,
    async () => {
      const folder = scratchFolder({ 'theirs.conf': 'deny 192.0.2.1;\n' });
      const options = optionsIn(folder, { format });
      await expireBlockList(options.path, Date.now());
      const others = async () =>
        readdirSync(folder)
          .filter((name) => !/^blocked\.conf(?:\.(?:json|heartbeat))?$/.test(name))
          .map((name) => `${name}: ${readFileSync(join(folder, name), 'utf8')}`)
          .join('');
      return placeOf(blockList, options, others);
    },
    3,
  );
}

describe('the forms of a block list', () => {
  it.each([
    ['plain', '# until 2026-03-03T12:01:00Z\n203.0.113.7\n# until 2026-03-03T12:02:00Z\n2001:db8::/64\n'],
    [
      'nginx',
      '# until 2026-03-03T12:01:00Z\ndeny 203.0.113.7;\n# until 2026-03-03T12:02:00Z\ndeny 2001:db8::/64;\n',
    ],
    [
      'apache',
      '# until 2026-03-03T12:01:00Z\nRequire not ip 203.0.113.7\n# until 2026-03-03T12:02:00Z\nRequire not ip 2001:db8::/64\n',
    ],
    ['edl', '203.0.113.7\n2001:db8::/64\n'],
  ] as const)('%s', async (format, expected) => {
    const options = optionsIn(scratchFolder(), { format });
    await expireBlockList(options.path, NOW);
    await blockList.change(
      options,
      { add: blocks(['2001:db8::/64', 120], ['203.0.113.7/32', 60]), remove: [] },
      NOW,
    );
    const text = readFileSync(options.path, 'utf8');
    expect(text.replace(/^# Written by .*\n/, '')).toBe(expected);
    expect(statSync(options.path).mode & 0o777).toBe(0o644);
    const beside = JSON.parse(readFileSync(`${options.path}.json`, 'utf8')) as { blocks: unknown[] };
    expect(beside).toMatchObject({ version: 1, format });
    expect(beside.blocks).toContainEqual({
      prefix: '203.0.113.7/32',
      expires: NOW + 60_000,
      until: '2026-03-03T12:01:00.000Z',
    });
  });

  it('can change while blocks stand', async () => {
    const options = optionsIn(scratchFolder(), { format: 'plain' });
    await expireBlockList(options.path, NOW);
    await blockList.change(options, { add: blocks(['203.0.113.7/32', 60]), remove: [] }, NOW);
    const nginx = { ...options, format: 'nginx' as const };
    expect(await prefixes(nginx)).toEqual(['203.0.113.7/32']);
    await blockList.change(nginx, { add: blocks(['203.0.113.8/32', 60]), remove: [] }, NOW);
    expect(readFileSync(options.path, 'utf8')).toContain('deny 203.0.113.7;\ndeny 203.0.113.8;\n');
  });
});

describe('the expirer', () => {
  it('is needed: without it, or when it stopped, nothing is blocked, but blocks are lifted', async () => {
    const options = optionsIn(scratchFolder());
    const one = { add: blocks(['203.0.113.7/32', 6_000]), remove: [] };
    await expect(blockList.change(options, one, NOW)).rejects.toMatchObject(refusal('nothing takes out'));
    expect(await blockList.check(options)).toMatchObject({ outcome: 'failed' });
    expect(await blockList.rehearse(options, NOW)).toMatchObject({ outcome: 'failed' });
    expect(await prefixes(options)).toEqual([]);
    await expireBlockList(options.path, NOW);
    await blockList.change(options, one, NOW + 180_000);
    const late = { add: blocks(['203.0.113.8/32', 6_000]), remove: ['203.0.113.7/32'] };
    await expect(blockList.change(options, late, NOW + 180_001)).rejects.toMatchObject(
      refusal('did not run'),
    );
    await expect(blockList.change(options, late, NOW - 200_000)).rejects.toMatchObject(
      refusal('did not run'),
    );
    expect(await prefixes(options)).toEqual([]);
  });

  it('takes out what has ended, and nothing else', async () => {
    const options = optionsIn(scratchFolder(), { format: 'nginx', mode: '0640' });
    expect(await expireBlockList(options.path, NOW)).toEqual({ ended: 0, left: 0 });
    expect(existsSync(options.path)).toBe(false);
    const add = blocks(['203.0.113.7/32', 60], ['203.0.113.8/32', 120]);
    await blockList.change(options, { add, remove: [] }, NOW);
    expect(await expireBlockList(options.path, NOW + 60_000)).toEqual({ ended: 1, left: 1 });
    expect(await prefixes(options)).toEqual(['203.0.113.8/32']);
    expect(statSync(options.path).mode & 0o777).toBe(0o640);
    const before = statSync(options.path).ino;
    expect(await expireBlockList(options.path, NOW + 61_000)).toEqual({ ended: 0, left: 1 });
    expect(statSync(options.path).ino).toBe(before);
  });

  it('takes out addresses whose end was lost when a change broke off', async () => {
    const options = optionsIn(scratchFolder(), { format: 'edl' });
    await expireBlockList(options.path, NOW);
    await blockList.change(options, { add: blocks(['203.0.113.7/32', 60]), remove: [] }, NOW);
    writeFileSync(options.path, '203.0.113.7\n203.0.113.9\n');
    expect(await blockList.list(options, NOW)).toContainEqual({ prefix: '203.0.113.9/32', expires: 0 });
    expect(await expireBlockList(options.path, NOW)).toEqual({ ended: 1, left: 1 });
    expect(await prefixes(options)).toEqual(['203.0.113.7/32']);
  });
});

describe('a file that is not ours', () => {
  it('is never replaced', async () => {
    const folder = scratchFolder({ 'blocked.conf': 'deny all;\n' });
    const options = optionsIn(folder, { format: 'nginx' });
    const one = { add: blocks(['203.0.113.7/32', 60]), remove: [] };
    await expect(blockList.change(options, one, NOW)).rejects.toMatchObject(
      refusal('was not written by Strayflow'),
    );
    await expect(blockList.clear(options)).rejects.toMatchObject(refusal('was not written by Strayflow'));
    await expect(expireBlockList(options.path, NOW)).rejects.toMatchObject(
      refusal('was not written by Strayflow'),
    );
    expect(readFileSync(options.path, 'utf8')).toBe('deny all;\n');
  });

  it('is a link, which is not followed, or holds a line of somebody else', async () => {
    const folder = scratchFolder({ 'theirs.conf': '' });
    const options = optionsIn(folder, { format: 'nginx' });
    symlinkSync(join(folder, 'theirs.conf'), options.path);
    await expect(blockList.list(options, NOW)).rejects.toMatchObject(refusal('is no plain file'));
    rmSync(options.path);
    await expireBlockList(options.path, NOW);
    await blockList.change(options, { add: blocks(['203.0.113.7/32', 60]), remove: [] }, NOW);
    const mixed = `${readFileSync(options.path, 'utf8')}allow 10.0.0.0/8;\n`;
    writeFileSync(options.path, mixed);
    await expect(
      blockList.change(options, { add: [], remove: ['203.0.113.7/32'] }, NOW),
    ).rejects.toMatchObject(refusal('line 4 was not written by Strayflow'));
    expect(readFileSync(options.path, 'utf8')).toBe(mixed);
  });
});

describe('what goes wrong', () => {
  it('holds no more than it may', async () => {
    const options = optionsIn(scratchFolder(), { maxBlocks: 1 });
    await expireBlockList(options.path, NOW);
    const add = blocks(['203.0.113.7/32', 60], ['203.0.113.8/32', 60]);
    await expect(blockList.change(options, { add, remove: [] }, NOW)).rejects.toMatchObject(
      refusal('would hold 2 blocks, and may hold 1'),
    );
    expect(await prefixes(options)).toEqual([]);
  });

  it('tells of a folder that is missing', async () => {
    const options = optionsIn(join(scratchFolder(), 'gone'));
    expect(await blockList.check(options)).toMatchObject({
      outcome: 'failed',
      hint: expect.stringContaining('Make it'),
    });
    await expect(expireBlockList(options.path, NOW)).rejects.toMatchObject(refusal('there is no folder'));
  });

  it('waits for its turn, and breaks the lock of a process that is gone', async () => {
    const { path } = optionsIn(scratchFolder());
    const order: string[] = [];
    await Promise.all([
      withLock(path, 5_000, () => order.push('a')),
      withLock(path, 5_000, () => order.push('b')),
      withLock(path, 5_000, () => order.push('c')),
    ]);
    expect(order.sort()).toEqual(['a', 'b', 'c']);
    writeFileSync(`${path}.lock`, `${process.pid} held\n`);
    await expect(withLock(path, 100, () => order.push('d'))).rejects.toMatchObject(
      refusal('another process holds'),
    );
    const longAgo = Date.now() / 1_000 - 60;
    utimesSync(`${path}.lock`, longAgo, longAgo);
    await withLock(path, 5_000, () => order.push('e'));
    expect(order).toEqual(['a', 'b', 'c', 'e']);
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  it.each(['relative.conf', '/etc/', '/tmp/a\nb'])('takes no path such as %j', (path) => {
    expect(blockListOptionsSchema.safeParse({ path }).success).toBe(false);
  });
});
