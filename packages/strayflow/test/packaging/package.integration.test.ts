import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LAB } from '../cli/run-strayflow.js';
import { Machine } from './machine.js';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const OPTIONS = [
  'scripts/package.mjs',
  '--built',
  '--only',
  'deb',
  '--level',
  '1',
  '--without-locations',
  '--out',
];
const AS_SERVICE = 'setpriv --reuid=strayflow --regid=strayflow --init-groups';
const MODULES = '/usr/lib/strayflow/packages/strayflow/dist';

let folder = '';
let packages: readonly string[] = [];
let lint: Promise<readonly string[]>;
let machine: Machine;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'strayflow-packages-'));
  const folders = [join(folder, 'one'), join(folder, 'two')];
  const made = await Promise.all(
    folders.map((out) => run(process.execPath, [...OPTIONS, out], { cwd: ROOT })),
  );
  packages = made.map(({ stdout }) => stdout.trim().split(/\s+/).at(-1)!);
  lint = findings(packages[0]!);
  machine = await Machine.open(folder);
});

afterAll(async () => {
  await machine?.close();
  await lint;
  rmSync(folder, { recursive: true, force: true });
});

/** What lintian says of all but Node and the npm packages, which are as they came and would take it a minute. */
async function findings(path: string): Promise<readonly string[]> {
  const ours = join(folder, 'ours');
  await run('dpkg-deb', ['-R', path, ours]);
  for (const name of ['node_modules', 'bin'])
    rmSync(join(ours, 'usr/lib/strayflow', name), { recursive: true });
  const sums = join(ours, 'DEBIAN/md5sums');
  const left = readFileSync(sums, 'utf8')
    .split('\n')
    .filter((line) => !/strayflow\/(?:node_modules|bin)\//.test(line));
  writeFileSync(sums, left.join('\n'));
  await run('dpkg-deb', ['--root-owner-group', '-Zgzip', '-z1', '-b', ours, `${ours}.deb`]);
  const { stdout } = await run('lintian', [
    '--fail-on',
    'none',
    '--allow-root',
    '--no-tag-display-limit',
    `${ours}.deb`,
  ]);
  return stdout.split('\n');
}

/** Starts the service as its user, asks it how it is, and ends it as systemd does. */
async function serveOnce(): Promise<{ health: number; code: number; said: string }> {
  await machine.done(`touch /tmp/conn.log
    ${AS_SERVICE} strayflow serve -c /etc/strayflow/strayflow.yaml --listen 127.0.0.1:0 /tmp/conn.log >/tmp/said 2>&1 & echo $! >/tmp/pid`);
  await machine.done(
    'timeout 30 sh -c "until grep -q answers /tmp/said; do sleep 0.1; kill -0 $(cat /tmp/pid) || exit 3; done" || { cat /tmp/said; false; }',
  );
  const origin = /answers at (\S+)/.exec(await machine.done('cat /tmp/said'))![1]!;
  const { status: health } = await fetch(`${origin}/healthz`);
  const { code } = await machine.run('kill -TERM $(cat /tmp/pid); wait $(cat /tmp/pid)');
  return { health, code, said: await machine.done('cat /tmp/said') };
}

const versionOfAccounts = () =>
  machine.done(
    `cd /usr/lib/strayflow && bin/node -e "const D = require('libsql'); const d = new D('/var/lib/strayflow/accounts.db', { readonly: true }); console.log(d.prepare('PRAGMA user_version').get().user_version)"`,
  );

describe('the Debian package', () => {
  it('is the same bytes each time it is made of a commit, and lintian finds no error', async () => {
    const [one, two] = packages.map((path) => createHash('sha256').update(readFileSync(path)).digest('hex'));
    expect(one).toBe(two);
    expect((await lint).filter((line) => line.startsWith('E:'))).toEqual([]);
  });

  it('installs a program with its own Node, a user, a private state folder and a configuration', async () => {
    const said = await machine.done(`dpkg -i ${packages[0]}`);
    expect(said).toContain('say in /etc/strayflow/strayflow.yaml what is watched');
    const { version } = JSON.parse(readFileSync(join(ROOT, 'packages/strayflow/package.json'), 'utf8'));
    expect(await machine.done('env PATH=/usr/bin:/bin strayflow --version')).toBe(version);
    expect(await machine.done('stat -c "%a %U:%G" /var/lib/strayflow /etc/strayflow/strayflow.yaml')).toBe(
      '700 strayflow:strayflow\n640 root:strayflow',
    );
    expect(await machine.done('strayflow check-config /etc/strayflow/strayflow.yaml')).toContain(
      'strayflow.yaml',
    );
    const verdict = await machine.done(
      `cd /tmp && strayflow analyze ${LAB}captures/ordinary.pcap.gz --json --seed 1 >found.json; head -c 300 found.json`,
    );
    expect(verdict).toContain('"hosts"');
  }, 60_000);

  it('serves, ends at SIGTERM with its state stored', async () => {
    await machine.done(
      `printf 'a long enough password\\n' >/tmp/password; ${AS_SERVICE} sh -c 'strayflow accounts add anna --role admin --state /var/lib/strayflow </tmp/password'`,
    );
    expect(await serveOnce()).toEqual({ health: 200, code: 0, said: expect.stringContaining('Stopping') });
    expect(await machine.done('ls /var/lib/strayflow')).toContain('state.db');
  }, 60_000);

  it('puts the state away before a version with other tables opens it, and a restore goes back', async () => {
    await machine.done(`cd /tmp && rm -rf next && dpkg-deb -R ${packages[0]} next
      sed -i 's/^Version: .*/&+next/' next/DEBIAN/control
      echo "ACCOUNTS_SCHEMA.migrations.push({ name: 'next', sql: 'CREATE TABLE next (id TEXT)' });" >>next${MODULES}/store/accounts/schema.js
      dpkg-deb -Znone --root-owner-group -b next next.deb && rm -rf next`);
    const version = Number(await versionOfAccounts());
    await machine.done('dpkg -i /tmp/next.deb');
    const [backup, ...others] = (await machine.done('ls /var/backups/strayflow')).split('\n');
    expect(others).toEqual([]);
    expect(backup).toMatch(/^before-\d+\.\d+\.\d+-\d{8}T\d{6}Z$/);
    expect(await machine.done('stat -c "%a %U" /var/backups/strayflow')).toBe('700 strayflow');
    const state = '--state /var/lib/strayflow';
    expect(await serveOnce()).toMatchObject({ health: 200, code: 0 });
    expect(await machine.done(`${AS_SERVICE} strayflow accounts list ${state}`)).toContain('anna');
    expect(await versionOfAccounts()).toBe(String(version + 1));
    // The version before does not open what it does not know.
    await machine.done(`dpkg -i ${packages[0]}`);
    const refused = await machine.run(`${AS_SERVICE} strayflow accounts list ${state}`);
    expect(refused).toMatchObject({
      code: 3,
      output: expect.stringContaining(`is of version ${version + 1}`),
    });
    await machine.done(`mv /var/lib/strayflow /var/lib/strayflow.newer && install -d -m 0700 -o strayflow -g strayflow /var/lib/strayflow
      ${AS_SERVICE} strayflow restore /var/backups/strayflow/${backup} ${state} && rm -rf /var/lib/strayflow.newer`);
    expect(await machine.done(`${AS_SERVICE} strayflow accounts list ${state}`)).toContain('anna');
  }, 60_000);

  it('leaves the state when it is removed, and takes it along when it is purged', async () => {
    await machine.done('dpkg -r strayflow');
    expect((await machine.run('ls /usr/lib/strayflow')).code).not.toBe(0);
    expect(await machine.done('ls /var/lib/strayflow')).toContain('state.db');
    await machine.done('dpkg -P strayflow');
    for (const path of ['/var/lib/strayflow', '/var/backups/strayflow', '/etc/strayflow']) {
      expect((await machine.run(`test -e ${path}`)).code, path).toBe(1);
    }
  }, 60_000);
});
