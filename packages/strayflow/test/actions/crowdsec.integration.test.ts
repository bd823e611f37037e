/** Blocks as decisions of Debian's CrowdSec: what its bouncers are told, and what goes wrong. */
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CrowdsecOptions, crowdsecOptionsSchema } from '../../src/actions/crowdsec/options.js';
import { crowdsec } from '../../src/actions/crowdsec.js';
import { makeAuthority } from '../own-authority.js';
import { scratchFolder } from '../shell/scratch-folder.js';
import { CrowdsecServer } from './crowdsec-server.js';
import { enforcerContract, placeOf } from './enforcer-contract.js';

interface Told {
  readonly origin: string;
  readonly scope: string;
  readonly value: string;
  readonly type: string;
}

let server: CrowdsecServer;
const optionsOf = (given: Partial<CrowdsecOptions> = {}): CrowdsecOptions =>
  crowdsecOptionsSchema.parse({
    url: `http://127.0.0.1:${server.port}`,
    passwordFile: join(scratchFolder({ password: 'secret\n' }), 'password'),
    ...given,
  });

/** What a bouncer sees. */
async function told(): Promise<readonly Told[]> {
  const answer = await fetch(`http://127.0.0.1:${server.port}/v1/decisions`, {
    headers: { 'x-api-key': 'key' },
  });
  return ((await answer.json()) as Told[] | null) ?? [];
}

const block = (prefix: string, seconds = 600) => ({
  id: '0123456789abcdef',
  site: 'office',
  prefix,
  reason: 'scan',
  expires: Date.now() + 1_000 * seconds,
});
const add = (options: CrowdsecOptions, ...prefixes: readonly string[]) =>
  crowdsec.change(options, { add: prefixes.map((prefix) => block(prefix)), remove: [] }, Date.now());

beforeAll(async () => {
  server = await CrowdsecServer.start();
  server.cscli('decisions', 'add', '--ip', '203.0.113.7', '--duration', '24h');
  server.cscli('decisions', 'add', '--range', '198.51.100.0/24', '--duration', '24h');
});
afterAll(() => server?.remove());

enforcerContract(
  'CrowdSec',
  async () =>
    placeOf(crowdsec, optionsOf(), async () =>
      JSON.stringify(
        (await told())
          .filter(({ origin }) => origin !== 'strayflow')
          .map(({ origin, scope, value, type }) => [origin, scope, value, type]),
      ),
    ),
  2,
);

describe('decisions of CrowdSec', () => {
  it('reach a bouncer as bans of our origin, and leave it when they are lifted or end', async () => {
    const options = optionsOf();
    await crowdsec.clear(options);
    await add(options, '192.0.2.9/32', '2001:db8:1:2::/64');
    const ours = async () => (await told()).filter(({ origin }) => origin === 'strayflow');
    expect(await ours()).toEqual([
      expect.objectContaining({ scope: 'Ip', value: '192.0.2.9', type: 'ban' }),
      expect.objectContaining({ scope: 'Range', value: '2001:db8:1:2::/64', type: 'ban' }),
    ]);
    await crowdsec.change(options, { add: [block('192.0.2.9/32', 1)], remove: [] }, Date.now());
    await crowdsec.change(options, { add: [], remove: ['2001:db8:1:2::/64'] }, Date.now());
    await expect.poll(ours, { timeout: 5_000 }).toEqual([]);
    expect(await crowdsec.list(options, Date.now())).toEqual([]);
  });

  it('stand after CrowdSec was killed and started again', async () => {
    const options = optionsOf();
    await add(options, '192.0.2.9/32');
    await server.down();
    await expect(crowdsec.list(options, Date.now())).rejects.toMatchObject({
      code: 'enforce-failed',
      message: expect.stringContaining('nothing listens'),
      hint: expect.stringContaining('systemctl start crowdsec'),
    });
    await server.up();
    expect((await crowdsec.list(options, Date.now())).map(({ prefix }) => prefix)).toEqual(['192.0.2.9/32']);
    await crowdsec.clear(options);
  });

  it('are read and lifted where a change broke off and an address has two', async () => {
    const options = optionsOf();
    await crowdsec.clear(options);
    // As a change leaves it that was killed between the new decision and the old one.
    for (const duration of ['300s', '600s']) await postDecision(options.origin, '192.0.2.9', duration);
    const [standing, ...more] = await crowdsec.list(options, 0);
    expect(more).toEqual([]);
    expect(standing!.expires).toBeGreaterThan(590_000);
    await crowdsec.change(options, { add: [], remove: ['192.0.2.9/32'] }, Date.now());
    expect(await crowdsec.list(options, 0)).toEqual([]);
  });

  it('are many at once', async () => {
    const options = optionsOf();
    const many = Array.from({ length: 2_500 }, (_, i) => `11.1.${i >> 8}.${i & 255}/32`);
    await add(options, ...many);
    expect(await crowdsec.list(options, 0)).toHaveLength(2_500);
    await crowdsec.clear(options);
    expect(await crowdsec.list(options, 0)).toEqual([]);
  });
});

