/** A realistic analysis for tests: an outside attacker, a noisy IPv6 scanner, victims, clients, and strings that bite. */
import type {
  Analysis,
  ClassicResult,
  Location,
  Projection,
  ReportedFlow,
  ScoreHistogram,
} from '../src/model/analysis.js';
import type { Decision } from '../src/model/decision.js';
import { exampleEvidence, START } from './example-evidence.js';

const MINUTE = 60_000;
const END = START + 120 * MINUTE;
const [scan, bruteForce, sweep, learned, flood, beingScanned] = exampleEvidence;

/** Numbers that look random and are the same everywhere (Lehmer, 1951). */
function lehmer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

function location(countryCode: string, city: string, latitude: number, longitude: number): Location {
  return {
    countryCode,
    city,
    latitude,
    longitude,
    network: { number: 64_500, name: 'Example Hosting B.V.' },
  };
}

/** A client that told its name, a name that bites, and an address that serves many. */
const exampleNames: Readonly<Record<string, Analysis['contexts'][string]['names']>> = {
  '10.1.0.20': [
    { name: 'anna-laptop', source: 'dhcp', lastSeen: START + MINUTE, uses: 2, usedBy: [] },
    { name: 'pc-20.lan', source: 'dns', lastSeen: START, uses: 9, usedBy: [] },
  ],
  '203.0.113.66': [
    {
      name: '=cmd|<b>\u202e\u001b[31m.example',
      source: 'dns',
      lastSeen: START + MINUTE,
      uses: 1,
      usedBy: ['10.1.0.5'],
    },
  ],
  '198.51.100.23': ['a', 'b', 'c', 'd', 'e'].map((letter, i) => ({
    name: `${letter}.cdn.example`,
    source: 'tls',
    lastSeen: START + i * MINUTE,
    uses: 9 - i,
    usedBy: letter === 'c' ? ['10.1.0.20'] : [],
  })),
};

function context(
  host: string,
  internal: boolean,
  place: Location | null,
  flows: number,
): Analysis['contexts'][string] {
  return {
    host,
    internal,
    kind: internal ? 'private' : 'public',
    location: place,
    names: exampleNames[host] ?? [],
    flows,
    bytesSent: flows * 1_234,
    bytesReceived: flows * 98_765,
  };
}

function exampleFlows(): readonly ReportedFlow[] {
  const random = lehmer(11);
  const flows: ReportedFlow[] = [];
  for (let i = 0; i < 40; i++) {
    const scanning = i < 24;
    flows.push({
      input: i % 7 === 6 ? 1 : 0,
      record: 1_000 + i * 3,
      start: START + 42 * MINUTE + i * 731,
      durationMs: scanning ? null : Math.round(random() * 9_000) / 10,
      source: scanning ? '203.0.113.66' : i % 2 === 0 ? '10.1.0.20' : '2001:db8:77:1::9',
      sourcePort: 40_000 + i,
      destination: scanning ? '10.1.0.5' : i % 2 === 0 ? '198.51.100.23' : '2001:db8:10::5',
      destinationPort: scanning ? 1 + i * 17 : 443,
      protocol: i === 30 ? 17 : 6,
      state: scanning ? 'REJ' : 'SF',
      bytesSent: scanning ? 60 : Math.round(random() * 1e6),
      bytesReceived: scanning ? null : Math.round(random() * 1e7),
      packetsSent: 1 + (i % 5),
      packetsReceived: scanning ? 1 : 3 + (i % 9),
      service: i === 25 ? '=HYPERLINK("http://evil.example","x")' : scanning ? null : 'tls',
      uid: i === 26 ? '@SUM(1+1)*cmd|calc' : `C${(1e9 + i * 7_919).toString(36)}`,
      surprise: Math.round((scanning ? 2 + random() * 3 : random() * 2) * 1_000) / 1_000,
      scores: {
        'isolation-forest': 0.4 + random() / 4,
        'one-class-svm': random(),
        autoencoder: random() / 9,
      },
      why: scanning ? ['ports tried by this source in 5 minutes: 1,024 (usual 1 to 6)', 'refused'] : [],
      evidenceIds: scanning ? [scan.id, ...(i % 3 === 0 ? [beingScanned.id] : [])] : [],
    });
  }
  return flows;
}

