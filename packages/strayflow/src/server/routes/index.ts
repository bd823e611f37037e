/** Every operation of the server: one line a group. */
import type { Route } from '../route.js';
import { ACCOUNT_ROUTES } from './accounts.js';
import { AUDIT_ROUTES } from './audit.js';
import { BLOCK_ROUTES } from './blocks.js';
import { EVENT_ROUTES } from './events.js';
import { EVIDENCE_ROUTES } from './evidence.js';
import { EXCEPTION_ROUTES } from './exceptions.js';
import { EXPORT_ROUTES } from './exports.js';
import { FLOW_ROUTES } from './flows.js';
import { HEALTH_ROUTES } from './health.js';
import { HOST_ROUTES } from './hosts.js';
import { INCIDENT_DEED_ROUTES } from './incident-deeds.js';
import { INCIDENT_ROUTES } from './incidents.js';
import { MODEL_ROUTES } from './models.js';
import { MUTE_ROUTES } from './mutes.js';
import { NETWORK_ROUTES } from './networks.js';
import { OPENID_ROUTES } from './openid.js';
import { OVERVIEW_ROUTES } from './overview.js';
import { POLICY_ROUTES } from './policy.js';
import { PUSH_ROUTES } from './push.js';
import { REPORT_ROUTES } from './reports.js';
import { SESSION_ROUTES } from './session.js';
import { SESSIONS_ROUTES } from './sessions.js';
import { SETTINGS_ROUTES } from './settings.js';
import { SOURCE_ROUTES } from './sources.js';
import { STATUS_ROUTES } from './status.js';
import { TOKEN_ROUTES } from './tokens.js';

export const ROUTES: readonly Route[] = [
  ...HEALTH_ROUTES,
  ...SESSION_ROUTES,
  ...SESSIONS_ROUTES,
  ...OPENID_ROUTES,
  ...ACCOUNT_ROUTES,
  ...TOKEN_ROUTES,
  ...AUDIT_ROUTES,
  ...STATUS_ROUTES,
  ...SETTINGS_ROUTES,
  ...EVENT_ROUTES,
  ...INCIDENT_ROUTES,
  ...INCIDENT_DEED_ROUTES,
  ...MUTE_ROUTES,
  ...BLOCK_ROUTES,
  ...EXCEPTION_ROUTES,
  ...PUSH_ROUTES,
  ...OVERVIEW_ROUTES,
  ...HOST_ROUTES,
  ...EXPORT_ROUTES,
  ...EVIDENCE_ROUTES,
  ...SOURCE_ROUTES,
  ...POLICY_ROUTES,
  ...FLOW_ROUTES,
  ...NETWORK_ROUTES,
  ...MODEL_ROUTES,
  ...REPORT_ROUTES,
];
