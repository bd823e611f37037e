/** Logging in, staying in, and getting out; tokens; the first account. */
import { describe, expect, it } from 'vitest';
import { PASSWORD, testApp } from './test-app.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const FAR = '203.0.113.9';
const ELSEWHERE = '198.51.100.7';

const login = (name: string, password: string) => ({ name, password });

async function statusOf(answer: Promise<Response>): Promise<number> {
  return (await answer).status;
}

describe('the first account', () => {
  it('is made by the link alone, once, within its hour, and is an admin', async () => {
    const { send, ask, setup, clock, accounts, ledger } = testApp();
    const needed = async () => ((await (await ask('/api/v1/setup')).json()) as { needed: boolean }).needed;
    expect(await needed()).toBe(true);
    const make = (token: string, password = PASSWORD) =>
      send('POST', '/api/v1/setup', { token, name: 'anna', password });
    expect(await statusOf(make('x'.repeat(43)))).toBe(401);
    expect(await statusOf(make(setup.secret, 'too short'))).toBe(400);
    clock.now += HOUR;
    expect(await statusOf(make(setup.secret))).toBe(401);
    clock.now -= 1;
    const made = await make(setup.secret);
    expect(made.status).toBe(200);
    expect(await made.json()).toMatchObject({ name: 'anna', role: 'admin', by: 'session' });
    expect(made.headers.get('set-cookie')).toMatch(
      /^strayflow=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/,
    );
    expect(await needed()).toBe(false);
    expect(await statusOf(make(setup.secret))).toBe(409);
    expect(accounts.count).toBe(1);
    expect([...ledger.audit()].map(({ kind }) => kind)).toEqual(['account-added', 'logged-in']);
    expect(ledger.checkAudit().brokenAt).toBeNull();
  });
});

describe('a session', () => {
  it('lets in who knows the password, until they log out', async () => {
    const app = testApp();
    await app.addAccount('anna', 'analyst');
    const headers = await app.logIn('anna');
    const who = await app.ask('/api/v1/session', { headers });
    expect(await who.json()).toMatchObject({ name: 'anna', role: 'analyst', by: 'session' });
    expect(await statusOf(app.ask('/api/v1/session', { method: 'DELETE', headers }))).toBe(204);
    expect(await statusOf(app.ask('/api/v1/session', { headers }))).toBe(401);
  });

  it('ends after its hours, and after a while without a request', async () => {
    const app = testApp({ config: { server: { sessions: { hours: 2, idleMinutes: 30 } } } });
    await app.addAccount('anna', 'analyst');
    const headers = await app.logIn('anna');
    const ask = () => statusOf(app.ask('/api/v1/session', { headers }));
    for (let i = 0; i < 4; i++) {
      app.clock.now += 29 * MINUTE;
      expect(await ask()).toBe(200);
    }
    app.clock.now += 4 * MINUTE;
    expect(await ask()).toBe(401);
    const other = await app.logIn('anna');
    app.clock.now += 30 * MINUTE;
    expect(await statusOf(app.ask('/api/v1/session', { headers: other }))).toBe(401);
  });

  it('ends with the account, a new password, or a lower role', async () => {
    const app = testApp();
    await app.addAccount('root', 'admin');
    await app.addAccount('anna', 'responder');
    const root = await app.logIn('root');
    const anna = await app.logIn('anna');
    const lower = app.send('PATCH', '/api/v1/accounts/anna', { role: 'viewer' }, root);
    expect(await statusOf(lower)).toBe(204);
    const session = await app.ask('/api/v1/session', { headers: anna });
    expect(await session.json()).toMatchObject({ role: 'viewer' });
    const next = 'another password of hers';
    const change = app.send('POST', '/api/v1/session/password', { password: PASSWORD, next }, anna);
    expect(await statusOf(change)).toBe(204);
    expect(await statusOf(app.ask('/api/v1/session', { headers: anna }))).toBe(200);
    expect(await statusOf(app.send('POST', '/api/v1/session', login('anna', PASSWORD)))).toBe(401);
    expect(await statusOf(app.ask('/api/v1/accounts/anna', { method: 'DELETE', headers: root }))).toBe(204);
    expect(await statusOf(app.ask('/api/v1/session', { headers: anna }))).toBe(401);
    const last = app.ask('/api/v1/accounts/root', { method: 'DELETE', headers: root });
    expect(await statusOf(last)).toBe(409);
  });

  it('over TLS has a cookie that no other host can set', async () => {
    const app = testApp({ config: { server: { behindProxy: true, names: ['flow.example.org'] } } });
    await app.addAccount('anna', 'viewer');
    const host = { host: 'flow.example.org', 'x-forwarded-for': FAR };
    const answer = await app.send('POST', '/api/v1/session', login('anna', PASSWORD), host);
    expect(answer.headers.get('set-cookie')).toMatch(/^__Host-strayflow=.*; Secure$/);
    expect(answer.headers.get('strict-transport-security')).toContain('max-age=');
  });
});