function exampleProjection(): Projection {
  const random = lehmer(5);
  const centres = [
    [-2, 0.5],
    [1.5, 1.8],
    [0.5, -1.6],
  ] as const;
  const points = Array.from({ length: 360 }, (_, i) => {
    const cluster = i % 19 === 0 ? -1 : i % 3;
    const centre = centres[Math.max(cluster, 0)]!;
    const spread = cluster < 0 ? 9 : 1.1;
    return {
      x: centre[0] + (random() + random() - 1) * spread,
      y: centre[1] + (random() + random() - 1) * spread,
      cluster,
      surprise: cluster < 0 ? 2 + random() * 3 : random() * 1.8,
    };
  });
  return {
    axes: ['principal component 1 (41 % of variance)', 'principal component 2 (17 % of variance)'],
    points,
  };
}

function histogram(
  name: string,
  title: string,
  unit: string,
  peak: number,
  threshold: number,
): ScoreHistogram {
  const edges = Array.from({ length: 41 }, (_, i) => (i / 40) * 2 * threshold);
  const counts = Array.from({ length: 40 }, (_, i) =>
    Math.round(2_000 * Math.exp(-((i - peak) ** 2) / 30) + (i > 30 ? 12 : 0)),
  );
  return { name, title, unit, edges, counts, threshold };
}

const decisions: readonly Decision[] = [
  {
    site: 'default',
    host: '203.0.113.66',
    action: 'block',
    simulated: true,
    approval: false,
    rule: 'block-line',
    reason: 'risk 0.868 is over the block line 0.8, with two families of which brute-force is attributable',
    risk: 0.868,
    time: START + 55 * MINUTE,
    expires: START + 55 * MINUTE + 3_600_000,
    evidenceIds: [scan.id, bruteForce.id],
  },
  {
    site: 'default',
    host: '2001:db8:77:1::/64',
    action: 'alert',
    simulated: true,
    approval: false,
    rule: 'block-line',
    reason:
      'risk 0.811 is over the block line 0.8, but guard "attributable" held the block back: no handshake',
    risk: 0.811,
    time: START + 80 * MINUTE,
    expires: null,
    evidenceIds: [sweep.id, flood.id],
  },
  {
    site: 'default',
    host: '10.1.0.20',
    action: 'ignore',
    simulated: true,
    approval: false,
    rule: 'below-alert-line',
    reason: 'risk 0.3 is below the alert line 0.5',
    risk: 0.3,
    time: START + 95 * MINUTE,
    expires: null,
    evidenceIds: [learned.id],
  },
];

/** What `--preset classic` found on the same traffic. */
export const exampleClassic: ClassicResult = {
  rows: 9_970,
  columns: ['ClientSrcPort', 'ClientDstPort', 'bytes'],
  flagged: 9_451,
  riskCounts: { '-1': 180, '-0.333': 199, '0.333': 140, '1': 9_451 },
  isolationForestOutliers: 499,
  oneClassSvmOutliers: 502,
  autoencoderThreshold: 0.8412,
  autoencoderOutliers: 499,
  clusters: 4,
  noise: 812,
  silhouette: 0.117,
  notes: ['-1 marks an anomaly here, so rows over .8 are ordinary ones: the fault of the old script, kept.'],
  hosts: [
    { host: '10.1.0.20', rows: 4_100, flagged: 4_020 },
    { host: '203.0.113.66', rows: 2_600, flagged: 2_210 },
  ],
};

