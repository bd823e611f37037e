/** `strayflow serve` as people run it: a watch, and beside it a server that comes back when it dies. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { makeAuthority } from '../own-authority.js';
import { scratchFolder } from '../shell/scratch-folder.js';
import { strayflow } from './run-strayflow.js';
import { start, until, type Watching } from './watch-process.js';
import { webLog } from './web-log.js';

/** Connections of somebody who only holds them. */
const IDLE = 10_000;
const PASSWORD = 'correct horse battery';
const JSON_TYPE = { 'content-type': 'application/json' };
let folder: string;
let running: Watching | null = null;

afterEach(async () => {
  running?.child.kill('SIGKILL');
  await running?.ended;
  running = null;
});

/** Serves a log, and what is pushed as "cloud". */
function serve(config: object = {}, ...args: readonly string[]): Watching {
  folder = scratchFolder({ 'a.csv': webLog(1, 300, true) });
  const inputs = [
    { kind: 'follow', path: join(folder, 'a.csv') },
    { kind: 'push', name: 'cloud' },
  ];
  const server = { listen: '127.0.0.1:0', ...config };
  const watch = { inputs, state: join(folder, 'state'), statusSeconds: 1, checkpoint: { seconds: 0.2 } };
  const whole = { internal: ['10.0.0.0/24'], watch, server };
  writeFileSync(join(folder, 'strayflow.yaml'), JSON.stringify(whole));
  running = start(['serve', '--config', join(folder, 'strayflow.yaml'), ...args]);
  return running;
}

const originOf = (served: Watching) => /The service answers at (\S+)\n/g.exec(served.stderr())?.[1];

async function listening(served: Watching): Promise<string> {
  await until(served, () => originOf(served) !== undefined);
  const origin = originOf(served);
  if (origin === undefined) throw new Error(`serve did not listen: ${served.stderr()}`);
  return origin;
}

/** Makes the first account by the link; gives the headers of its browser. */
async function setUp(served: Watching, origin: string): Promise<Record<string, string>> {
  const [, token] = /\/setup#(\S+)/.exec(served.stderr())!;
  const body = JSON.stringify({ token, name: 'anna', password: PASSWORD });
  const made = await fetch(`${origin}/api/v1/setup`, { method: 'POST', headers: JSON_TYPE, body });
  expect(made.status).toBe(200);
  const { csrf } = (await made.json()) as { csrf: string };
  return { cookie: made.headers.get('set-cookie')!.split(';')[0]!, 'x-csrf-token': csrf };
}

/** Processes that a process started. */
function childrenOf(pid: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return Number(readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]!.split(' ')[1]) === pid;
      } catch {
        // It has ended meanwhile.
        return false;
      }
    })
    .map(Number);
}

async function eventually(what: string, holds: () => Promise<boolean>, ms = 20_000): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end; await pause(100)) {
    if (await holds().catch(() => false)) return;
  }
  throw new Error(`not within ${ms} ms: ${what}`);
}