describe('guessing', () => {
  it('becomes slow for the address and the name, and locks nobody out', async () => {
    const app = testApp();
    await app.addAccount('anna', 'admin');
    const home = (name = 'anna') => app.send('POST', '/api/v1/session', login(name, PASSWORD), {}, ELSEWHERE);
    expect(await statusOf(home())).toBe(200);
    const guess = () => app.send('POST', '/api/v1/session', login('anna', 'a wrong password'), {}, FAR);
    for (let i = 0; i < 10; i++) expect(await statusOf(guess())).toBe(401);
    const slow = await guess();
    expect(slow.status).toBe(429);
    expect(Number(slow.headers.get('retry-after'))).toBeGreaterThan(0);
    // Where she logged in from before, and on this machine, she still gets in.
    expect(await statusOf(home())).toBe(200);
    expect(await statusOf(app.send('POST', '/api/v1/session', login('anna', PASSWORD)))).toBe(200);
    app.clock.now += HOUR + MINUTE;
    expect(await statusOf(app.send('POST', '/api/v1/session', login('anna', PASSWORD), {}, FAR))).toBe(200);
    app.record.write(app.clock.now);
    const failed = [...app.ledger.audit()].find(({ kind }) => kind === 'login-failed');
    expect(failed!.about).toMatchObject({ failures: 10, names: ['anna'], addresses: [FAR] });
  }, 60_000);

  it('tells nothing of whether there is such an account', async () => {
    const app = testApp();
    await app.addAccount('anna', 'admin');
    const answers = await Promise.all(
      ['anna', 'hunter2-hunter2'].map(async (name) => {
        const answer = await app.send('POST', '/api/v1/session', login(name, 'a wrong password'), {}, FAR);
        return { status: answer.status, text: await answer.text() };
      }),
    );
    expect(answers[0]).toEqual(answers[1]);
    app.record.write(app.clock.now);
    // What was typed as a name may be a password.
    expect(JSON.stringify([...app.ledger.audit()])).not.toContain('hunter2');
  });
});

describe('a token', () => {
  it('is shown once, does what it is for, and ends', async () => {
    const app = testApp();
    await app.addAccount('anna', 'responder');
    const headers = await app.logIn('anna');
    const order = { name: 'a script', role: 'viewer', scopes: ['api'], days: 1 };
    const made = await app.send('POST', '/api/v1/tokens', order, headers);
    expect(made.status).toBe(201);
    const { token, id } = (await made.json()) as { token: string; id: string };
    const bearer = { authorization: `Bearer ${token}` };
    const who = await app.ask('/api/v1/session', { headers: bearer }, FAR);
    expect(await who.json()).toMatchObject({ name: 'anna', role: 'viewer', by: 'token', csrf: null });
    const list = await (await app.ask('/api/v1/tokens', { headers })).text();
    expect(list).toContain(id);
    expect(list).not.toContain(token.slice(-43));
    app.clock.now += 24 * HOUR;
    expect(await statusOf(app.ask('/api/v1/session', { headers: bearer }))).toBe(401);
  });

  it('cannot be made for more than one may oneself, nor for longer than 400 days', async () => {
    const app = testApp();
    await app.addAccount('anna', 'viewer');
    const headers = await app.logIn('anna');
    const make = (changes: object) =>
      statusOf(
        app.send(
          'POST',
          '/api/v1/tokens',
          { name: 'a', role: 'viewer', scopes: ['api'], days: 1, ...changes },
          headers,
        ),
      );
    expect(await make({ role: 'admin' })).toBe(403);
    expect(await make({ days: 401 })).toBe(400);
    expect(await make({ scopes: [] })).toBe(400);
    expect(await make({})).toBe(201);
  });
});

describe('names of the server', () => {
  it.each(['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example', '', '10.0.0.1'])(
    'are no others than its own: %s',
    async (host) => {
      const { ask } = testApp();
      expect(await statusOf(ask('/healthz', { headers: { host } }))).toBe(421);
    },
  );
});
