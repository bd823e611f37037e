/** Canned answers about the settings, with hostile text among them. */
import type { Account, AuditEntry, SessionPlace } from '../../src/api/contract/access.js';
import type { Settings, SourceRow } from '../../src/api/contract/status.js';
import { NOW } from './answers.js';
import type { CannedServer } from './server.js';

const HOUR_MS = 3_600_000;
const HOSTILE = '<img src=x onerror=alert(1)>';

export const ACCOUNTS: readonly Account[] = [
  { name: 'anna', role: 'admin', added: NOW - 900 * HOUR_MS, login: NOW - HOUR_MS },
  {
    name: 'ben.of-the-night-shift-in-the-northern-office',
    role: 'responder',
    added: NOW - HOUR_MS,
    login: null,
  },
];

export const SESSIONS: readonly SessionPlace[] = [
  { id: 'aaaaaaaaaaaaaaaa', begun: NOW - HOUR_MS, seen: NOW, isThis: true },
  { id: 'bbbbbbbbbbbbbbbb', begun: NOW - 5 * HOUR_MS, seen: NOW - 2 * HOUR_MS, isThis: false },
];

function source(input: number, changes: Partial<SourceRow>): SourceRow {
  return {
    input,
    source: 'udp',
    name: `0.0.0.0:${2_055 + input}`,
    format: 'netflow',
    read: 1_204_551,
    parsed: 1_204_551,
    rejected: {},
    ignored: {},
    kernelDrops: 0,
    overloadDrops: 0,
    sequenceGaps: 0,
    lastEvent: NOW - 2_000,
    isFinished: false,
    perMinute: 4_310,
    health: 'receiving',
    ...changes,
  };
}

export const SOURCES: readonly SourceRow[] = [
  source(0, {}),
  source(1, { health: 'lossy', kernelDrops: 40_112, perMinute: 91_002 }),
  source(2, {
    name: `/var/log/zeek/${'current/'.repeat(9)}conn.log`,
    source: 'file',
    format: 'zeek-conn',
    health: 'silent',
    perMinute: 0,
    lastEvent: NOW - 26 * HOUR_MS,
    read: 900,
    rejected: { [`no time ${HOSTILE}`]: 400, 'too short': 12, 'no address': 3, 'wrong port': 1 },
  }),
];

export const SETTINGS: Settings = {
  version: '0.1.0',
  now: NOW,
  started: NOW - 50 * HOUR_MS,
  site: 'north',
  internal: ['10.0.0.0/8', '2001:db8:4::/48'],
  mode: 'alert',
  file: 'strayflow.yaml',
  waiting: ['server', 'watch.inputs'],
  listening: {
    address: '0.0.0.0:8443',
    names: ['flow.example.org'],
    isTls: true,
    certificate: { names: ['flow.example.org'], ends: NOW + 200 * HOUR_MS },
    behindProxy: false,
    sessionHours: 12,
    idleMinutes: 60,
    connections: 1_000,
  },
  state: {
    parts: [
      { part: 'history', bytes: 18_400_000_000, files: 1_402 },
      { part: 'databases', bytes: 212_000_000, files: 9 },
    ],
    disk: { free: 41_000_000_000, all: 100_000_000_000 },
    seen: NOW,
  },
  retention: {
    isHistoryKept: true,
    historyDays: 30,
    historyBytes: 21_474_836_480,
    evidenceDays: 365,
    incidentQuietMinutes: 60,
    models: 10,
    retrainHours: 24,
    reports: 30,
    reportHours: 0,
  },
  inputs: [
    { kind: 'udp', from: '0.0.0.0:2055', format: null },
    { kind: 'push', from: 'cloud', format: 'cloudflare-http' },
  ],
  enforcers: [{ name: 'nftables', title: 'nftables', health: 'idle', fault: null }],
  notifiers: [
    {
      name: 'soc',
      title: 'Webhook',
      health: 'failing',
      fault: `refused ${HOSTILE}`,
      waiting: 3,
      sent: NOW - HOUR_MS,
    },
    { name: 'log', title: 'Syslog', health: 'works', fault: null, waiting: 0, sent: null },
  ],
};

export const AUDIT: readonly AuditEntry[] = [
  {
    sequence: 812,
    time: new Date(NOW - 60_000).toISOString(),
    kind: 'block',
    by: 'policy',
    about: {
      id: 'f00d',
      prefix: '2001:db8:4:9::/64',
      reason: HOSTILE.repeat(20),
      evidence: ['a1', 'b2'],
      ports: [],
    },
  },
  {
    sequence: 811,
    time: new Date(NOW - 90_000).toISOString(),
    kind: 'account-added',
    by: 'dashboard (anna)',
    about: { account: 'ben', role: 'responder' },
  },
];

/** From here on the server has settings. */
export function answerSettings(server: CannedServer): void {
  server.answer('GET /api/v1/accounts', () => ({ items: ACCOUNTS }));
  server.answer('GET /api/v1/sessions', () => ({ items: SESSIONS }));
  server.answer('GET /api/v1/sources', () => ({ items: SOURCES, next: null }));
  server.answer('GET /api/v1/settings', () => SETTINGS);
  server.answer('GET /api/v1/audit', ({ url: { searchParams: query } }) => ({
    items: AUDIT.filter(({ kind }) => kind === (query.get('kind') ?? kind)).filter((entry) =>
      JSON.stringify(entry).includes(query.get('search') ?? ''),
    ),
    next: null,
  }));
}
