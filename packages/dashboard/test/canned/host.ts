/** Canned answers about one host that acts and is attacked, with a hostile name and text among them: test data. */
import type { FlowRow } from '../../src/api/contract/flows.js';
import type {
  EvidenceDetail,
  EvidenceRow,
  HostDetail,
  PeerRow,
  RiskPoint,
} from '../../src/api/contract/hosts.js';
import { NOW } from './answers.js';

const HOST = '10.4.7.31';
const HOUR = 3_600_000;
export const HOSTILE = '<b onmouseover=alert(1)>reception</b>';

const row = (id: string, more: Partial<EvidenceRow>): EvidenceRow => ({
  id,
  family: 'beaconing',
  site: '',
  host: HOST,
  role: 'actor',
  peer: '203.0.113.9',
  firstSeen: NOW - 5 * HOUR,
  lastSeen: NOW - HOUR,
  surprise: 6,
  attributable: true,
  summary: 'called 203.0.113.9:443 every 60 s, 271 times in 4.5 h',
  technique: 'T1071',
  recordCount: 271,
  risk: 0.94,
  ...more,
});

export const EVIDENCE: readonly EvidenceRow[] = [
  row('tunnel', {
    family: 'dns-tunnel',
    peer: null,
    surprise: 3.2,
    lastSeen: NOW - 60_000,
    summary: `asked for 912 long names below ${'a'.repeat(63)}.${'b'.repeat(63)}.example, 41 % of them new`,
  }),
  row('beacon', {}),
  row('scanned', {
    family: 'port-scan',
    role: 'victim',
    peer: '2001:db8:ffff:eeee:dddd:cccc:bbbb:aaaa',
    attributable: false,
    surprise: 12,
    lastSeen: NOW - 2 * HOUR,
    summary: 'was tried at 411 ports in 8 s by 2001:db8:ffff:eeee:dddd:cccc:bbbb:aaaa',
  }),
];

export const detailOf = (piece: EvidenceRow): EvidenceDetail => ({
  ...piece,
  basis: { kind: 'test-bound', test: 'Rayleigh test of the gaps' },
  contributions: [
    { feature: 'calls within 5 hours', value: 271, unit: '', usual: { low: 0, high: 14 }, share: 0.8 },
    { feature: 'spread of the gaps', value: 0.412, unit: 's', usual: null, share: 0.2 },
  ],
  threshold: { feature: 'calls within 5 hours', value: 30, unit: '' },
  counterfactual: 'Would not have fired below 30 (calls within 5 hours).',
  ports: [443],
  key: '203.0.113.9',
  window: { start: NOW - 5 * HOUR, end: NOW },
  similar: null,
  inputs: [{ input: 0, name: 'eth0', format: 'pcap', records: [1, 2] }],
});

const share = (family: EvidenceRow['family'], part: number, id: string) => ({
  family,
  share: part,
  confidence: part,
  surprise: 6,
  attributable: family !== 'port-scan',
  evidenceIds: [id],
});

export const HOST_DETAIL: HostDetail = {
  site: '',
  host: HOST,
  subject: null,
  names: [
    { name: 'reception-pc.corp.example', source: 'dhcp' },
    { name: HOSTILE, source: 'http' },
  ],
  isInternal: true,
  location: null,
  risks: [
    {
      role: 'actor',
      risk: 0.94,
      peak: 0.96,
      peakTime: NOW - HOUR,
      shares: [share('dns-tunnel', 0.24, 'tunnel'), share('beaconing', 0.72, 'beacon')],
    },
    {
      role: 'victim',
      risk: 0.2,
      peak: 0.3,
      peakTime: NOW - 2 * HOUR,
      shares: [share('port-scan', 0.3, 'scanned')],
    },
  ],
  lines: { alert: 0.5, block: 0.8 },
  firstSeen: NOW - 5 * HOUR,
  lastSeen: NOW - 60_000,
  evidence: EVIDENCE.length,
  incidents: [
    {
      id: 'i1',
      role: 'actor',
      risk: 0.94,
      action: 'block',
      simulated: false,
      approval: true,
      reason: 'risk 0.94 from beaconing, dns-tunnel; a person must agree: it belongs to the observed network',
      opened: NOW - HOUR,
      changed: NOW - 60_000,
      state: 'open',
    },
  ],
  blocks: [{ id: 'b1', prefix: `${HOST}/32`, status: 'waiting', expires: NOW + HOUR }],
};

const COURSE: readonly RiskPoint[] = Array.from({ length: 60 }, (_, place) => {
  const risk = place < 20 ? 0.1 : 0.94;
  return {
    time: NOW - (60 - place) * 300_000,
    role: 'actor',
    risk,
    shares: [
      { family: 'beaconing', share: risk * 0.75 },
      { family: 'dns-tunnel', share: risk * 0.25 },
    ],
  };
});

export const PEERS: readonly PeerRow[] = Array.from({ length: 15 }, (_, place) => ({
  peer: place === 0 ? '2001:db8:ffff:eeee:dddd:cccc:bbbb:aaaa' : `203.0.113.${place}`,
  flows: 900 - place * 40,
  bytes: 10 ** (9 - place / 2),
  failed: place % 3 === 0 ? 0 : place * 9,
  first: NOW - 5 * HOUR,
  last: NOW - place * 60_000,
  ports: [53, 80, 443, 445, 3_389, 8_080, 8_443].slice(0, 1 + (place % 7)),
  direction: (['out', 'in', 'both'] as const)[place % 3]!,
}));

const RECORD: FlowRow = {
  time: NOW - HOUR,
  durationMs: 412,
  source: HOST,
  destination: '203.0.113.9',
  sourcePort: 50_211,
  destinationPort: 443,
  protocol: 6,
  state: 'SF',
  service: 'ssl',
  bytesSent: 812,
  bytesReceived: 4_120,
  packetsSent: 7,
  packetsReceived: 9,
  input: 0,
  record: 1,
  site: '',
  vlan: null,
  uid: null,
  identity: null,
  exporter: null,
  mac: null,
};

const base = `GET /api/v1/hosts/${HOST}`;

/** By "METHOD path", as the canned server takes them. */
export const HOST_ANSWERS: Readonly<Record<string, (asked: { readonly url: URL }) => unknown>> = {
  [base]: () => HOST_DETAIL,
  [`${base}/risk`]: () => ({ items: COURSE }),
  [`${base}/peers`]: () => ({ items: PEERS, isWhole: true }),
  [`${base}/evidence`]: ({ url: { searchParams: query } }) => ({
    items:
      query.get('order') === 'surprise'
        ? [...EVIDENCE].sort((a, b) => b.surprise - a.surprise)
        : [...EVIDENCE].sort((a, b) => b.lastSeen - a.lastSeen),
    next: null,
  }),
  ...Object.fromEntries(
    EVIDENCE.flatMap((piece) => [
      [`GET /api/v1/evidence/${piece.id}`, () => detailOf(piece)],
      [`GET /api/v1/evidence/${piece.id}/records`, () => ({ items: [RECORD], missing: 2 })],
    ]),
  ),
};
