/** An incident as lists of the API show it. */
import { z } from 'zod';
import { ACTIONS } from '../../model/decision.js';
import { FAMILIES } from '../../model/evidence.js';
import { type Incident, incidentOf } from '../../policy/index.js';
import { isMuted } from '../../shell/acting/muted.js';
import { type Mute, readMutes } from '../../store/ledger/mutes.js';
import type { KeptIncident } from '../../store/ledger/notices.js';
import type { Services } from '../services.js';

export const incidentShape = {
  id: z.string(),
  site: z.string(),
  host: z.string(),
  role: z.enum(['actor', 'victim']),
  names: z.array(z.string()).describe('That traffic gave it: anybody can forge them'),
  state: z.enum(['open', 'acknowledged', 'closed']),
  assigned: z.string().nullable().describe('Name of the account of who looks after it'),
  risk: z.number().describe('The highest so far (0..1)'),
  families: z.array(z.enum(FAMILIES)),
  action: z.enum(ACTIONS),
  simulated: z.boolean(),
  approval: z.boolean().describe('A person must agree before it is done'),
  rule: z.string(),
  reason: z.string(),
  opened: z.number().describe('Event time (Unix ms)'),
  changed: z.number().describe('When something was last heard of it (Unix ms)'),
  expires: z.number().nullable().describe('When its block ends (Unix ms)'),
  isMuted: z.boolean(),
};
export const incidentSchema = z.strictObject(incidentShape).meta({ id: 'Incident' });
type IncidentRow = z.infer<typeof incidentSchema>;

export function stateOf({ closed, acknowledged }: Incident): IncidentRow['state'] {
  return closed ? 'closed' : acknowledged ? 'acknowledged' : 'open';
}

export function incidentRow(kept: KeptIncident, mutes: readonly Mute[]): IncidentRow {
  const incident = incidentOf(kept);
  const { notice, assigned } = incident;
  const { site, host, role, risk, action, simulated, approval, rule, reason, opened, expires } = notice;
  return {
    id: kept.id,
    site,
    host,
    role,
    names: [...notice.names],
    state: stateOf(incident),
    assigned,
    risk,
    families: [...notice.families],
    action,
    simulated,
    approval,
    rule,
    reason,
    opened,
    changed: kept.changed,
    expires,
    isMuted: mutes.some((mute) => isMuted(notice, mute)),
  };
}

export function mutesNow({ notices }: Services, now: number): readonly Mute[] {
  return readMutes(notices.database, now);
}