/** The whole analysis, the same at every call; `overrides` replace its fields. */
export function exampleAnalysis(overrides: Partial<Analysis> = {}): Analysis {
  return {
    version: '0.1.0',
    seed: 7,
    preset: 'standard',
    now: END,
    span: { start: START, end: END },
    coverage: {
      inputs: [
        {
          name: 'evening tap.pcap',
          sha256: '3b7e1d6a9c0f4f1c8a2be0d9f7a1c55e6d0b9a834c21fe0077aa5b9d1e2f3c4d',
          format: 'pcap',
          bytes: 48_211_904,
          read: 61_200,
          parsed: 61_004,
          flows: 8_120,
          facts: 310,
          rejected: { 'truncated packet': 187, 'bad IPv4 header length': 9 },
          ignored: { 'spanning tree': 3_600 },
          examples: [
            { reason: 'truncated packet', record: 17_202, detail: 'IPv4 length 1500, captured 96' },
            {
              reason: 'bad IPv4 header length',
              record: 20_117,
              detail: 'header of 3 words \u001b[31mred\u001b[0m',
            },
          ],
          notes: ['the snap length of 96 bytes cut 12 % of packets'],
          firstTime: START,
          lastTime: END,
        },
        {
          name: 'office"\n<script>alert(1)</script>\u202egpj.log',
          sha256: '91c2ab7d22e4470f9d3311aa0b6e58f2c4d7e9f0a1b2c3d4e5f60718293a4b5c',
          format: 'zeek-conn',
          bytes: 902_144,
          read: 1_850,
          parsed: 1_850,
          flows: 1_850,
          facts: 0,
          rejected: {},
          ignored: { comment: 8 },
          examples: [],
          notes: [],
          firstTime: START + 3 * MINUTE,
          lastTime: END - MINUTE,
        },
      ],
      read: 63_050,
      parsed: 62_854,
      rejected: { 'truncated packet': 187, 'bad IPv4 header length': 9 },
      ignored: { 'spanning tree': 3_600, comment: 8 },
      samplingRate: 1,
      dropped: { 'port-scan': 0, features: 12 },
      late: { 'more than an hour ahead': 2 },
    },
    flowCount: 9_970,
    hostCount: 214,
    internal: {
      prefixes: ['10.1.0.0/24', '2001:db8:10::/48'],
      inferred: true,
      statement:
        'Internal prefixes were inferred from the traffic: 10.1.0.0/24, 2001:db8:10::/48; state them with --internal.',
    },
    hosts: [
      {
        site: 'default',
        host: '203.0.113.66',
        role: 'actor',
        risk: 0.868,
        peakTime: START + 55 * MINUTE,
        riskAtEnd: 0.702,
        shares: [
          share('port-scan', 0.4492, 0.6497, 5.8, false, [scan.id]),
          share('brute-force', 0.4188, 0.6241, 5.2, true, [bruteForce.id]),
        ],
      },
      {
        site: 'default',
        host: '2001:db8:77:1::/64',
        role: 'actor',
        risk: 0.811,
        peakTime: START + 80 * MINUTE,
        riskAtEnd: 0.744,
        shares: [
          share('flood', 0.4155, 0.574, 4.5, false, [flood.id]),
          share('port-scan', 0.3955, 0.5563, 4.3, false, [sweep.id]),
        ],
      },
      {
        site: 'default',
        host: '10.1.0.5',
        role: 'victim',
        risk: 0.62,
        peakTime: START + 44 * MINUTE,
        riskAtEnd: 0.41,
        shares: [share('port-scan', 0.62, 0.62, 5.1, false, [beingScanned.id])],
      },
      {
        site: 'default',
        host: '10.1.0.20',
        role: 'actor',
        risk: 0.3,
        peakTime: START + 95 * MINUTE,
        riskAtEnd: 0.28,
        shares: [share('learned', 0.3, 0.3, 3, true, [learned.id])],
      },
    ],
    network: [],
    campaigns: [],
    contexts: {
      '203.0.113.66': context('203.0.113.66', false, location('NL', 'Amsterdam', 52.37, 4.9), 2_600),
      '2001:db8:77:1::/64': context(
        '2001:db8:77:1::/64',
        false,
        location('SG', 'Singapore', 1.29, 103.85),
        640,
      ),
      '10.1.0.5': context('10.1.0.5', true, null, 3_020),
      '10.1.0.20': context('10.1.0.20', true, null, 4_100),
      '198.51.100.23': context('198.51.100.23', false, location('US', 'Ashburn', 39.04, -77.49), 90),
    },
    evidence: exampleEvidence,
    decisions,
    lines: { alert: 0.5, block: 0.8 },
    expectedAlarms: null,
    riskNumbers: {
      behaviourCap: 0.7,
      learnedCap: 0.6,
      contextCap: 0.1,
      surpriseFloor: 2,
      halfLifeMs: 6 * 3_600_000,
    },
    judge: 'Judged by models fitted on this capture: isolation forest, one-class SVM and autoencoder.',
    warnings: [
      'Majority trap: 61 % of the flows are near-identical failed attempts of one source, so the models may have learned the attack as normal; trust the behaviours.',
    ],
    models: [
      model('isolation-forest', 'Isolation forest', 0.5, null),
      model('one-class-svm', 'One-class SVM', 0.3, null),
      model('autoencoder', 'Autoencoder', 0.2, null),
      model(
        'host-forest',
        'Isolation forest of hosts',
        0,
        'too little to judge: 96 calibration rows, 200 needed',
      ),
    ],
    clusters: {
      epsilon: 0.41,
      minSamples: 10,
      clusters: 3,
      noise: 61,
      sampledRows: 5_000,
      silhouette: 0.382,
      note: null,
    },
    histograms: [
      histogram('isolation-forest', 'Isolation forest', 'anomaly score', 14, 0.62),
      histogram('one-class-svm', 'One-class SVM', 'distance outside the boundary', 8, 1.4),
      histogram('autoencoder', 'Autoencoder', 'reconstruction error', 5, 0.08),
    ],
    projection: exampleProjection(),
    timeline: exampleTimeline(),
    countries: [
      { countryCode: 'NL', hosts: 3, flows: 2_700, bytes: 31_000_000, risk: 0.868 },
      { countryCode: 'SG', hosts: 1, flows: 640, bytes: 2_100_000, risk: 0.811 },
      { countryCode: 'US', hosts: 41, flows: 3_900, bytes: 512_000_000, risk: 0.12 },
      { countryCode: 'DE', hosts: 22, flows: 1_100, bytes: 99_000_000, risk: 0 },
      { countryCode: 'FR', hosts: 4, flows: 90, bytes: 1_000_000, risk: 0 },
    ],
    attributions: [
      {
        text: 'IP Geolocation by DB-IP',
        url: 'https://db-ip.com',
        licence: 'CC BY 4.0',
        built: Date.UTC(2026, 1, 1),
      },
    ],
    flows: exampleFlows(),
    strangestLimit: 200,
    classic: null,
    ...overrides,
  };
}

