/** Canned answers about models and reports: test data. */
import type { ModelDetail, ModelList, ModelRow, ReportList } from '../../src/api/contract/policy.js';
import { NOW } from './answers.js';

const DAY_MS = 86_400_000;

const row = (version: number, isCurrent: boolean): ModelRow => ({
  version,
  sha256: String(version).repeat(64).slice(0, 64),
  added: NOW - (4 - version) * DAY_MS,
  isCurrent,
  fault: version === 1 ? 'the file is damaged: it ends too early' : null,
  flows: { learned: 20_000, seen: 1_234_567, members: ['isolation forest', 'autoencoder'] },
  hosts: { learned: 4_000, seen: 80_000, members: ['isolation forest'] },
});

export const MODELS: ModelList = {
  items: [row(3, true), row(2, false), row(1, false)],
  judgedBy: 'own',
  drift: {
    start: NOW - DAY_MS,
    end: NOW,
    flows: 15_645,
    columns: [
      'recent peers of the source: 5 hosts to 8 hosts before, 1 host to 3 hosts now (KS 0.97, PSI 0.1)',
    ],
  },
  isFollowed: true,
};

const QUANTILES = [0.5, 0.9, 0.99, 0.999, 1].map((p, place) => ({ p, score: 0.4 + 0.1 * place }));

const DETAIL: ModelDetail = {
  ...row(3, true),
  calibration: ['isolation forest', 'autoencoder'].map((member) => ({
    rows: 'flow',
    member,
    calibrationRows: 10_000,
    weight: 0.5,
    quantiles: QUANTILES,
  })),
  columns: [],
};

const REPORTS: ReportList = {
  items: [
    {
      name: '2026-11-22T00Z',
      made: NOW - DAY_MS,
      bytes: 1_379_892,
      files: ['evidence.json', 'flows.csv', 'hosts.csv', 'index.html', 'summary.txt'],
      isPublished: true,
    },
  ],
  schedule: { everyHours: 24, keep: 30 },
  places: ['intranet'],
  running: null,
};

/** By "METHOD path", as the canned server takes them. */
export const MODEL_ANSWERS: Readonly<Record<string, () => unknown>> = {
  'GET /api/v1/models': () => MODELS,
  'GET /api/v1/models/3': () => DETAIL,
  'GET /api/v1/models/2': () => ({ ...DETAIL, ...row(2, false) }),
  'GET /api/v1/models/3/changes': () => ({ items: ['flows: 2,000 more were learned from'] }),
  'GET /api/v1/models/2/changes': () => ({ items: [] }),
  'POST /api/v1/models/2/promote': () => row(2, true),
  'GET /api/v1/reports': () => REPORTS,
  'POST /api/v1/reports/make': () => null,
  'POST /api/v1/reports/2026-11-22T00Z/publish': () => null,
  'PUT /api/v1/reports/schedule': () => ({ everyHours: 12, keep: 30 }),
};