describe('strayflow serve', () => {
  it('watches, is asked, takes what is pushed, comes back when its server is killed, and ends when it is told to', async () => {
    const served = serve();
    const origin = await listening(served);
    const headers = await setUp(served, origin);
    const status = async () =>
      (await (await fetch(`${origin}/api/v1/status`, { headers })).json()) as {
        watch: { read: number; judgedBy: string } | null;
      };
    await eventually('the log is read', async () => ((await status()).watch?.read ?? 0) >= 6_400);
    expect((await fetch(`${origin}/readyz`)).status).toBe(200);
    expect(await (await fetch(`${origin}/metrics`)).text()).toContain('strayflow_watch_up 1');

    const order = { name: 'logpush', role: 'viewer', scopes: ['push'], days: 1 };
    const made = await fetch(`${origin}/api/v1/tokens`, {
      method: 'POST',
      headers: { ...headers, ...JSON_TYPE },
      body: JSON.stringify(order),
    });
    const { token } = (await made.json()) as { token: string };
    const before = (await status()).watch!.read;
    const pushed = await fetch(`${origin}/push/cloud`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: webLog(2, 300, false),
    });
    expect(pushed.status).toBe(204);
    await eventually('what was pushed is read', async () => (await status()).watch!.read >= before + 6_000);

    const [child] = childrenOf(served.pid);
    process.kill(child!, 'SIGKILL');
    await eventually('the server process is another one', async () => {
      const [now] = childrenOf(served.pid);
      return now !== undefined && now !== child;
    });
    expect(served.stderr()).toContain('The server process ended (SIGKILL): it is started again');
    // On a port that the system chose it may be another one.
    const origins = () =>
      [...served.stderr().matchAll(/The service answers at (\S+)\n/g)].map(([, each]) => each!);
    await eventually('the session holds', async () => {
      const last = origins().at(-1)!;
      return (await fetch(`${last}/api/v1/session`, { headers })).status === 200;
    });
    served.child.kill('SIGTERM');
    expect(await served.ended).toBe(0);
    expect(childrenOf(served.pid)).toEqual([]);
    const audit = await strayflow(['audit', 'verify', '--state', join(folder, 'state')]);
    expect(audit.stdout).toContain('is whole');
  }, 90_000);

  it('tells pages what happens as it happens, forgets those that went, and ends their streams when it ends', async () => {
    const served = serve();
    const origin = await listening(served);
    const headers = await setUp(served, origin);
    const streams = async () =>
      Number(/strayflow_event_streams (\d+)/.exec(await (await fetch(`${origin}/metrics`)).text())?.[1]);
    const gone = new AbortController();
    await fetch(`${origin}/api/v1/events`, { headers, signal: gone.signal });
    const stayed = await fetch(`${origin}/api/v1/events`, { headers });
    expect(await streams()).toBe(2);
    gone.abort();
    await eventually('the page that went is forgotten', async () => (await streams()) === 1);
    let text = '';
    let isTold = false;
    const decoder = new TextDecoder();
    for await (const part of stayed.body!) {
      text += decoder.decode(part, { stream: true });
      // The stream has to end by itself when the service does; a second signal would end it at once.
      if (isTold || !text.includes('event: status\n')) continue;
      isTold = true;
      served.child.kill('SIGTERM');
    }
    expect(text).toMatch(/^id: [0-9a-f]{16}-\d+\nevent: status\ndata: \{"read":\d+/m);
    expect(await served.ended).toBe(0);
  }, 60_000);

  it('listens nowhere but on this machine without TLS and an account', async () => {
    const open = serve({}, '--listen', '0.0.0.0:0');
    expect(await open.ended).toBe(2);
    expect(open.stderr()).toContain('it would listen on 0.0.0.0:0 without TLS');
    const authority = makeAuthority(scratchFolder(), 'service');
    const tls = { certFile: authority.certificateFile, keyFile: authority.keyFile };
    const nobody = serve({ tls }, '--listen', '0.0.0.0:0');
    expect(await nobody.ended).toBe(2);
    expect(nobody.stderr()).toContain('it would listen on 0.0.0.0:0 without an account');
    const state = join(folder, 'state');
    const added = await strayflow(['accounts', 'add', 'anna', '--role', 'admin', '--state', state], {
      input: `${PASSWORD}\n`,
    });
    expect(added.code, added.stderr).toBe(0);
    running = start(['serve', '--config', join(folder, 'strayflow.yaml'), '--listen', '0.0.0.0:0']);
    const origin = await listening(running);
    expect(origin).toMatch(/^https:\/\/localhost:\d+$/);
    const ca = readFileSync(authority.caFile);
    const answer = await new Promise<{ status: number | undefined; hsts: unknown }>((resolve, reject) => {
      request(`${origin}/healthz`, { ca }, (response) => {
        response.resume();
        resolve({ status: response.statusCode, hsts: response.headers['strict-transport-security'] });
      })
        .on('error', reject)
        .end();
    });
    expect(answer).toEqual({ status: 200, hsts: 'max-age=31536000' });
  }, 60_000);

  it('cuts who is slow or idle, and answers others meanwhile', async () => {
    const served = serve({ connections: { most: 400 } });
    const origin = await listening(served);
    const port = Number(new URL(origin).port);
    let [opened, closed, slowest] = [0, 0, 0];
    // Half of them begin a request that never comes to an end.
    const connectOne = (i: number) => {
      const socket = connect(port, '127.0.0.1', () => opened++);
      socket.on('error', () => undefined);
      socket.on('close', () => closed++);
      socket.resume();
      if (i % 2 === 0) socket.write('GET /healthz HTTP/1.1\r\nhost: 127.0.0.1\r\n');
    };
    for (let i = 0; i < IDLE; i++) {
      connectOne(i);
      if (i % 500 !== 499) continue;
      await eventually('these are connected', () => Promise.resolve(opened > i));
      const began = performance.now();
      const others = { headers: { connection: 'close' }, signal: AbortSignal.timeout(5_000) };
      expect((await fetch(`${origin}/healthz`, others)).ok).toBe(true);
      slowest = Math.max(slowest, performance.now() - began);
    }
    process.stdout.write(
      `serve: ${IDLE} idle connections, others answered in ${slowest.toFixed(0)} ms at most\n`,
    );
    await eventually('those beyond the bound are closed', async () => closed >= IDLE - 400);
    await eventually('all are cut', async () => closed === IDLE, 30_000);
    const huge = await fetch(`${origin}/api/v1/session`, {
      method: 'POST',
      headers: JSON_TYPE,
      body: JSON.stringify({ name: 'anna', password: 'x'.repeat(2 << 20) }),
    });
    expect(huge.status).toBe(413);
  }, 90_000);
});
