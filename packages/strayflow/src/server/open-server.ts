/** Everything that the server is made of, opened and put together. */
import { setMaxListeners } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StrayflowError } from '../model/errors.js';
import type { ActingTroubles } from '../shell/live/acting.js';
import type { FromServer, ServerPlan, ToServer } from '../shell/service/messages.js';
import { Accounts } from '../store/accounts/accounts.js';
import { unwritable } from '../store/disk.js';
import { Ledger } from '../store/ledger/ledger.js';
import { NoticeStore } from '../store/ledger/notices.js';
import { AccountAccess } from './access/account-access.js';
import { Login } from './access/login.js';
import { openIdOf } from './access/open-openid.js';
import { newId } from './access/secrets.js';
import { SetupLink } from './access/setup-link.js';
import { AccountChanges } from './account-changes.js';
import { composeApp } from './app.js';
import { Attempts } from './attempts.js';
import { EventHub } from './event-hub.js';
import { meantHosts } from './hosts.js';
import { IncidentEvents } from './incident-events.js';
import { listen, listenAddress, listenFault } from './listening.js';
import { LoginRecord } from './login-record.js';
import { ModelVersions } from './model-versions.js';
import { PolicyPreviews } from './policy-previews.js';
import { openPushes } from './pushes.js';
import { Reading } from './reading/reading.js';
import { RequestCounts } from './request-counts.js';
import { ROUTES } from './routes/index.js';
import { ServedNames } from './served-names.js';
import type { Heard, Services } from './services.js';
import { StateSizes } from './state-sizes.js';
import { StaticFiles } from './static-files.js';

export interface ServerClock {
  /** Unix ms. */
  wall(): number;
  /** Any origin (ms); never goes back. */
  elapsed(): number;
  /** Calls back every so often; what it returns ends that. */
  every(ms: number, call: () => void): () => void;
}

export interface OpenServer {
  take(message: Exclude<ToServer, { kind: 'start' | 'stop' }>): void;
  close(): Promise<void>;
}

const MINUTE_MS = 60_000;
const LOOK_MS = 400;
/** As it is built; the compiled server stands beside it. */
const DASHBOARD = fileURLToPath(new URL('../dashboard/', import.meta.url));

/** Throws StrayflowError: 'service-refused', and what the stores throw. */
export async function openServer(
  plan: ServerPlan,
  clock: ServerClock,
  tell: (message: FromServer) => void,
): Promise<OpenServer> {
  let { config, reporting, waiting } = plan;
  let troubles: ActingTroubles | null = null;
  const { folder, version } = plan;
  const openId = openIdOf(config.server.oidc, clock.wall);
  makeFolder(folder);
  const accounts = new Accounts(folder);
  const { server: options } = config;
  const fault = listenFault(options, accounts.count);
  if (fault !== null) {
    accounts.close();
    const hint =
      'Listen on the loopback, or give it server.tls (or server.behindProxy, behind a proxy that speaks TLS) and an account (strayflow accounts add NAME --role admin).';
    throw new StrayflowError('service-refused', fault, { hint });
  }
  const ledger = new Ledger(folder);
  const notices = new NoticeStore(folder);
  const isSecure = options.tls !== undefined || options.behindProxy;
  const warn = (text: string) => tell({ kind: 'warning', text });
  const record = new LoginRecord(ledger, accounts);
  const attempts = new Attempts(warn);
  const writeRecord = () =>
    attempts.make('Failed logins are not in the audit log', () => record.write(clock.wall()));
  const events = new EventHub(newId());
  const incidents = new IncidentEvents(folder, events);
  const changes = new AccountChanges(accounts, ledger, attempts, events);
  changes.carry();
  const stopping = new AbortController();
  // Every stream of events waits for it.
  setMaxListeners(0, stopping.signal);
  const reading = new Reading(config, folder);
  const started = clock.wall();
  const setup = accounts.count === 0 ? new SetupLink(started) : null;
  let heard: Heard | null = null;
  const services: Services = {
    get config() {
      return config;
    },
    configFile: plan.configFile,
    folder,
    version,
    started,
    now: clock.wall,
    reading,
    ledger,
    notices,
    names: new ServedNames(folder, attempts, clock.wall),
    heard: () => heard,
    accounts,
    changes,
    login: new Login(accounts, options.sessions, record),
    openId,
    limits: options.sessions,
    setup,
    isSecure,
    events,
    requests: new RequestCounts(),
    pushes: openPushes(config, folder),
    reporting: () => reporting,
    models: new ModelVersions(plan.models),
    previews: new PolicyPreviews(plan.program, folder),
    running: {
      inputs: plan.inputs,
      waiting: () => waiting,
      troubles: () => troubles,
      sizes: new StateSizes(folder, clock.wall),
    },
    every: clock.every,
    stopping: stopping.signal,
  };
  const files = new StaticFiles(DASHBOARD);
  const app = composeApp({
    routes: ROUTES,
    services,
    access: new AccountAccess(accounts, options.sessions, isSecure, attempts),
    checkAnswers: false,
    isMeant: meantHosts(options.names, listenAddress(options.listen).host),
    page: (request) => files.answer(request),
    elapsed: clock.elapsed,
    fault: (error) => warn(`A request met a fault of the program: ${describe(error)}`),
  });
  const timers = [
    clock.every(MINUTE_MS, writeRecord),
    clock.every(MINUTE_MS, () => changes.carry()),
    clock.every(LOOK_MS, () =>
      attempts.make('Pages of accounts that changed are not ended', () => changes.look()),
    ),
    clock.every(LOOK_MS, () => attempts.make('Pages are not told of incidents', () => incidents.look())),
  ];
  const closeStores = () => {
    for (const cancel of timers) cancel();
    writeRecord();
    for (const store of [reading, incidents, notices, ledger, accounts]) store.close();
  };
  try {
    const listening = await listen(app, options, isSecure, { every: clock.every, warn });
    const origin = outsideOrigin(config.server, listening.origin);
    tell({ kind: 'listening', origin, setup: setup?.address(origin) ?? null });
    return {
      take(message) {
        if (message.kind === 'status') {
          heard = { status: message.status, time: clock.wall() };
          events.publish('status', message.status);
        } else if (message.kind === 'policy') config = { ...config, policy: message.policy };
        else if (message.kind === 'reporting') reporting = message.name;
        else if (message.kind === 'waiting') waiting = message.sections;
        else if (message.kind === 'troubles') troubles = message.troubles;
        else if (message.kind === 'told') events.publish('told', { sequence: message.sequence });
        else events.publish('acted', message.deed);
      },
      async close() {
        stopping.abort();
        await listening.close();
        closeStores();
      },
    };
  } catch (error) {
    closeStores();
    throw error;
  }
}

/** As browsers see it. */
function outsideOrigin({ behindProxy, names }: ServerPlan['config']['server'], origin: string): string {
  const [name] = names;
  return behindProxy && name !== undefined ? `https://${name}` : origin;
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return `${error.stack ?? error.message}${cause}`;
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(join(folder), { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw unwritable(folder, cause);
  }
}
