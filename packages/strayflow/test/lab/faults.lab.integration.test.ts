/** What blocks need is missing or broken: detection goes on, it is said once, everything passes, and it is tried again. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, describe, expect, it } from 'vitest';
import { CrowdsecServer } from '../actions/crowdsec-server.js';
import { ActingLab, needTool, until } from './acting-lab.js';
import { guessingLog } from './guessing-log.js';

const FIRST = '203.0.113.7';
const SECOND = '203.0.113.8';
let place: ActingLab;

const inFolder = (name: string) => join(place.folder, name);
const decided = (source: string) => place.said.includes(`  BLOCK ${source}:`);
/** How often the watch complained of something that fails. */
const complaints = (name: string) => place.warned.split(`! ${name}: `).length - 1;

/** Follows a log, in which only ordinary logins are so far. */
function follow(start: (command: readonly string[]) => ChildProcess): ChildProcess {
  const child = start(place.command('watch', inFolder('conn.log')));
  place.listen(child);
  return child;
}

/** It begins when the log has been read, also where that takes a while. */
function attack(source: string): void {
  appendFileSync(inFolder('conn.log'), guessingLog([source], Date.now() + 2_000));
}

/** Both attacks are decided on, and the fault between them is told of once. */
async function attackTwice(name: string): Promise<void> {
  attack(FIRST);
  expect(await until(() => decided(FIRST) && complaints(name) === 1), place.warned).toBe(true);
  attack(SECOND);
  expect(await until(() => decided(SECOND)), place.warned).toBe(true);
  expect(place.said).not.toContain('BLOCKED');
}

const areBlocked = () =>
  [FIRST, SECOND].every((source) => place.said.includes(`${source}/32`) && place.said.includes('BLOCKED by'));

/** Not more than one login has been seen. */
function open(enforcers?: object): void {
  place = new ActingLab((gateway) => {
    // How late a busy machine may read what happened.
    gateway.watch.latenessSeconds = 5;
    if (enforcers !== undefined) gateway.enforcers = enforcers;
  });
  const [login] = guessingLog(['203.0.113.200'], Date.now()).split('\n');
  writeFileSync(inFolder('conn.log'), `${login}\n`);
}

afterEach(() => place.down());

describe('while it cannot act, strayflow goes on detecting', () => {
  it('without the program nft, which is tried again until it is there', async () => {
    open();
    await place.up();
    mkdirSync(inFolder('empty'));
    const child = follow((command) =>
      place.lab.start('router', [
        'sh',
        '-c',
        `mount --bind '${inFolder('empty')}' /usr/sbin; exec "$@"`,
        'sh',
        ...command,
      ]),
    );
    await attackTwice('nftables');
    expect(place.warned).toContain('there is no program nft');
    expect(await place.reaches('attacker')).toBe(true);
    // In the namespace of mounts that the watch has to itself.
    execFileSync('/usr/bin/nsenter', ['-t', String(child.pid), '-m', 'umount', '/usr/sbin']);
    expect(await until(areBlocked), place.said).toBe(true);
    expect(place.warned).toMatch(/nftables works again, after \d+ faults?\./);
    expect(complaints('nftables')).toBe(1);
    expect(place.audited()).toEqual(expect.arrayContaining(['block', 'enforce-failed', 'enforced']));
  });

  it('without the privilege to change the firewall, until somebody who has it takes over', async () => {
    open();
    await place.up();
    needTool('/usr/bin/setpriv', 'util-linux');
    follow((command) => place.lab.start('router', ['setpriv', '--bounding-set=-net_admin', ...command]));
    await attackTwice('nftables');
    expect(place.warned).toContain('this user may not change the firewall');
    expect(await place.reaches('attacker')).toBe(true);
    place.killWatch();
    follow((command) => place.lab.start('router', [...command]));
    expect(await until(areBlocked), place.said).toBe(true);
    expect(place.strayflow('audit', 'verify')).toContain('is whole');
  });

  it('while the disk of the ledger is full: nothing is blocked that was not written down', async () => {
    open();
    await place.up();
    mkdirSync(inFolder('state'));
    mkdirSync(inFolder('small'));
    const mount = ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', inFolder('small')];
    try {
      execFileSync('/bin/mount', mount, { stdio: 'pipe' });
    } catch (cause) {
      throw new Error('this test mounts a tmpfs: run it as root, where mounting is allowed', { cause });
    }
    try {
      symlinkSync(inFolder('small/ledger.db'), inFolder('state/ledger.db'));
      follow((command) => place.lab.start('router', [...command]));
      expect(await until(() => place.warned !== '')).toBe(true);
      place.strayflow('audit', 'verify');
      // What the write-ahead log has room for already would be written all the same.
      const ledger = new Database(inFolder('small/ledger.db'));
      expect(ledger.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()).toMatchObject({ busy: 0 });
      ledger.close();
      execFileSync('sh', ['-c', `cat /dev/zero > '${inFolder('small/filler')}' 2>&1 || true`], {
        stdio: 'ignore',
      });
      await attackTwice('ledger');
      expect(place.warned).toContain('the disk is full');
      expect(place.blocked()).toEqual([]);
      expect(await place.reaches('attacker')).toBe(true);
      rmSync(inFolder('small/filler'));
      expect(await until(areBlocked), place.warned).toBe(true);
      expect(place.warned).toMatch(/ledger works again, after \d+ faults?\./);
      expect(place.strayflow('audit', 'verify')).toContain('is whole');
      place.killWatch();
    } finally {
      execFileSync('/bin/umount', ['-l', inFolder('small')]);
    }
  });

  it('while CrowdSec is down, which gets the decisions once it is back', async () => {
    const server = await CrowdsecServer.start();
    let child: ChildProcess | null = null;
    try {
      await server.down();
      const url = `http://127.0.0.1:${server.port}`;
      open({ crowdsec: { url, machine: 'strayflow', passwordEnv: 'LAB_PASSWORD' } });
      const env = { ...process.env, LAB_PASSWORD: 'secret' };
      child = follow(([node, ...rest]) => spawn(node!, rest, { env, stdio: ['ignore', 'pipe', 'pipe'] }));
      await attackTwice('crowdsec');
      await server.up();
      expect(await until(areBlocked), place.warned).toBe(true);
      expect(place.warned).toMatch(/crowdsec works again, after \d+ faults?\./);
      const answer = await fetch(`http://127.0.0.1:${server.port}/v1/decisions`, {
        headers: { 'x-api-key': 'key' },
      });
      const values = ((await answer.json()) as { value: string }[]).map(({ value }) => value);
      expect(values.sort()).toEqual([FIRST, SECOND]);
    } finally {
      child?.kill('SIGKILL');
      await server.remove();
    }
  });
});
