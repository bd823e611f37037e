/** A state as a watch leaves it, beside a test application. */
import type { Evidence } from '../../src/model/evidence.js';
import { riskOptionsSchema, riskRank } from '../../src/risk/index.js';
import { type Commit, LiveState } from '../../src/store/live-state.js';
import type { HostNews } from '../../src/store/overview-tables.js';
import { exampleEvidence } from '../example-evidence.js';

/** Event time of the newest record. */
export const NOW = Date.UTC(2026, 0, 5, 11, 59);
export const RISK = riskOptionsSchema.parse({});
const OPTIONS = { site: 'test', history: { days: 3_650, maxBytes: 2 ** 40 }, evidenceDays: 36_500 };

export const piece = (id: string, host: string, changes: Partial<Evidence> = {}): Evidence => ({
  ...exampleEvidence[0]!,
  id,
  site: 'test',
  host,
  role: 'actor',
  firstSeen: NOW - 60_000,
  lastSeen: NOW,
  ...changes,
});

export function hostNews(host: string, risk: number, time = NOW, changes: Partial<HostNews> = {}): HostNews {
  const parts = [{ family: 'port-scan' as const, share: risk, confidence: risk }];
  const shares = [{ ...parts[0]!, surprise: 5, attributable: true, evidenceIds: ['one'] }];
  return {
    host: { site: 'test', host, role: 'actor', risk, peakTime: time, riskAtEnd: risk, shares },
    time,
    parts,
    rank: riskRank(parts, time, RISK),
    lastSeen: time,
    names: [],
    moments: [{ step: Math.floor(time / 300_000), time, risk, parts }],
    ...changes,
  };
}

const EMPTY: Commit = {
  positions: [],
  books: new Map(),
  snapshots: new Map(),
  settings: new Map([
    ['now', String(NOW)],
    ['network', JSON.stringify({ prefixes: ['10.0.0.0/8'], inferred: false, statement: '' })],
  ]),
  told: [],
  tick: null,
  line: NOW,
  hoursUntil: NOW,
  now: NOW,
};

/** Stores what `keep` appends and what `commits` say, and gives the state free. */
export function store(
  folder: string,
  commits: readonly Partial<Commit>[],
  keep: (state: LiveState) => void = () => undefined,
): void {
  const state = new LiveState(folder, OPTIONS);
  keep(state);
  for (const commit of commits) state.commit({ ...EMPTY, ...commit });
  state.close();
}
