/** Logging in by a real provider of OpenID Connect: who it proves is in, with the role that it gives; nobody else is. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { audited } from './acting-example.js';
import { testApp } from './test-app.js';

const SECRET = 'a secret of the service alone';
const VARIABLE = 'STRAYFLOW_TEST_OIDC_SECRET';
const ORIGIN = 'http://127.0.0.1:8443';
const CALLBACK = `${ORIGIN}/api/v1/session/oidc/callback`;

interface Claims {
  preferred_username?: string;
  groups?: string | string[];
}

let server: Server;
let issuer = '';
/** Of the person at the browser. */
let subject = '';
let claims: Claims = {};

beforeEach(async () => {
  process.env[VARIABLE] = SECRET;
  subject = 'person-1';
  claims = { preferred_username: 'Anna', groups: ['staff', 'soc'] };
  server = createServer((request, response) => handle(request, response));
  let handle: (...args: Parameters<ReturnType<Provider['callback']>>) => unknown = () => undefined;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'strayflow',
        client_secret: SECRET,
        redirect_uris: [CALLBACK],
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
    claims: { openid: ['sub'], profile: ['preferred_username', 'groups'] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: true } },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...claims }) }),
  });
  handle = provider.callback();
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  delete process.env[VARIABLE];
});

function appOf(more: object = {}) {
  const oidc = {
    issuer,
    clientId: 'strayflow',
    clientSecretEnv: VARIABLE,
    roles: { staff: 'viewer', soc: 'responder', boss: 'admin' },
    ...more,
  };
  return testApp({ config: { server: { oidc } } });
}

/** What a browser keeps, and sends back. */
class Cookies {
  private readonly kept = new Map<string, string>();

  take(answer: Response): void {
    for (const each of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(each)!;
      this.kept.set(name!, value!);
    }
  }

  get header(): Record<string, string> {
    return { cookie: [...this.kept].map(([name, value]) => `${name}=${value}`).join('; ') };
  }
}

/** Goes through the pages of the provider as a person does. @returns where it sends the browser back to */
async function atProvider(start: string): Promise<string> {
  const cookies = new Cookies();
  let next = start;
  for (let step = 0; step < 12; step++) {
    if (next.startsWith(CALLBACK)) return next;
    const answer = await fetch(next, { redirect: 'manual', headers: cookies.header });
    cookies.take(answer);
    const location = answer.headers.get('location');
    if (location !== null) {
      next = new URL(location, next).href;
      continue;
    }
    const page = await answer.text();
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1];
    if (prompt === undefined)
      throw new Error(`no page to go on from: ${answer.status} ${page.slice(0, 300)}`);
    const body = new URLSearchParams({ prompt, login: subject, password: 'any' });
    const action = /action="([^"]+)"/.exec(page)![1]!;
    const headers = { ...cookies.header, 'content-type': 'application/x-www-form-urlencoded' };
    const sent = await fetch(new URL(action, next), { method: 'POST', body, headers, redirect: 'manual' });
    cookies.take(sent);
    next = new URL(sent.headers.get('location')!, next).href;
  }
  throw new Error('the provider never sent the browser back');
}

async function begin(app: ReturnType<typeof testApp>) {
  const browser = new Cookies();
  const begun = await app.ask('/api/v1/session/oidc');
  expect(begun.status).toBe(302);
  browser.take(begun);
  const back = await atProvider(begun.headers.get('location')!);
  const ask = async (path: string) => {
    const answer = await app.ask(path, { headers: browser.header });
    browser.take(answer);
    return answer;
  };
  return { begun, browser, back: back.slice(ORIGIN.length), ask };
}

async function logIn(app: ReturnType<typeof testApp>) {
  const { back, ask } = await begin(app);
  const came = await ask(back);
  const session = await ask('/api/v1/session');
  return { came, session: (await session.json()) as Record<string, unknown> };
}

/** Null: nobody is refused. */
function refusalOf(answer: Response): number | null {
  expect(answer.status).toBe(302);
  const found = /^\/\?refused=(\d+)$/.exec(answer.headers.get('location')!);
  expect(answer.headers.getSetCookie().some((each) => /^strayflow=./.test(each))).toBe(found === null);
  return found === null ? null : Number(found[1]);
}

