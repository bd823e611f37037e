/** Every operation of the description, tried by everybody who may not. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isAtLeast, ROLES, type Role, type Scope } from '../../src/model/roles.js';
import { ROUTES } from '../../src/server/routes/index.js';
import { testApp } from './test-app.js';

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly role: Role | 'public';
  readonly scope: Scope;
}

/** Of whoever asks: not of this machine. */
const FAR = '203.0.113.9';
const MUST_NOT = [401, 403];
/** Parts of the path that have names are given one that is nobody's. */
const pathOf = ({ path }: Operation) => path.replaceAll(/\{\w+\}/g, 'nobody');

async function operationsOf(app: ReturnType<typeof testApp>): Promise<readonly Operation[]> {
  await app.addAccount('reader', 'viewer');
  const answer = await app.ask('/api/v1/openapi.json', { headers: app.token('reader', 'viewer', ['api']) });
  const { paths } = (await answer.json()) as {
    paths: Record<string, Record<string, Record<string, unknown>>>;
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, each]) => ({
      method: method.toUpperCase(),
      path,
      role: each['x-role'] as Role | 'public',
      scope: each['x-scope'] as Scope,
    })),
  );
}

describe('every operation', () => {
  it('stands in the description, with the role that it needs', async () => {
    const operations = await operationsOf(testApp());
    expect(operations.length).toBeGreaterThan(15);
    const described = operations.map(({ method, path }) => `${method} ${path}`).sort();
    const served = ROUTES.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
    expect(described).toEqual([...served, 'GET /api/v1/openapi.json'].sort());
    for (const { role } of operations) expect([...ROLES, 'public']).toContain(role);
  });

  it('that is for everybody is one of these few', async () => {
    const operations = await operationsOf(testApp());
    const open = operations
      .filter(({ role }) => role === 'public')
      .map(({ method, path }) => `${method} ${path}`);
    expect(open.sort()).toEqual([
      'GET /api/v1/session/oidc',
      'GET /api/v1/session/oidc/callback',
      'GET /api/v1/session/ways',
      'GET /api/v1/setup',
      'GET /healthz',
      'GET /readyz',
      'POST /api/v1/session',
      'POST /api/v1/setup',
    ]);
  });

  it('refuses whoever has no credentials, wrong ones, ones that are over, too low a role, or another scope', async () => {
    const app = testApp();
    const { clock, accounts } = app;
    const operations = await operationsOf(app);
    for (const role of ROLES) await app.addAccount(role, role);
    const over = app.token('admin', 'admin', ['api', 'push', 'metrics'], clock.now - 1);
    const right = app.token('admin', 'admin', ['api', 'push', 'metrics']);
    const ended = await app.logIn('admin');
    accounts.endSession(sessionOf(ended));
    const wrong: readonly (readonly [string, Record<string, string>])[] = [
      ['none', {}],
      ['an empty header', { authorization: '' }],
      ['another way', { authorization: 'Basic YWRtaW46YWRtaW4=' }],
      ['a token that is none', { authorization: 'Bearer sfk_0000000000000000_x' }],
      ['the secret of another', { authorization: `${right['authorization']!.slice(0, -1)}_` }],
      ['a token whose time is over', over],
      ['a cookie that is none', { cookie: `strayflow=${'A'.repeat(43)}`, 'x-csrf-token': 'x' }],
      ['a session that is over', ended],
    ];
    const tried: string[] = [];
    // An account has no room for a token for each operation.
    const made = new Map<string, Record<string, string>>();
    const token = (account: string, role: Role, scopes: readonly Scope[]) => {
      const key = JSON.stringify([account, role, scopes]);
      const headers = made.get(key) ?? app.token(account, role, scopes);
      made.set(key, headers);
      return headers;
    };
    for (const operation of operations) {
      if (operation.role === 'public') continue;
      const { method, role, scope } = operation;
      const ask = async (headers: Record<string, string>) =>
        (await app.ask(pathOf(operation), { method, headers }, FAR)).status;
      const what = `${method} ${operation.path}`;
      for (const [how, headers] of wrong) expect([what, how, await ask(headers)]).toEqual([what, how, 401]);
      for (const each of ROLES) {
        if (isAtLeast(each, role)) continue;
        expect(MUST_NOT, `${what} as ${each}`).toContain(await ask(token(each, each, [scope])));
        // A token can do no more than its account, nor than it was made for.
        expect(await ask(token(each, 'admin', [scope])), `${what} beyond ${each}`).toBe(403);
        expect(await ask(token('admin', each, [scope])), `${what} by a token of ${each}`).toBe(403);
      }
      const others = (['api', 'push', 'metrics'] as const).filter((each) => each !== scope);
      expect(await ask(token('admin', 'admin', others)), `${what} by another scope`).toBe(403);
      // Whoever may is not refused for who they are.
      expect(MUST_NOT, `${what} as ${role}`).not.toContain(await ask(token(role, role, [scope])));
      tried.push(what);
    }
    expect(tried.length).toBe(operations.filter(({ role }) => role !== 'public').length);
    expect(app.faults).toEqual([]);
  }, 60_000);

  it('that changes something wants the proof of our own pages beside the cookie', async () => {
    const app = testApp();
    await app.addAccount('anna', 'admin');
    const { cookie } = await app.logIn('anna');
    const operations = await operationsOf(app);
    const changing = operations.filter(({ method, scope }) => method !== 'GET' && scope === 'api');
    expect(changing.length).toBeGreaterThan(8);
    for (const operation of changing.filter(({ role }) => role !== 'public')) {
      const { method, path } = operation;
      for (const headers of [{ cookie: cookie! }, { cookie: cookie!, 'x-csrf-token': 'A'.repeat(43) }]) {
        const answer = await app.ask(pathOf(operation), { method, headers });
        expect([method, path, answer.status]).toEqual([method, path, 403]);
      }
    }
    for (const operation of changing) {
      for (const headers of [{ origin: 'https://elsewhere.example' }, { 'sec-fetch-site': 'cross-site' }]) {
        const answer = await app.ask(pathOf(operation), { method: operation.method, headers });
        expect(answer.status).toBe(403);
      }
    }
  }, 30_000);
});

/** Of the cookie: what is kept of its secret. */
function sessionOf({ cookie }: Record<string, string>): string {
  return createHash('sha256').update(cookie!.split('=')[1]!).digest('hex');
}
