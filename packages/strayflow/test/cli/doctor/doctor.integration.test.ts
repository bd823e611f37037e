import { execFileSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { chmodSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import Database from 'libsql';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { scratchFolder } from '../../shell/scratch-folder.js';
import { strayflow } from '../run-strayflow.js';
import { start } from '../watch-process.js';

const DAY_MS = 86_400_000;

interface Answer {
  readonly question: string;
  readonly ok: boolean | null;
  readonly detail: string;
  readonly hint?: string;
}

function configured(folder: string, config: object): string {
  const path = join(
    scratchFolder({
      'strayflow.yaml': stringify({ ...config, report: { directory: join(folder, 'report') } }),
    }),
    'strayflow.yaml',
  );
  return path;
}

async function doctor(folder: string, config: object): Promise<(question: string) => readonly Answer[]> {
  const { stdout, stderr, code } = await strayflow(['doctor', '--json', '-c', configured(folder, config)]);
  expect(stderr).toBe('');
  const { ok, answers } = JSON.parse(stdout) as { ok: boolean; answers: readonly Answer[] };
  expect(ok).toBe(answers.every((answer) => answer.ok !== false));
  expect(code).toBe(ok ? 0 : 2);
  return (question) => answers.filter((answer) => answer.question === question);
}

const AUTHORITY = `[ca]
default_ca = one
[one]
new_certs_dir = .
database = index
serial = serial
default_md = sha256
policy = any
[any]
commonName = supplied
`;

/** @param days of which it is valid from now on; fewer than none: it ended so long ago */
function certificate(folder: string, name: string, days: number): { certFile: string; keyFile: string } {
  const cwd = scratchFolder({ 'authority.cnf': AUTHORITY, index: '', serial: '01\n' });
  const [certFile, keyFile] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd, stdio: 'ignore' });
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl('req', '-new', '-subj', '/CN=localhost', ...curve, '-keyout', keyFile, '-out', 'request');
  const time = (ms: number) => `${new Date(ms).toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
  const now = Date.now();
  const dates = ['-startdate', time(now - 400 * DAY_MS), '-enddate', time(now + days * DAY_MS)];
  const files = ['-config', 'authority.cnf', '-keyfile', keyFile, '-in', 'request', '-out', certFile];
  openssl('ca', '-batch', '-selfsign', '-notext', ...files, ...dates);
  return { certFile, keyFile };
}

describe('doctor', () => {
  it('finds certificates that have ended or end soon, keys of others, and keys that others may read', async () => {
    const folder = scratchFolder();
    const watch = { state: join(folder, 'state') };
    const ended = certificate(folder, 'ended', -3);
    expect((await doctor(folder, { watch, server: { tls: ended } }))('tls')).toMatchObject([
      { ok: false, detail: expect.stringMatching(/ended\.pem ended 3 days ago/) },
      { ok: true },
    ]);
    const soon = certificate(folder, 'soon', 10);
    chmodSync(soon.keyFile, 0o644);
    expect((await doctor(folder, { watch, server: { tls: soon } }))('tls')).toMatchObject([
      { ok: false, detail: expect.stringContaining('valid for 9 days') },
      { ok: false, hint: `chmod 600 ${soon.keyFile}` },
    ]);
    const mixed = { certFile: certificate(folder, 'good', 90).certFile, keyFile: ended.keyFile };
    expect((await doctor(folder, { watch, server: { tls: mixed } }))('tls')).toMatchObject([
      { ok: true },
      { ok: false, detail: expect.stringContaining('is not the key of the certificate') },
    ]);
    const missing = { certFile: join(folder, 'nowhere'), keyFile: ended.keyFile };
    expect((await doctor(folder, { watch, server: { tls: missing } }))('tls')).toMatchObject([{ ok: false }]);
  }, 60_000);

  it('finds ports that others have', async () => {
    const folder = scratchFolder();
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    const server = createServer().listen(0, '127.0.0.1');
    await Promise.all([once(socket, 'listening'), once(server, 'listening')]);
    const udp = { kind: 'udp', listen: `127.0.0.1:${socket.address().port}` };
    const listen = `127.0.0.1:${(server.address() as { port: number }).port}`;
    const watch = { state: join(folder, 'state'), inputs: [udp] };
    const taken = await doctor(folder, { watch, server: { listen } });
    expect(taken('watch')).toMatchObject([{ ok: false, detail: expect.stringContaining('EADDRINUSE') }]);
    expect(taken('service')).toMatchObject([{ ok: false, detail: expect.stringContaining('EADDRINUSE') }]);
    socket.close();
    server.close();
    const free = await doctor(folder, { watch, server: { listen } });
    expect(free('watch')).toMatchObject([{ ok: true }]);
    expect(free('service')).toMatchObject([{ ok: null, detail: expect.stringContaining('is free') }]);
  }, 60_000);

  it('asks the running service whether it is ready', async () => {
    const folder = scratchFolder({ 'conn.log': '' });
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const listen = `127.0.0.1:${(probe.address() as { port: number }).port}`;
    await new Promise((resolve) => probe.close(resolve));
    const inputs = [{ kind: 'follow', path: join(folder, 'conn.log') }];
    const config = {
      watch: { state: join(folder, 'state'), inputs, statusSeconds: 0.2 },
      server: { listen },
    };
    const served = start(['serve', '--config', configured(folder, config)]);
    try {
      let ready: readonly Answer[] = [];
      for (let tries = 0; tries < 40 && ready[0]?.ok !== true; tries++)
        ready = (await doctor(folder, config))('service');
      expect(ready).toMatchObject([{ ok: true, detail: `it is ready at ${listen}` }]);
      const asked = await strayflow(['doctor', '--ready', '-c', configured(folder, config)]);
      expect(asked).toMatchObject({ code: 0, stdout: expect.stringContaining('it is ready') });
      const found = await doctor(folder, config);
      expect(found('state')).toMatchObject([{ ok: true }]);
      expect(found('watch')).toMatchObject([
        { ok: true, detail: expect.stringContaining('1 file can be read') },
      ]);
      expect(found('database').map(({ ok }) => ok)).toEqual([true, true, true]);
    } finally {
      served.child.kill('SIGTERM');
    }
    expect(await served.ended).toBe(0);
    const ended = await strayflow(['doctor', '--ready', '-c', configured(folder, config)]);
    expect(ended).toMatchObject({ code: 2, stdout: expect.stringContaining('nothing answers') });
  }, 120_000);

  it('finds a state that others may look into, databases of a newer version, and files that are none', async () => {
    const folder = scratchFolder({
      'state/ledger.db': 'this is no database, but long enough to be taken for one'.repeat(20),
    });
    const state = join(folder, 'state');
    const database = new Database(join(state, 'state.db'));
    database.exec(`PRAGMA application_id = ${0x53545246}; PRAGMA user_version = 999; CREATE TABLE t (x)`);
    database.close();
    chmodSync(state, 0o755);
    const found = await doctor(folder, { watch: { state } });
    expect(found('state')).toMatchObject([{ ok: false, hint: `chmod 700 ${state}` }]);
    expect(found('database')).toMatchObject([
      { ok: false, detail: expect.stringContaining('state.db is of version 999') },
      { ok: false, detail: expect.stringContaining('ledger.db cannot be read') },
    ]);
  }, 60_000);

  it('says what the disk has no room for', async () => {
    const folder = scratchFolder();
    mkdirSync(join(folder, 'small'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', join(folder, 'small')]);
    try {
      const found = await doctor(folder, { watch: { state: join(folder, 'small/state') } });
      expect(found('disk')).toMatchObject([
        {
          ok: false,
          detail: expect.stringMatching(/^1\.0 MB free/),
          hint: expect.stringContaining('watch.history.maxBytes'),
        },
      ]);
    } finally {
      execFileSync('umount', [join(folder, 'small')]);
    }
    const roomy = await doctor(folder, {
      watch: { state: join(folder, 'state'), history: { maxBytes: 2 ** 20 } },
    });
    expect(roomy('disk')).toMatchObject([{ ok: true }]);
  }, 60_000);
});