async function postDecision(origin: string, value: string, duration: string): Promise<void> {
  const url = `http://127.0.0.1:${server.port}/v1`;
  const post = (path: string, body: unknown, token = '') =>
    fetch(url + path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'test/1',
        authorization: `Bearer ${token}`,
      },
      body: JSON.stringify(body),
    });
  const login = await post('/watchers/login', { machine_id: 'strayflow', password: 'secret' });
  const { token } = (await login.json()) as { token: string };
  const scenario = 'test';
  const time = new Date().toISOString();
  const answer = await post(
    '/alerts',
    [
      {
        ...{ scenario, scenario_hash: '', scenario_version: '', message: '', events: [], events_count: 0 },
        ...{ start_at: time, stop_at: time, capacity: 0, leakspeed: '0', simulated: false },
        source: { scope: 'test', value: 'test' },
        decisions: [{ duration, origin, scenario, scope: 'Ip', type: 'ban', value }],
      },
    ],
    token,
  );
  expect(answer.status).toBe(201);
}

describe('what goes wrong', () => {
  it('a wrong password, and a file that holds none, are told with what to do', async () => {
    const wrong = optionsOf({ passwordFile: join(scratchFolder({ password: 'wrong\n' }), 'password') });
    expect(await crowdsec.check(wrong)).toMatchObject({
      outcome: 'failed',
      detail: expect.stringContaining('machine strayflow is not let in'),
      hint: expect.stringContaining('cscli machines'),
    });
    const none = optionsOf({ passwordFile: join(scratchFolder({ password: '' }), 'password') });
    await expect(crowdsec.clear(none)).rejects.toMatchObject({ code: 'enforce-failed' });
  });

  it('a server that is no CrowdSec, answers nonsense, redirects, or never answers', async () => {
    const token = 'a.b.c';
    const other = createServer((request, response) => {
      if (request.url === '/v1/watchers/login') response.end(JSON.stringify({ token }));
      else if (request.method === 'GET') response.end('<html>');
      else if (request.method === 'POST') response.writeHead(302, { location: '/elsewhere' }).end();
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const options = optionsOf({ url: `http://127.0.0.1:${port}`, timeoutMs: 300 });
    await expect(crowdsec.list(options, 0)).rejects.toMatchObject({
      message: expect.stringContaining('no JSON'),
    });
    other.removeAllListeners('request');
    other.on('request', () => undefined);
    await expect(crowdsec.list(options, 0)).rejects.toMatchObject({
      message: expect.stringContaining('did not answer in time'),
    });
    other.removeAllListeners('request');
    other.on('request', (_, response) => response.writeHead(302, { location: '/elsewhere' }).end());
    await expect(crowdsec.list(options, 0)).rejects.toMatchObject({
      message: expect.stringContaining('302'),
    });
    other.closeAllConnections();
    other.close();
  });

  it('a token that is no longer taken is renewed once', async () => {
    let logins = 0;
    const other = createServer((request, response) => {
      if (request.url === '/v1/watchers/login') response.end(JSON.stringify({ token: `a.b.${++logins}` }));
      else if (request.headers.authorization === 'Bearer a.b.2') response.end('null');
      else response.writeHead(401).end('{"code":401}');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    expect(await crowdsec.list(optionsOf({ url: `http://127.0.0.1:${port}` }), 0)).toEqual([]);
    expect(logins).toBe(2);
    other.closeAllConnections();
    other.close();
  });

  it('a password never goes to another machine that is not allowed, nor unencrypted', () => {
    const parse = (given: object) =>
      crowdsecOptionsSchema.safeParse({ passwordEnv: 'SECRET', ...given }).success;
    expect(parse({})).toBe(true);
    expect(parse({ url: 'https://lapi.example.org:8080' })).toBe(false);
    expect(parse({ url: 'http://lapi.example.org:8080', hosts: ['lapi.example.org'] })).toBe(false);
    expect(parse({ url: 'https://lapi.example.org:8080', hosts: ['lapi.example.org'] })).toBe(true);
    expect(parse({ url: 'https://[::1]:8080' })).toBe(true);
    for (const url of [
      'http://127.0.0.1@evil.example:8080',
      'http://127.0.0.1.evil.example',
      'http://127.0.0.1:8080/path?x',
      'file:///etc/passwd',
      'http://127.0.0.1:8080\r\nx: y',
    ]) {
      expect(parse({ url }), url).toBe(false);
    }
    expect(parse({ origin: 'cscli' })).toBe(false);
    expect(parse({ passwordFile: '/x' })).toBe(false);
  });
});

it('https is taken with the authority that is named, and not without it', async () => {
  const authority = makeAuthority(scratchFolder(), 'lapi');
  const secure = await CrowdsecServer.start(authority);
  try {
    const url = `https://localhost:${secure.port}`;
    await expect(crowdsec.list(optionsOf({ url }), 0)).rejects.toMatchObject({
      message: expect.stringContaining('is not trusted'),
      hint: expect.stringContaining('caFile'),
    });
    const options = optionsOf({ url, caFile: authority.caFile });
    await add(options, '192.0.2.9/32');
    expect((await crowdsec.list(options, 0)).map(({ prefix }) => prefix)).toEqual(['192.0.2.9/32']);
  } finally {
    await secure.remove();
  }
});
