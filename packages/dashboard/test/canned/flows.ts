/** Canned flows and networks: long IPv6 addresses and hostile text of the traffic among them. */
import type { FlowHistogram, FlowRow, FlowTop, Networks } from '../../src/api/contract/flows.js';
import { NOW } from './answers.js';
import type { Asked } from './server.js';

const HOUR_MS = 3_600_000;
const MOST = 120;
export const STORED = { from: NOW - 72 * HOUR_MS, to: NOW };

const ENDS = [
  ['10.4.7.31', '203.0.113.77', 443, 6, 'ssl', 'SF'],
  ['2001:db8:4:9:a1b2:c3d4:e5f6:7788', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff', 53, 17, 'dns', 'SF'],
  ['10.4.9.118', '10.4.2.15', 22, 6, 'ssh', 'S0'],
  ['10.4.7.31', '198.51.100.23', 8080, 6, '<img src=x onerror=alert(1)>', 'RSTR'],
] as const;

function rowAt(place: number): FlowRow {
  const [source, destination, destinationPort, protocol, service, state] = ENDS[place % ENDS.length]!;
  return {
    time: NOW - 1_000 - place * 61_000,
    durationMs: place % 5 === 0 ? null : 37.5 * place,
    source,
    destination,
    sourcePort: 49_152 + place,
    destinationPort,
    protocol,
    state,
    service,
    bytesSent: 340 * place,
    bytesReceived: place % 3 === 0 ? null : 71_000 * place,
    packetsSent: 4 + place,
    packetsReceived: place,
    input: 0,
    record: 88_000 - place,
    site: 'local',
    vlan: place % 2 === 0 ? 12 : null,
    uid: `C${place}xYz`,
    identity: null,
    exporter: place % 2 === 0 ? '192.0.2.250' : null,
    mac: place % 2 === 0 ? '00:00:5e:00:53:af' : null,
  };
}

function page({ url: { searchParams: query } }: Asked) {
  const from = Number(query.get('cursor') ?? 0);
  const limit = Number(query.get('limit') ?? 50);
  const items = Array.from({ length: Math.min(limit, MOST - from) }, (_, place) => rowAt(from + place));
  const next = from + items.length < MOST ? String(from + items.length) : null;
  return { items, next, isWhole: true, scannedFiles: 1 };
}

function histogram({ url: { searchParams: query } }: Asked): FlowHistogram {
  const [from, to] = [Number(query.get('from')), Number(query.get('to'))];
  const stepMs = HOUR_MS;
  const items = Array.from({ length: Math.min(200, Math.ceil((to - from) / stepMs)) }, (_, place) => ({
    time: from + place * stepMs,
    flows: 40 + ((place * 37) % 90),
    bytes: 9_000_000 + place * 1_000,
  }));
  return { from, to, stored: STORED, stepMs, items, isWhole: true };
}

const KEYS: Readonly<Record<string, readonly string[]>> = {
  source: ['10.4.7.31', '2001:db8:4:9:a1b2:c3d4:e5f6:7788', '10.4.9.118'],
  service: ['ssl', '', 'dns', '<img src=x onerror=alert(1)>'],
  destinationPort: ['443', '53', '22', ''],
};

function top({ url: { searchParams: query } }: Asked): FlowTop {
  const keys = KEYS[query.get('by') ?? 'source'] ?? ['6', '17'];
  const items = keys.map((key, place) => ({ key, flows: 900 - place * 210, bytes: 1_000_000 / (place + 1) }));
  return { items, isWhole: true };
}

const about = { flows: 900, bytes: 61_000_000, riskiest: 0 };
export const NETWORKS: Networks = {
  internal: ['10.0.0.0/8', '2001:db8::/32'],
  networks: [
    { prefix: '10.4.7.0/24', isInternal: true, hosts: 31, busiest: ['10.4.7.31'], ...about, riskiest: 0.94 },
    {
      prefix: '2001:db8:4:9::/64',
      isInternal: true,
      hosts: 4,
      busiest: ['2001:db8:4:9:a1b2:c3d4:e5f6:7788'],
      ...about,
    },
    { prefix: '10.4.9.0/24', isInternal: true, hosts: 12, busiest: ['10.4.9.118'], ...about, riskiest: 0.66 },
  ],
  countries: [
    { country: 'DE', hosts: 2, busiest: ['203.0.113.77', '198.51.100.23'], ...about },
    { country: 'US', hosts: 96, busiest: ['192.0.2.8', '192.0.2.9'], ...about },
    { country: '', hosts: 1, busiest: ['2001:db8:ffff:ffff::/64'], ...about },
  ],
  links: [
    { from: '10.4.7.0/24', to: 'DE', flows: 620, bytes: 51_000_000 },
    { from: '10.4.7.0/24', to: 'US', flows: 300, bytes: 12_000_000 },
    { from: '10.4.9.0/24', to: '10.4.7.0/24', flows: 40, bytes: 2_000_000 },
    { from: 'US', to: '10.4.9.0/24', flows: 11, bytes: 800_000 },
    { from: '2001:db8:4:9::/64', to: '', flows: 4, bytes: 90_000 },
  ],
  isWhole: true,
};

export const FLOW_ANSWERS = {
  'GET /api/v1/flows': page,
  'GET /api/v1/flows/histogram': histogram,
  'GET /api/v1/flows/top': top,
  'GET /api/v1/networks': () => NETWORKS,
};
