/** Canned answers of the contract: test data, made up by arithmetic, with hostile names among them. */
import type { Session, Token } from '../../src/api/contract/access.js';
import type { Family } from '../../src/api/contract/basics.js';
import type { HostRow, Overview } from '../../src/api/contract/hosts.js';
import type { Status } from '../../src/api/contract/status.js';

/** The moment of all answers (Unix ms). */
export const NOW = Date.UTC(2026, 10, 23, 18, 40);
const STEP_MS = 300_000;
const STEPS = 288;
const FROM = NOW - STEPS * STEP_MS;

/** Between 0 and 1, the same for the same number. */
function noise(place: number): number {
  const value = Math.sin(place * 12.9898) * 43_758.5453;
  return value - Math.floor(value);
}

export const SESSION: Session = {
  name: 'anna',
  role: 'admin',
  by: 'session',
  csrf: 'canned-csrf',
  ends: NOW + 43_200_000,
};

export const STATUS: Status = {
  now: NOW,
  version: '0.1.0',
  started: NOW - 864_000_000,
  heard: NOW - 1_000,
  watch: {
    read: 48_211_907,
    parsed: 47_990_112,
    rejected: 312,
    ignored: 221_483,
    rows: 47_990_112,
    judged: 47_989_870,
    waiting: 242,
    early: 0,
    late: 45,
    ahead: 0,
    loss: { kernelDrops: 0, overloadDrops: 0, sequenceGaps: 0 },
    dropped: {},
    judgedBy: 'own',
    drift: null,
    lagMs: 2_300,
    caughtUp: true,
    checkpointMs: 38,
  },
};

const HOSTS: readonly (readonly [host: string, risk: number, families: Family[], names: string[]])[] = [
  ['10.4.7.31', 0.94, ['beaconing', 'dns-tunnel', 'exfiltration', 'learned'], ['reception-pc.corp.example']],
  ['203.0.113.77', 0.81, ['port-scan', 'brute-force'], []],
  ['10.4.9.118', 0.66, ['lateral-movement', 'port-scan'], ['<img src=x onerror=alert(1)>']],
  [
    '2001:db8:4:9::/64',
    0.58,
    ['rare-destination'],
    ['cdn-edge-7.very-long-name-of-a-host.services.example.net'],
  ],
  ['10.4.2.15', 0.41, ['long-connection', 'learned'], ['backup-2']],
  ['198.51.100.23', 0.37, ['brute-force'], []],
  ['10.4.7.88', 0.22, ['clear-text'], ['printer-3']],
  ['10.4.1.9', 0.12, ['context'], ['nas']],
];

export const HOST_ROWS: HostRow[] = HOSTS.map(([host, risk, families, names], place) => ({
  site: '',
  host,
  subject: null,
  role: place === 4 ? 'victim' : 'actor',
  risk,
  peak: Math.min(1, risk + 0.03),
  peakTime: NOW - place * 3_600_000,
  lastSeen: NOW - place * 1_700_000,
  families,
  names,
  evidence: 41 - place * 5,
}));

/** A working day: more by day, a gap of half an hour, an attack in the afternoon. */
export function overviewAnswer(from = FROM, to = NOW): Overview {
  const times = Array.from({ length: STEPS }, (_, place) => FROM + place * STEP_MS);
  const seen = times.filter((time, place) => time >= from && time < to && (place < 100 || place > 106));
  return {
    from,
    to,
    stepMs: STEP_MS,
    traffic: seen.map((time) => {
      const place = (time - FROM) / STEP_MS;
      const day = 1 + Math.sin((place / STEPS) * 2 * Math.PI - 2.2);
      const isAttack = place > 205 && place < 232;
      const flows = Math.round(1_900 + 5_200 * day + 900 * noise(place) + (isAttack ? 6_000 : 0));
      return {
        time,
        flows,
        bytes: flows * 48_000,
        packets: flows * 61,
        evidence: Math.floor(noise(place + 7) ** 6 * 5) + (isAttack ? Math.floor(3 + noise(place) * 14) : 0),
        incidents: place === 207 || place === 214 || place === 60 ? 1 : 0,
      };
    }),
    coverage: seen.map((time) => {
      const place = (time - FROM) / STEP_MS;
      const day = 1 + Math.sin((place / STEPS) * 2 * Math.PI - 2.2);
      const received = Math.round((4_100 + 9_000 * day + 1_500 * noise(place)) * 5);
      const ignored = Math.round(received * 0.05);
      const rejected = noise(place + 3) > 0.97 ? 41 : 0;
      const dropped = place > 210 && place < 216 ? Math.round(received * 0.11) : 0;
      const parsed = received - ignored - rejected;
      return {
        time,
        received,
        parsed,
        rejected,
        ignored,
        dropped,
        late: place % 50 === 0 ? 9 : 0,
        scored: Math.round(parsed * 0.62),
      };
    }),
    families: [
      { family: 'port-scan', evidence: 118, hosts: 3 },
      { family: 'brute-force', evidence: 64, hosts: 2 },
      { family: 'beaconing', evidence: 31, hosts: 1 },
      { family: 'learned', evidence: 22, hosts: 6 },
      { family: 'dns-tunnel', evidence: 9, hosts: 1 },
      { family: 'exfiltration', evidence: 4, hosts: 1 },
      { family: 'rare-destination', evidence: 2, hosts: 2 },
      { family: 'clear-text', evidence: 1, hosts: 1 },
    ],
    incidents: { open: 5, acknowledged: 2, unacknowledged: 3, closedInSpan: 7 },
    blocks: { standing: 2, waiting: 1, isBlocking: true, mode: 'enforce' },
    riskiest: HOST_ROWS,
  };
}

export const EMPTY_OVERVIEW: Overview = {
  from: FROM,
  to: NOW,
  stepMs: STEP_MS,
  traffic: [],
  coverage: [],
  families: [],
  incidents: { open: 0, acknowledged: 0, unacknowledged: 0, closedInSpan: 0 },
  blocks: { standing: 0, waiting: 0, isBlocking: false, mode: 'observe' },
  riskiest: [],
};

export const TOKENS: Token[] = [
  {
    id: 'kq2m9w',
    account: 'anna',
    name: 'Logpush of the web site',
    role: 'viewer',
    scopes: ['push'],
    added: NOW - 8_640_000_000,
    expires: NOW + 8_640_000_000,
    used: NOW - 4_000,
  },
  {
    id: 'x71bb0',
    account: 'ben',
    name: 'Prometheus',
    role: 'viewer',
    scopes: ['metrics'],
    added: NOW - 8_640_000_000,
    expires: NOW + 860_000_000,
    used: null,
  },
];
