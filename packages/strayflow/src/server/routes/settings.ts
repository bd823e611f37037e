/** What the service is and how it is set up: no secrets, and no files of keys. */
import { basename } from 'node:path';
import { z } from 'zod';
import { isAtLeast } from '../../model/roles.js';
import { configuredEnforcers } from '../../shell/acting/configured.js';
import { configuredNotifiers } from '../../shell/acting/configured-notifiers.js';
import type { Trouble } from '../../shell/acting/trouble.js';
import { countWaiting, lastSent } from '../../store/ledger/outbox.js';
import { certificateOf } from '../certificate.js';
import { count, time } from '../reading/schemas.js';
import { type Call, route } from '../route.js';
import type { Services } from '../services.js';
import { STATE_PARTS } from '../state-sizes.js';

const health = z
  .enum(['works', 'failing', 'idle', 'unknown'])
  .describe('idle: the mode of the policy does not use it; unknown: the watch has not told yet');
const fault = z.string().nullable().describe('What fails now; told to responders and admins alone');
const hours = z.number().describe('h');

const settings = z
  .strictObject({
    version: z.string(),
    now: time,
    started: time.describe('Of the server process (Unix ms)'),
    site: z.string(),
    internal: z.array(z.string()).describe('As configured; none: it is inferred from the traffic'),
    mode: z.enum(['observe', 'alert', 'enforce']),
    file: z.string().nullable().describe('Name of the configuration file; null: there is none'),
    waiting: z
      .array(z.string())
      .describe('Sections of the file that changed and wait for a restart; parts of watch as "watch.NAME"'),
    listening: z.strictObject({
      address: z.string(),
      names: z.array(z.string()),
      isTls: z.boolean().describe('The service itself speaks TLS'),
      certificate: z.strictObject({ names: z.array(z.string()), ends: time }).nullable(),
      behindProxy: z.boolean(),
      sessionHours: hours,
      idleMinutes: z.number().describe('min'),
      connections: count,
    }),
    state: z.strictObject({
      parts: z.array(z.strictObject({ part: z.enum(STATE_PARTS), bytes: count, files: count })),
      disk: z.strictObject({ free: count, all: count }).nullable().describe('Bytes'),
      seen: time.describe('When it was looked at (Unix ms)'),
    }),
    retention: z.strictObject({
      isHistoryKept: z.boolean(),
      historyDays: count,
      historyBytes: count,
      evidenceDays: count,
      incidentQuietMinutes: count,
      models: count.describe('Versions'),
      retrainHours: hours.describe('0: never (h)'),
      reports: count,
      reportHours: hours.describe('0: never (h)'),
    }),
    inputs: z.array(
      z.strictObject({
        kind: z.enum(['follow', 'udp', 'push', 'pipe', 'named']).describe('named: on the command line'),
        from: z.string().describe('A path, an address, or the name of a push'),
        format: z.string().nullable().describe('null: it is found out'),
      }),
    ),
    enforcers: z.array(z.strictObject({ name: z.string(), title: z.string(), health, fault })),
    notifiers: z.array(
      z.strictObject({
        name: z.string(),
        title: z.string(),
        health,
        fault,
        waiting: count.describe('Messages and notices on their way'),
        sent: time.nullable().describe('When the last one was taken (Unix ms)'),
      }),
    ),
  })
  .meta({ id: 'Settings' });
type Settings = z.input<typeof settings>;

/** @param troubles null: nothing of the kind runs; undefined: it was not told yet */
function healthOf(
  name: string,
  troubles: readonly Trouble[] | null | undefined,
  isTold: boolean,
): Pick<Settings['enforcers'][number], 'health' | 'fault'> {
  if (troubles === undefined) return { health: 'unknown', fault: null };
  if (troubles === null) return { health: 'idle', fault: null };
  const found = troubles.find((each) => each.name === name);
  if (found === undefined) return { health: 'works', fault: null };
  return { health: 'failing', fault: isTold ? found.fault : null };
}

function listeningOf({ server }: Services['config']): Settings['listening'] {
  const { listen, names, tls, behindProxy, sessions, connections } = server;
  const certificate = tls === undefined ? null : certificateOf(tls.certFile);
  return {
    address: listen,
    names,
    isTls: tls !== undefined,
    certificate: certificate === null ? null : { names: [...certificate.names], ends: certificate.ends },
    behindProxy,
    sessionHours: sessions.hours,
    idleMinutes: sessions.idleMinutes,
    connections: connections.most,
  };
}

function retentionOf({ watch }: Services['config']): Settings['retention'] {
  const { history, evidenceDays, incidentQuietMinutes, retrain, reports } = watch;
  return {
    isHistoryKept: history.enabled,
    historyDays: history.days,
    historyBytes: history.maxBytes,
    evidenceDays,
    incidentQuietMinutes,
    models: retrain.keep,
    retrainHours: retrain.everyHours,
    reports: reports.keep,
    reportHours: reports.everyHours,
  };
}

function inputsOf({ config, running }: Services): Settings['inputs'] {
  if (running.inputs.length > 0) {
    return running.inputs.map((from) => ({ kind: 'named' as const, from, format: null }));
  }
  return config.watch.inputs.map((input) => ({
    kind: input.kind,
    from: 'path' in input ? input.path : 'listen' in input ? input.listen : input.name,
    format: ('format' in input ? input.format : undefined) ?? null,
  }));
}

function outletsOf({ services, who }: Call): Pick<Settings, 'enforcers' | 'notifiers'> {
  const { config, notices, running } = services;
  const troubles = running.troubles();
  const isTold = isAtLeast(who.role, 'responder');
  return {
    enforcers: configuredEnforcers(config).map(({ enforcer: { name, title } }) => ({
      name,
      title,
      ...healthOf(name, troubles?.enforcers, isTold),
    })),
    notifiers: configuredNotifiers(config).map(({ name, notifier: { title } }) => {
      const waiting = countWaiting(notices.database, name);
      return {
        name,
        title,
        ...healthOf(name, troubles?.notifiers, isTold),
        waiting: waiting.notices + waiting.messages,
        sent: lastSent(notices.database, name),
      };
    }),
  };
}

export const SETTINGS_ROUTES = [
  route({
    method: 'get',
    path: '/settings',
    role: 'viewer',
    group: 'settings',
    summary:
      'What the service is, how it is set up, what its state takes, and how what acts and tells is doing.',
    answer: settings,
    async handle(call) {
      const { services, now } = call;
      const { config, configFile, running, version, started } = services;
      const { parts, disk, seen } = await running.sizes.look();
      return {
        version,
        now,
        started,
        site: config.site,
        internal: config.internal,
        mode: config.policy.mode,
        file: configFile === null ? null : basename(configFile),
        waiting: running.waiting(),
        listening: listeningOf(config),
        state: { parts, disk, seen },
        retention: retentionOf(config),
        inputs: inputsOf(services),
        ...outletsOf(call),
      };
    },
  }),
];
