/** The evidence of the example analysis. */
import { type Evidence, evidenceId, type RecordReference } from '../src/model/evidence.js';

/** 2026-03-03 18:00 UTC. */
export const START = Date.UTC(2026, 2, 3, 18);

function at(minute: number): { readonly start: number; readonly end: number } {
  return { start: START + minute * 60_000, end: START + (minute + 5) * 60_000 };
}

function records(first: number, count: number, input = 0): readonly RecordReference[] {
  return Array.from({ length: count }, (_, i) => ({ input, record: first + 3 * i }));
}

type Draft = Omit<Evidence, 'id' | 'revision' | 'site' | 'firstSeen' | 'lastSeen'>;

function evidence(draft: Draft): Evidence {
  const known = {
    ...draft,
    site: 'default',
    revision: 1,
    firstSeen: draft.window.start + 11_250,
    lastSeen: draft.window.end - 4_100,
  };
  return { id: evidenceId(known), ...known };
}

export const exampleEvidence = [
  evidence({
    family: 'port-scan',
    host: '203.0.113.66',
    role: 'actor',
    peer: '10.1.0.5',
    key: 'vertical 10.1.0.5',
    window: at(40),
    basis: { kind: 'test-bound', test: 'sequential test on failed first contacts (Jung et al. 2004)' },
    surprise: 5.8,
    attributable: false,
    summary: '203.0.113.66 tried 1,024 ports of 10.1.0.5 in 4 minutes; 1,019 refused or did not answer.',
    contributions: [
      { feature: 'ports tried', value: 1_024, unit: 'ports', usual: { low: 1, high: 6 }, share: 0.7 },
      { feature: 'share of failures', value: 0.995, unit: '', usual: { low: 0, high: 0.08 }, share: 0.3 },
    ],
    threshold: { feature: 'ports tried', value: 20, unit: 'ports' },
    records: records(1_000, 20),
    recordCount: 1_024,
    technique: 'T1046',
  }),
  evidence({
    family: 'brute-force',
    host: '203.0.113.66',
    role: 'actor',
    peer: '10.1.0.5',
    key: 'ssh 10.1.0.5:22',
    window: at(50),
    basis: { kind: 'measured-rate', measuredOn: 'ordinary SSH sessions of 31 machine-days' },
    surprise: 5.2,
    attributable: true,
    summary:
      '203.0.113.66 opened 212 short SSH connections to 10.1.0.5 port 22 in 5 minutes, all of one size.',
    contributions: [
      { feature: 'log-in attempts', value: 212, unit: 'connections', usual: { low: 0, high: 4 }, share: 0.6 },
      { feature: 'spread of bytes sent', value: 0.021, unit: '', usual: { low: 0.4, high: 3.1 }, share: 0.4 },
    ],
    threshold: { feature: 'log-in attempts', value: 12, unit: 'connections' },
    records: records(2_204, 20),
    recordCount: 212,
    technique: 'T1110',
  }),
  evidence({
    family: 'port-scan',
    host: '2001:db8:77:1::/64',
    role: 'actor',
    peer: null,
    key: 'horizontal 445',
    window: at(75),
    basis: { kind: 'test-bound', test: 'sequential test on failed first contacts (Jung et al. 2004)' },
    surprise: 4.3,
    attributable: false,
    summary: '2001:db8:77:1::/64 tried port 445 of 96 hosts of 2001:db8:10::/48 within 5 minutes.',
    contributions: [
      { feature: 'hosts tried', value: 96, unit: 'hosts', usual: { low: 1, high: 5 }, share: 1 },
    ],
    threshold: { feature: 'hosts tried', value: 15, unit: 'hosts' },
    records: records(64, 9, 1),
    recordCount: 96,
    technique: 'T1046',
  }),
  evidence({
    family: 'learned',
    host: '10.1.0.20',
    role: 'actor',
    peer: '198.51.100.23',
    key: 'flows',
    window: at(95),
    basis: { kind: 'tail-probability', calibrationRows: 1_990 },
    surprise: 3,
    attributable: true,
    summary:
      'Flows of 10.1.0.20 to 198.51.100.23 ("=cmd|calc", \u202eevil\u202c) are stranger than 99.9 % of ordinary flows.',
    contributions: [
      { feature: 'bytes sent', value: 48_211_000, unit: 'B', usual: { low: 410, high: 66_000 }, share: 0.8 },
      { feature: 'duration', value: 61_000, unit: 'ms', usual: null, share: 0.2 },
    ],
    threshold: null,
    records: records(5_001, 2, 1),
    recordCount: 2,
    technique: null,
    similar: {
      rows: 'flow',
      none: null,
      nearest: [
        {
          host: '10.1.0.20',
          peer: '198.51.100.80',
          port: 443,
          time: START + 3_600_000,
          record: { input: 1, record: 4_310 },
          distance: 2.413,
          differences: [
            { feature: 'bytes sent', unit: 'B', value: 48_211_000, ordinary: 61_200 },
            { feature: 'duration', unit: 'ms', value: 61_000, ordinary: 2_150 },
          ],
        },
        {
          host: '10.1.0.5',
          peer: '198.51.100.80',
          port: null,
          time: START + 1_800_000,
          record: null,
          distance: 2.7,
          differences: [],
        },
      ],
    },
  }),
  evidence({
    family: 'flood',
    host: '2001:db8:77:1::/64',
    role: 'actor',
    peer: '2001:db8:10::5',
    key: 'syn 2001:db8:10::5',
    window: at(75),
    basis: {
      kind: 'confidence-class',
      name: 'medium',
      why: 'the rate is high, but its sender is not proven',
    },
    surprise: 4.5,
    attributable: false,
    summary: '2001:db8:77:1::/64 sent 48,000 SYN a second to 2001:db8:10::5 and completed no handshake.',
    contributions: [
      { feature: 'SYN rate', value: 48_000, unit: 'per second', usual: { low: 0, high: 12.5 }, share: 1 },
    ],
    threshold: { feature: 'SYN rate', value: 400, unit: 'per second' },
    records: records(41_000, 20),
    recordCount: 1_440_000,
    technique: 'T1498.001',
  }),
  evidence({
    family: 'port-scan',
    host: '10.1.0.5',
    role: 'victim',
    peer: '203.0.113.66',
    key: 'vertical 203.0.113.66',
    window: at(40),
    basis: { kind: 'test-bound', test: 'sequential test on failed first contacts (Jung et al. 2004)' },
    surprise: 5.1,
    attributable: false,
    summary: '10.1.0.5 was tried on 1,024 ports by 203.0.113.66; 5 answered.',
    contributions: [
      { feature: 'ports tried', value: 1_024, unit: 'ports', usual: { low: 1, high: 6 }, share: 1 },
    ],
    threshold: { feature: 'ports tried', value: 20, unit: 'ports' },
    records: records(1_000, 20),
    recordCount: 1_024,
    technique: 'T1046',
  }),
] as const satisfies readonly Evidence[];
