import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { deliver, tryConnection } from '../../src/actions/webhook/deliver.js';
import { type WebhookOptions, webhookOptionsSchema } from '../../src/actions/webhook/options.js';
import { readTarget } from '../../src/actions/webhook/target.js';
import { webhook } from '../../src/actions/webhook.js';
import { StrayflowError } from '../../src/model/errors.js';
import { type Authority, makeAuthority } from '../own-authority.js';
import { exampleMessage, exampleNotice } from './example-message.js';
import { type Answering, type Receiver, SECRET_PATH, startReceiver } from './webhook/receiver.js';

const KEY = Buffer.alloc(32, 7);
const OLD_KEY = Buffer.alloc(32, 8);
const ROUTING_KEY = '0123456789abcdef0123456789abcdef';
const SECRETS = ['T0SECRET', 'B0SECRET', ROUTING_KEY, KEY.toString('base64'), OLD_KEY.toString('base64')];

describe('webhooks to a real server', () => {
  let folder: string;
  let authority: Authority;
  let other: Authority;
  const receivers: Receiver[] = [];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'strayflow-webhook-'));
    authority = makeAuthority(folder, 'webhook');
    other = makeAuthority(folder, 'other');
    writeFileSync(join(folder, 'secret'), `whsec_${KEY.toString('base64')}\n`);
    writeFileSync(
      join(folder, 'two'),
      `whsec_${KEY.toString('base64')} whsec_${OLD_KEY.toString('base64')}\n`,
    );
    writeFileSync(join(folder, 'routing-key'), `${ROUTING_KEY}\n`);
  });
  afterEach(async () => {
    await Promise.all(receivers.splice(0).map((receiver) => receiver.close()));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function receiver(answer: Answering, isSecure = true): Promise<Receiver> {
    const started = await startReceiver(isSecure ? authority : null, answer);
    receivers.push(started);
    return started;
  }
  function options(url: string, changes: Record<string, unknown> = {}): WebhookOptions {
    return webhookOptionsSchema.parse({
      url,
      secretFile: join(folder, 'secret'),
      caFile: authority.caFile,
      allowPrivate: true,
      timeoutMs: 60_000,
      ...changes,
    });
  }
  const taken: Answering = (response) => response.writeHead(204).end();

  /** What `send` throws, after looking for secrets in it. */
  async function fault(wanted: WebhookOptions): Promise<StrayflowError> {
    const error: unknown = await webhook.send(exampleMessage(), wanted).then(
      () => new Error('expected a failure'),
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof StrayflowError)) throw error;
    expect(error.code).toBe('notify-failed');
    expect(error.hint.length).toBeGreaterThan(10);
    expect(error.message).not.toMatch(/\p{Cc}/u);
    expect(error.message.length).toBeLessThan(500);
    for (const secret of SECRETS) expect(error.message + error.hint).not.toContain(secret);
    return error;
  }

  it('posts JSON whose signature is that of Standard Webhooks, over the very bytes', async () => {
    const server = await receiver(taken);
    await webhook.send(exampleMessage(), options(server.url, { secretFile: join(folder, 'two') }));
    expect(server.posted).toHaveLength(1);
    const { method, path, headers, body } = server.posted[0]!;
    expect([method, path]).toEqual(['POST', SECRET_PATH]);
    expect(headers['content-type']).toBe('application/json');
    expect(headers['user-agent']).toMatch(/^strayflow\/\d/);
    expect(headers['webhook-id']).toBe('fedcba9876543210');
    const timestamp = String(headers['webhook-timestamp']);
    expect(Math.abs(Date.now() / 1_000 - Number(timestamp))).toBeLessThan(300);
    const expected = [KEY, OLD_KEY].map(
      (key) =>
        `v1,${createHmac('sha256', key).update(`fedcba9876543210.${timestamp}.${body}`).digest('base64')}`,
    );
    expect(headers['webhook-signature']).toBe(expected.join(' '));
    expect(JSON.parse(body)).toMatchObject({
      type: 'strayflow.incident',
      version: 1,
      data: { id: 'fedcba9876543210', notices: [{ host: '203.0.113.66' }] },
    });
  });

  it('is verified by the program in the documentation, which refuses what was changed or is old', async () => {
    const page = readFileSync(new URL('../../../../docs/acting/webhook.md', import.meta.url), 'utf8');
    const file = join(folder, 'verify.mjs');
    writeFileSync(file, /```js\n(.*?)```/s.exec(page)![1]!);
    const { verify } = (await import(pathToFileURL(file).href)) as {
      readonly verify: (headers: object, body: string, secret: string) => { readonly version: number };
    };
    const server = await receiver(taken);
    await webhook.send(exampleMessage(), options(server.url, { secretFile: join(folder, 'two') }));
    const { headers, body } = server.posted[0]!;
    for (const key of [KEY, OLD_KEY]) {
      expect(verify(headers, body, `whsec_${key.toString('base64')}`)).toMatchObject({ version: 1 });
    }
    const secret = `whsec_${KEY.toString('base64')}`;
    const other = `whsec_${Buffer.alloc(32).toString('base64')}`;
    expect(() => verify(headers, `${body} `, secret)).toThrow('wrong signature');
    expect(() => verify({ ...headers, 'webhook-id': 'x' }, body, secret)).toThrow('wrong signature');
    expect(() => verify(headers, body, other)).toThrow('wrong signature');
    expect(() => verify({ ...headers, 'webhook-timestamp': '1' }, body, secret)).toThrow('too old');
  });

  it('posts to Slack and Teams by the address in a file or in the environment', async () => {
    const server = await receiver((response) => response.writeHead(200).end('ok'));
    const { caFile, allowPrivate } = options(server.url);
    writeFileSync(join(folder, 'url'), `${server.url}\n`);
    process.env['STRAYFLOW_TEST_WEBHOOK_URL'] = server.url;
    try {
      for (const place of [
        { template: 'slack', urlFile: join(folder, 'url') },
        { template: 'teams', urlEnv: 'STRAYFLOW_TEST_WEBHOOK_URL' },
      ]) {
        await webhook.send(
          exampleMessage(),
          webhookOptionsSchema.parse({ ...place, caFile, allowPrivate, timeoutMs: 60_000 }),
        );
      }
    } finally {
      delete process.env['STRAYFLOW_TEST_WEBHOOK_URL'];
    }
    const bodies = server.posted.map(({ body }) => Object.keys(JSON.parse(body) as object));
    expect(bodies).toEqual([expect.arrayContaining(['blocks']), expect.arrayContaining(['attachments'])]);
    expect(server.posted[0]!.headers).not.toHaveProperty('webhook-signature');
  });

  it('goes on where PagerDuty broke off, and says no event twice', async () => {
    let isBusy = true;
    const server = await receiver((response) => {
      if (server.posted.length === 2 && isBusy) response.writeHead(429).end(`{"key":"${ROUTING_KEY}"}`);
      else response.writeHead(202).end('{"status":"success"}');
    });
    const wanted = options(server.url, {
      template: 'pagerduty',
      secretFile: undefined,
      routingKeyFile: join(folder, 'routing-key'),
    });
    const notices = ['0000000000000001', '0000000000000002', '0000000000000003'].map((incident) =>
      exampleNotice({ incident }),
    );
    const message = exampleMessage({ purpose: 'digest', notices });
    const error = await webhook.send(message, wanted).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'notify-failed' });
    expect((error as Error).message).toContain('answered 429: {"key":"***"}');
    isBusy = false;
    await webhook.send(message, wanted);
    await webhook.send(message, wanted);
    const keys = server.posted.map(({ body }) =>
      (JSON.parse(body) as { dedup_key: string }).dedup_key.at(-1),
    );
    expect(keys.join('')).toBe('1223' + '123');
  });

  it.each([
    [400, 'Trying again does not help'],
    [401, 'check the address, and the secret'],
    [404, 'no longer valid'],
    [408, 'tried again'],
    [429, 'tried again, slower'],
    [500, 'The fault is at the receiver'],
    [503, 'The fault is at the receiver'],
  ])('says what to do about an answer of %d, quoting it without secrets', async (status, hint) => {
    const server = await receiver((response) =>
      response.writeHead(status).end(`\u001b[31mno such hook\r\n${SECRET_PATH}`),
    );
    const error = await fault(options(server.url));
    expect(error.message).toBe(
      `Webhook: https://127.0.0.1:${server.port}/... answered ${status}: \\u{1b}[31mno such hook\\r\\n/***/***/***.`,
    );
    expect(error.hint).toContain(hint);
  });

  it.each([429, 503])('hands on how long the server asks to wait, with an answer of %d', async (status) => {
    const server = await receiver((response) => response.writeHead(status, { 'retry-after': '120' }).end());
    const error = await fault(options(server.url));
    expect(error.hint).toContain('It asks to wait 120 s.');
    expect(error.retryAfterMs).toBe(120_000);
  });

  it('repeats nothing else of Retry-After', async () => {
    const server = await receiver((response) =>
      response.writeHead(429, { 'retry-after': '<script>alert(1)</script>' }).end(),
    );
    const error = await fault(options(server.url));
    expect(error.hint).not.toContain('script');
    expect(error.retryAfterMs).toBeNull();
  });

  it.each([301, 302, 303, 307, 308])('does not follow a redirect (%d)', async (status) => {
    const elsewhere = await receiver(taken);
    const server = await receiver((response) =>
      response.writeHead(status, { location: elsewhere.url }).end(),
    );
    const error = await fault(options(server.url));
    expect(error.message).toContain(`answered ${status}`);
    expect(error.hint).toContain('not followed');
    expect(elsewhere.connections()).toBe(0);
  });

  it('reads no more of a huge answer than it needs', async () => {
    let sent = 0;
    const server = await receiver((response) => {
      response.writeHead(500);
      const pour = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536))) sent += 65_536;
      };
      response.on('drain', pour);
      pour();
    });
    expect((await fault(options(server.url))).message).toMatch(/answered 500: x{200}\.$/);
    // What buffers on the way hold, not what a server that never ends would send.
    expect(sent).toBeLessThan(64 << 20);
  });

  it('does not listen to what is said after a 2xx, however long', async () => {
    const server = await receiver((response) => {
      response.writeHead(200);
      response.write('never ending');
    });
    await webhook.send(exampleMessage(), options(server.url));
    expect(server.posted).toHaveLength(1);
  });

  it.each<readonly [string, Answering]>([
    ['says nothing', () => {}],
    [
      'begins an answer and stops',
      (response) => {
        response.writeHead(500);
        response.write('slow');
      },
    ],
  ])('gives up in time on a server that %s', async (_name, answer) => {
    const server = await receiver(answer);
    const error = await fault(options(server.url, { timeoutMs: 1_500 }));
    expect(error.message).toMatch(/did not answer in time\.$/);
    expect(error.hint).toContain('timeoutMs (now 1500)');
  });

  it.each<readonly [string, Answering]>([
    ['closes the connection', (_response, _posted, request) => request.socket.destroy()],
    [
      'switches protocols',
      (_response, _posted, request) =>
        void request.socket.end('HTTP/1.1 101 Go\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
    ],
    [
      'speaks no HTTP',
      (_response, _posted, request) => void request.socket.end('220 mail.example ESMTP\r\n'),
    ],
    [
      'sends headers without end',
      (_response, _posted, request) =>
        void request.socket.end(`HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`),
    ],
  ])('says so when a server %s', async (_name, answer) => {
    const server = await receiver(answer);
    expect((await fault(options(server.url))).message).toMatch(/broke off|gave no answer of HTTP/);
  });

  it('says so when nobody listens', async () => {
    const server = await receiver(taken);
    await server.close();
    expect((await fault(options(server.url))).message).toMatch(/does not listen\.$/);
  });

  it('trusts no certificate but of the authority named, and none for another name', async () => {
    const server = await receiver(taken);
    for (const caFile of [undefined, other.caFile]) {
      const error = await fault(options(server.url, { caFile }));
      expect(error.message).toMatch(/has a certificate that is not trusted/);
    }
    const wanted = options(server.url.replace('127.0.0.1', 'webhook.example'));
    const loopback = async () => [{ address: '127.0.0.1', family: 4 }];
    await expect(deliver('00', ['{}'], readTarget(wanted), wanted, loopback, () => {})).rejects.toThrow(
      'ERR_TLS_CERT_ALTNAME_INVALID',
    );
    expect(server.posted).toEqual([]);
  });

  it('refuses loopback without allowPrivate before it connects, by number and by name', async () => {
    const server = await receiver(taken);
    for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '2130706433']) {
      const error = await fault(options(server.url.replace('127.0.0.1', host), { allowPrivate: false }));
      expect(error.message).toContain('is not posted to');
      expect(error.hint).toContain('allowPrivate');
    }
    expect(server.connections()).toBe(0);
  });

  it('connects to the address that was checked, though the name says another the next time', async () => {
    const server = await receiver(taken, false);
    let asked = 0;
    const rebinding = async () => {
      asked += 1;
      return [{ address: asked === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }];
    };
    const wanted = options(`http://rebind.example:${server.port}/`, { allowHttp: true });
    await deliver('00', ['{}', '{}'], readTarget(wanted), wanted, rebinding, () => {});
    expect(asked).toBe(1);
    expect(server.posted.map(({ headers }) => headers.host)).toEqual(
      Array(2).fill(`rebind.example:${server.port}`),
    );
  });

  it('takes no proxy from the environment', async () => {
    const proxy = await receiver(taken, false);
    const server = await receiver(taken, false);
    const names = ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NODE_USE_ENV_PROXY'];
    const before = names.map((name) => process.env[name]);
    for (const name of names) process.env[name] = name === 'NODE_USE_ENV_PROXY' ? '1' : proxy.url;
    try {
      await webhook.send(exampleMessage(), options(server.url, { allowHttp: true }));
    } finally {
      for (const [i, name] of names.entries()) {
        if (before[i] === undefined) delete process.env[name];
        else process.env[name] = before[i];
      }
    }
    expect([proxy.connections(), server.posted.length]).toEqual([0, 1]);
  });

  it('checks by connecting, and sends nothing', async () => {
    const server = await receiver(taken);
    expect(await webhook.check(options(server.url))).toEqual({
      outcome: 'done',
      detail: `Webhook: https://127.0.0.1:${server.port}/... takes connections at 127.0.0.1; nothing was sent.`,
    });
    expect(server.posted).toEqual([]);
    for (const [changes, detail] of [
      [{ caFile: other.caFile }, 'has a certificate that is not trusted'],
      [{ allowPrivate: false }, 'is not posted to'],
      [{ secretFile: join(folder, 'missing') }, 'cannot be read'],
      [{ secretFile: join(folder, 'routing-key') }, 'is not whsec_'],
      [{ caFile: join(folder, 'secret') }, 'holds no certificate'],
    ] as const) {
      const result = await webhook.check(options(server.url, changes));
      expect(result).toMatchObject({ outcome: 'failed' });
      expect(result.detail).toContain(detail);
      for (const secret of SECRETS) expect(JSON.stringify(result)).not.toContain(secret);
    }
    const wanted = options(server.url, { timeoutMs: 1_500 });
    const silent = () => new Promise<never>(() => {});
    const slow = { ...readTarget(wanted), url: new URL('https://slow.example/') };
    await expect(tryConnection(slow, wanted, silent)).rejects.toThrow('did not answer in time');
  });

  it('plans without secrets and without doing anything', async () => {
    const server = await receiver(taken);
    for (const wanted of [
      options(server.url),
      options(server.url, { template: 'slack', secretFile: undefined }),
      options(server.url, {
        template: 'pagerduty',
        secretFile: undefined,
        routingKeyFile: join(folder, 'routing-key'),
      }),
    ]) {
      const plan = webhook.plan(exampleMessage(), wanted);
      expect(plan).toContain(`POST https://127.0.0.1:${server.port}/...\n`);
      expect(plan).toContain('203.0.113.66');
      for (const secret of SECRETS) expect(plan).not.toContain(secret);
    }
    const unset = webhookOptionsSchema.parse({ template: 'teams', urlEnv: 'STRAYFLOW_TEST_UNSET' });
    expect(webhook.plan(exampleMessage(), unset)).toMatch(
      /^POST the address in environment variable STRAYFLOW_TEST_UNSET$/m,
    );
    await expect(webhook.send(exampleMessage(), unset)).rejects.toThrow(
      'Webhook: there is no address in environment variable STRAYFLOW_TEST_UNSET.',
    );
    expect(server.connections()).toBe(0);
  });
});
