/** The whole application without a socket: real stores in a folder of their own, a clock that stands still until told. */
import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { configSchema } from '../../src/config.js';
import type { Role, Scope } from '../../src/model/roles.js';
import { AccountAccess } from '../../src/server/access/account-access.js';
import { Login } from '../../src/server/access/login.js';
import { openIdOf } from '../../src/server/access/open-openid.js';
import type { Access, Principal } from '../../src/server/access/principal.js';
import { hashOf, newId, newSecret, tokenText } from '../../src/server/access/secrets.js';
import { SetupLink } from '../../src/server/access/setup-link.js';
import { AccountChanges } from '../../src/server/account-changes.js';
import { composeApp } from '../../src/server/app.js';
import { Attempts } from '../../src/server/attempts.js';
import { EventHub } from '../../src/server/event-hub.js';
import { meantHosts } from '../../src/server/hosts.js';
import { LoginRecord } from '../../src/server/login-record.js';
import { ModelVersions } from '../../src/server/model-versions.js';
import { PolicyPreviews } from '../../src/server/policy-previews.js';
import { openPushes } from '../../src/server/pushes.js';
import { Reading } from '../../src/server/reading/reading.js';
import { RequestCounts } from '../../src/server/request-counts.js';
import type { Route } from '../../src/server/route.js';
import { ROUTES } from '../../src/server/routes/index.js';
import { ServedNames } from '../../src/server/served-names.js';
import type { Heard } from '../../src/server/services.js';
import { StateSizes } from '../../src/server/state-sizes.js';
import { StaticFiles } from '../../src/server/static-files.js';
import type { ActingTroubles } from '../../src/shell/live/acting.js';
import type { OwnProgram } from '../../src/shell/live/background/own-program.js';
import { Accounts } from '../../src/store/accounts/accounts.js';
import { hashPassword } from '../../src/store/accounts/passwords.js';
import { Ledger } from '../../src/store/ledger/ledger.js';
import { NoticeStore } from '../../src/store/ledger/notices.js';
import { scratchFolder } from '../shell/scratch-folder.js';

/** Whoever asks is this one. */
export function only(who: Principal | null): Access {
  return { identify: () => who, holds: () => who !== null };
}

export const ADMIN: Principal = {
  name: 'anna',
  role: 'admin',
  scopes: ['api', 'push', 'metrics'],
  by: { kind: 'session', id: 'first' },
};

export const PASSWORD = 'correct horse battery';
/** As dear as in earnest, but once. */
let hash: Promise<string> | null = null;

export function testApp({
  routes = ROUTES,
  access,
  config: given = {},
  configFile = null,
  program = [process.execPath, '--version'],
  pages,
}: {
  readonly routes?: readonly Route[];
  /** Without: by the accounts. */
  readonly access?: Access;
  readonly config?: object;
  readonly configFile?: string | null;
  /** Stands in for the command line tool, which needs a build. */
  readonly program?: OwnProgram;
  /** Folder of the dashboard. */
  readonly pages?: string;
} = {}) {
  const folder = scratchFolder();
  const ledger = new Ledger(folder);
  const notices = new NoticeStore(folder);
  const accounts = new Accounts(folder);
  const clock = { now: Date.UTC(2026, 0, 5, 12) };
  const config = configSchema.parse(given);
  const { server } = config;
  const isSecure = server.tls !== undefined || server.behindProxy;
  const record = new LoginRecord(ledger, accounts);
  const reading = new Reading(config, folder);
  const stopping = new AbortController();
  // Every stream of events waits for it.
  setMaxListeners(0, stopping.signal);
  const setup = new SetupLink(clock.now);
  const events = new EventHub('run');
  let heard: Heard | null = null;
  let troubles: ActingTroubles | null = null;
  let waiting: readonly string[] = [];
  const faults: unknown[] = [];
  const attempts = new Attempts((text) => faults.push(text));
  const changes = new AccountChanges(accounts, ledger, attempts, events);
  onTestFinished(() => {
    stopping.abort();
    for (const store of [reading, accounts, ledger, notices]) store.close();
  });
  const app = composeApp({
    routes,
    access: access ?? new AccountAccess(accounts, server.sessions, isSecure, attempts),
    services: {
      config,
      configFile,
      folder,
      version: '1.2.3',
      started: clock.now,
      now: () => clock.now,
      reading,
      ledger,
      notices,
      names: new ServedNames(folder, attempts, () => clock.now),
      heard: () => heard,
      accounts,
      changes,
      login: new Login(accounts, server.sessions, record),
      openId: openIdOf(server.oidc, () => clock.now),
      limits: server.sessions,
      setup,
      isSecure,
      events,
      requests: new RequestCounts(),
      pushes: openPushes(config, folder),
      reporting: () => null,
      models: new ModelVersions(join(folder, 'models')),
      previews: new PolicyPreviews(program, folder),
      running: {
        inputs: [],
        waiting: () => waiting,
        troubles: () => troubles,
        sizes: new StateSizes(folder, () => clock.now),
      },
      every: () => () => undefined,
      stopping: stopping.signal,
    },
    isMeant: meantHosts(server.names, '127.0.0.1'),
    page: (request) => new StaticFiles(pages ?? join(folder, 'none')).answer(request),
    elapsed: () => 0,
    checkAnswers: true,
    fault: (error) => faults.push(error),
  });
  const origin = isSecure ? 'https://127.0.0.1:8443' : 'http://127.0.0.1:8443';
  /** @param path such as "/api/v1/status" */
  const ask = async (path: string, init: RequestInit = {}, address = '127.0.0.1') => {
    const request = new Request(`${origin}${path}`, init);
    if (!request.headers.has('host')) request.headers.set('host', '127.0.0.1:8443');
    return app.fetch(request, { address });
  };
  const send = (
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
    from?: string,
  ) =>
    ask(
      path,
      { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } },
      from,
    );
  return {
    ledger,
    notices,
    accounts,
    changes,
    folder,
    clock,
    faults,
    setup,
    record,
    events,
    ask,
    send,
    hear(status: Heard['status']) {
      heard = { status, time: clock.now };
    },
    /** The watch tells what fails, and which sections wait for a restart. */
    tell(fails: ActingTroubles, sections: readonly string[]) {
      troubles = fails;
      waiting = sections;
    },
    async addAccount(name: string, role: Role) {
      hash ??= hashPassword(PASSWORD);
      accounts.add(name, role, await hash, clock.now);
    },
    /** Headers by which a browser that logged in asks. */
    async logIn(name: string): Promise<Record<string, string>> {
      const answer = await send('POST', '/api/v1/session', { name, password: PASSWORD });
      if (answer.status !== 200) throw new Error(`login: ${answer.status} ${await answer.text()}`);
      const { csrf } = (await answer.json()) as { csrf: string };
      return { cookie: answer.headers.get('set-cookie')!.split(';')[0]!, 'x-csrf-token': csrf };
    },
    /** Headers of a program with a token. */
    token(
      account: string,
      role: Role,
      scopes: readonly Scope[],
      expires = clock.now + 1_000,
    ): Record<string, string> {
      const [id, secret] = [newId(), newSecret()];
      const order = { id, account, name: 'a program', secret: hashOf(secret), role, scopes };
      accounts.addToken({ ...order, added: clock.now, expires });
      return { authorization: `Bearer ${tokenText(id, secret)}` };
    },
  };
}
