import { once } from 'node:events';
import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { displayName } from '../../src/shell/display-name.js';
import { resolveInputs } from '../../src/shell/inputs.js';
import { scratchFolder } from './scratch-folder.js';

async function names(folder: string, ...patterns: string[]): Promise<string[]> {
  const inputs = await resolveInputs(patterns.map((pattern) => join(folder, pattern)));
  return inputs.map(({ name }) => name.slice(folder.length + 1));
}

describe('inputs', () => {
  it('are files as they are named, in that order', async () => {
    const folder = scratchFolder({ b: '12', a: '1' });
    const inputs = await resolveInputs([join(folder, 'b'), join(folder, 'a')]);
    expect(inputs).toEqual([
      { name: join(folder, 'b'), path: join(folder, 'b'), explicit: true, bytes: 2 },
      { name: join(folder, 'a'), path: join(folder, 'a'), explicit: true, bytes: 1 },
    ]);
  });

  it('are the files of a folder, sorted, but not those of folders inside', async () => {
    const folder = scratchFolder({ 'd/b': '', 'd/a.gz': '', 'd/inner/c': '', 'd/B': '' });
    expect(await names(folder, 'd')).toEqual(['d/B', 'd/a.gz', 'd/b']);
    expect((await resolveInputs([join(folder, 'd')])).every(({ explicit }) => !explicit)).toBe(true);
  });

  it('are what a glob matches, sorted', async () => {
    const folder = scratchFolder({ 'conn.2.log': '', 'conn.1.log': '', 'dns.log': '' });
    expect(await names(folder, 'conn.*.log')).toEqual(['conn.1.log', 'conn.2.log']);
  });

  it('are a file with glob characters in its name, when there is one', async () => {
    const folder = scratchFolder({ 'a[1].log': '', 'a1.log': '' });
    expect(await names(folder, 'a[1].log')).toEqual(['a[1].log']);
  });

  it('are read once, however often they are named', async () => {
    const folder = scratchFolder({ a: '', b: '' });
    symlinkSync(join(folder, 'a'), join(folder, 'c'));
    linkSync(join(folder, 'a'), join(folder, 'd'));
    expect(await names(folder, '*', 'a', 'c', `../${basename(folder)}/b`)).toEqual(['a', 'b']);
    expect((await resolveInputs([folder, join(folder, 'a')])).map(({ explicit }) => explicit)).toEqual([
      true,
      false,
    ]);
  });

  it('are standard input for "-", once', async () => {
    expect(await resolveInputs(['-', '-'])).toEqual([{ name: '-', path: null, explicit: true, bytes: null }]);
  });

  it('may have any name; it is shown without what a terminal obeys', async () => {
    const folder = scratchFolder({ 'a\nb\x1b[2J': '1' });
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0x66, 0xff])]), '2');
    const inputs = await resolveInputs([folder]);
    expect(inputs.map(({ name }) => name.slice(folder.length + 1))).toEqual(['a\\x0ab\\x1b[2J', 'f\\xff']);
    expect(inputs[1]!.path).toBeInstanceOf(Buffer);
  });

  it('are never a socket or pipe that happens to lie in a folder, where opening would wait', async () => {
    const folder = scratchFolder({ a: '' });
    const server = createServer().listen(join(folder, 'socket'));
    await once(server, 'listening');
    try {
      expect(await names(folder, '.')).toEqual(['a']);
      await expect(names(folder, 'socket')).rejects.toMatchObject({ code: 'input-unreadable' });
    } finally {
      server.close();
    }
  });
});

describe('a pattern that leads nowhere', () => {
  it.each([
    ['a name', 'nothing'],
    ['a glob', '*.log'],
    ['an impossible name', 'a\0b'],
    ['a file taken for a folder', 'file/x'],
    ['an empty folder', 'empty'],
  ])('is input-not-found: %s', async (_, pattern) => {
    const folder = scratchFolder({ file: '' });
    mkdirSync(join(folder, 'empty'));
    await expect(resolveInputs([`${folder}/${pattern}`])).rejects.toMatchObject({ code: 'input-not-found' });
  });
});

it('shows names with invisible characters escaped, and others as they are', () => {
  expect(displayName('plain ümläut 日本.log')).toBe('plain ümläut 日本.log');
  expect(displayName('a\u202eb\u2028c')).toBe('a\\u{202e}b\\u{2028}c');
  expect(displayName(Uint8Array.of(0x61, 0xc3, 0x28, 0xff))).toBe('a\\xc3(\\xff');
});