it('makes an account at the first login, with the highest role that the provider gives, and asks by PKCE', async () => {
  const app = appOf();
  await app.addAccount('root', 'admin');
  expect(await (await app.ask('/api/v1/session/ways')).json()).toEqual({ password: true, oidc: true });
  const begun = await app.ask('/api/v1/session/oidc');
  const { searchParams: asked } = new URL(begun.headers.get('location')!);
  expect(asked.get('code_challenge_method')).toBe('S256');
  expect([asked.get('state'), asked.get('nonce')].every((each) => each!.length === 43)).toBe(true);
  expect(begun.headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Lax; Max-Age=600$/);
  const { came, session } = await logIn(app);
  expect([came.status, came.headers.get('location')]).toEqual([302, '/']);
  expect(session).toMatchObject({ name: 'anna', role: 'responder', by: 'session' });
  expect(audited(app)).toMatchObject([{ kind: 'account-added', by: 'OpenID Connect' }]);
  expect([...app.ledger.audit()].at(-1)).toMatchObject({ kind: 'logged-in', by: 'dashboard (anna)' });
  expect(app.faults).toEqual([]);
});

it('lets in first who is an admin, so that the link that makes one stays open until then', async () => {
  const app = appOf();
  expect(refusalOf((await logIn(app)).came)).toBe(403);
  expect(app.accounts.count).toBe(0);
  claims = { preferred_username: 'anna', groups: ['boss'] };
  expect((await logIn(app)).session).toMatchObject({ name: 'anna', role: 'admin' });
});

it('follows the provider: another role, another name of the same person, another person of the same name', async () => {
  const app = appOf();
  await app.addAccount('root', 'admin');
  await logIn(app);
  claims = { preferred_username: 'Anna-Maria', groups: 'staff' };
  expect((await logIn(app)).session).toMatchObject({ name: 'anna', role: 'viewer' });
  expect(audited(app).map(({ kind }) => kind)).toEqual(['account-added', 'account-changed']);
  subject = 'person-2';
  claims = { preferred_username: 'anna', groups: 'boss' };
  expect(refusalOf((await logIn(app)).came)).toBe(409);
  claims = { preferred_username: 'root', groups: 'boss' };
  expect(refusalOf((await logIn(app)).came)).toBe(409);
  expect(app.accounts.all().map(({ name, role }) => [name, role])).toEqual([
    ['anna', 'viewer'],
    ['root', 'admin'],
  ]);
});

it.each([
  ['no role of ours', { preferred_username: 'anna', groups: ['visitors', 'constructor'] }],
  ['no role at all', { preferred_username: 'anna' }],
  ['no name', { groups: ['soc'] }],
])('lets nobody in to whom the provider gives %s', async (_, given) => {
  const app = appOf();
  await app.addAccount('root', 'admin');
  claims = given;
  expect(refusalOf((await logIn(app)).came)).toBe(403);
  expect(app.accounts.count).toBe(1);
});

it('takes an answer only from the browser that asked, once, and unchanged', async () => {
  const app = appOf();
  await app.addAccount('root', 'admin');
  const { back, browser, ask } = await begin(app);
  const refusal = async (path: string, headers = browser.header) =>
    refusalOf(await app.ask(path, { headers }));
  expect(await refusal(back, {})).toBe(401);
  const other = new Cookies();
  other.take(await app.ask('/api/v1/session/oidc'));
  expect(await refusal(back, other.header)).toBe(401);
  expect(await refusal(back.replace(/state=[^&]+/, `state=${'A'.repeat(43)}`))).toBe(401);
  expect(await refusal('/api/v1/session/oidc/callback?error=access_denied')).toBe(401);
  expect(await refusal('/api/v1/session/oidc/callback')).toBe(401);
  const kept = browser.header;
  expect(refusalOf(await ask(back))).toBe(null);
  expect(await refusal(back)).toBe(401);
  expect(await refusal(back, kept)).toBe(401);
  expect(app.accounts.count).toBe(2);
});

it('says so when the provider cannot be reached, names another issuer, or does not know our secret', async () => {
  const gone = appOf({ issuer: 'http://127.0.0.1:1' });
  const answer = await gone.ask('/api/v1/session/oidc');
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '10']);
  const other = appOf({ issuer: issuer.replace('127.0.0.1', 'localhost') });
  expect((await other.ask('/api/v1/session/oidc')).status).toBe(503);
  process.env[VARIABLE] = 'another secret';
  expect(refusalOf((await logIn(appOf())).came)).toBe(401);
});

it.each(['http://id.example.org', 'ftp://127.0.0.1', 'https://user:pass@id.example.org', 'nowhere'])(
  'takes no issuer %s',
  (wrong) => {
    expect(() => appOf({ issuer: wrong })).toThrow('expected an https URL');
  },
);
