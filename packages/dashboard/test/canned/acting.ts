/** Canned answers about incidents and blocks: test data, with a hostile name and a long reason among them. */
import type { Blocking, IncidentRow } from '../../src/api/contract/incidents.js';
import { HOST_ROWS, NOW } from './answers.js';

const BLOCKING: Blocking = { isBlocking: true, mode: 'enforce' };
const STATES = ['open', 'acknowledged', 'open'] as const;

export const INCIDENTS: readonly IncidentRow[] = HOST_ROWS.slice(0, 5).map((row, place) => ({
  id: `incident-${place}`,
  site: row.site,
  host: row.host,
  role: row.role,
  names: row.names,
  state: STATES[place % STATES.length]!,
  assigned: place === 1 ? 'anna' : null,
  risk: row.peak,
  families: row.families,
  action: place === 0 ? 'block' : 'alert',
  simulated: false,
  approval: place === 0,
  rule: 'alert',
  reason: `risk ${row.peak.toFixed(2)} by ${row.families.join(', ')}: ${'tried many ports of many hosts; '.repeat(place)}`,
  opened: NOW - (place + 1) * 3_600_000,
  changed: NOW - place * 60_000,
  expires: null,
  isMuted: place === 3,
}));

/** By "METHOD path", as the canned server takes them. */
export const ACTING_ANSWERS: Readonly<Record<string, () => unknown>> = {
  'GET /api/v1/blocking': () => BLOCKING,
  'GET /api/v1/incidents': () => ({ items: INCIDENTS, next: null }),
  'GET /api/v1/assignees': () => ({ items: ['anna', 'ben'] }),
};
