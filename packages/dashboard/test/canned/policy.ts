/** Canned answers about the policy, blocks and exceptions: test data, with hostile names among them. */
import type { BlockRow, Exception, Mute } from '../../src/api/contract/incidents.js';
import type { Policy, PolicyPreview } from '../../src/api/contract/policy.js';
import { HOST_ROWS, NOW } from './answers.js';

const HOUR_MS = 3_600_000;

export const POLICY: Policy = {
  text: 'mode: enforce\nrules:\n  - name: clear-attack\n    when: { risk: 0.55 }\n    do: block\n',
  digest: 'a1',
  mode: 'enforce',
  file: 'strayflow.yaml',
  isEditable: true,
  why: null,
  alertLine: 0.5,
  blockLine: 0.8,
  alertBudget: null,
  rules: [{ name: 'clear-attack', action: 'block', text: 'Rule clear-attack: it is blocked for 5 min.' }],
  guards: [
    { name: 'allow-list', says: 'Spared: 198.51.100.0/24.' },
    { name: 'blocks-at-once', says: 'At most 1,000 blocks at once.' },
  ],
  schema: {},
};

const totals = (hosts: number): PolicyPreview['before'] => ({
  alertedHosts: 7,
  blockedHosts: hosts,
  doneHosts: hosts,
  waitingHosts: 0,
  blockedMs: hosts * HOUR_MS,
});

export const PREVIEW: PolicyPreview = {
  evidence: 411,
  from: NOW - 168 * HOUR_MS,
  to: NOW,
  before: totals(3),
  after: totals(4),
  newlyBlocked: [
    {
      site: '',
      host: '10.4.9.118',
      role: 'actor',
      before: null,
      after: null,
      known: { wrong: true, says: 'was a false alarm' },
    },
  ],
  noLongerBlocked: [],
  newlyAlerted: [],
  noLongerAlerted: [],
  blockedLonger: [],
  blockedShorter: [],
  heldBack: { 'allow-list': ['198.51.100.23'] },
  letPass: {},
  days: [],
  notes: ['Of two hosts the evidence is no longer kept.'],
};

const block = (place: number, status: BlockRow['status']): BlockRow => ({
  id: `block-${place}`,
  site: '',
  prefix: `203.0.113.${place}/32`,
  names: place === 2 ? ['<img src=x onerror=alert(1)>'] : [],
  status,
  ending: status === 'ended' ? 'undone' : null,
  rule: 'clear-attack',
  reason: 'risk 0.81 from port-scan: tried 894 ports of 10.4.0.9 in 25 s, 894 of them refused or silent',
  evidenceIds: ['a'],
  decided: NOW - place * 60_000,
  expires: NOW + HOUR_MS,
  ended: status === 'ended' ? NOW - 30_000 : null,
  refused: 12_345,
  passed: 0,
  missed: 0,
  losers: 0,
});

export const BLOCKS: readonly BlockRow[] = [block(1, 'standing'), block(2, 'waiting')];

const EXCEPTION: Exception = {
  id: 4,
  prefix: '2001:db8:4:9:aaaa:bbbb:cccc:0/112',
  reason: 'our own scanner',
  site: null,
  families: ['port-scan'],
  ports: [22, 443],
  direction: 'out',
  added: NOW - HOUR_MS,
  expires: null,
};

const MUTE: Mute = {
  id: 7,
  prefix: HOST_ROWS[0]!.host,
  families: ['beaconing'],
  reason: 'an update of ours',
  added: NOW - HOUR_MS,
  expires: NOW + HOUR_MS,
  kept: 12,
};

/** By "METHOD path", as the canned server takes them. */
export const POLICY_ANSWERS: Readonly<Record<string, () => unknown>> = {
  'GET /api/v1/policy': () => POLICY,
  'PUT /api/v1/policy': () => ({ ...POLICY, digest: 'b2' }),
  'POST /api/v1/policy/preview': () => PREVIEW,
  'GET /api/v1/blocks': () => ({ items: BLOCKS, next: null }),
  'GET /api/v1/exceptions': () => ({ items: [EXCEPTION], next: null }),
  'POST /api/v1/exceptions': () => ({ exception: EXCEPTION, endedBlocks: 1 }),
  'DELETE /api/v1/exceptions/4': () => null,
  'GET /api/v1/mutes': () => ({ items: [MUTE], next: null }),
  'DELETE /api/v1/mutes/7': () => null,
};