function share(
  family: 'port-scan' | 'brute-force' | 'flood' | 'learned',
  part: number,
  confidence: number,
  surprise: number,
  attributable: boolean,
  evidenceIds: readonly string[],
): Analysis['hosts'][number]['shares'][number] {
  return { family, share: part, confidence, surprise, attributable, evidenceIds };
}

function model(
  name: string,
  title: string,
  weight: number,
  unused: string | null,
): Analysis['models'][number] {
  return {
    name,
    title,
    rows: name === 'host-forest' ? 'host-window' : 'flow',
    fittedRows: unused === null ? 5_980 : 190,
    calibrationRows: unused === null ? 1_990 : 96,
    weight,
    unused,
    notes:
      name === 'one-class-svm'
        ? ['the 3 % strangest training rows were trimmed by the isolation forest']
        : [],
  };
}

function exampleTimeline(): Analysis['timeline'] {
  const random = lehmer(3);
  const flows: number[] = [];
  const bytes: number[] = [];
  const strangeFlows: number[] = [];
  const evidence: number[] = [];
  for (let i = 0; i < 120; i++) {
    const attacked = i >= 42 && i < 58;
    flows.push(Math.round(40 + 30 * random() + (attacked ? 160 : 0)));
    bytes.push(Math.round(4e6 + 9e6 * random() + (i > 90 ? 3e7 * random() : 0)));
    strangeFlows.push(attacked ? Math.round(20 + 30 * random()) : random() > 0.8 ? 1 : 0);
    evidence.push(i === 42 || i === 50 || i === 78 || i === 79 || i === 95 ? 1 : 0);
  }
  return { bucketMs: MINUTE, start: START, flows, bytes, strangeFlows, evidence };
}
