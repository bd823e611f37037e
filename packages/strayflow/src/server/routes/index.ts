/** Every operation of the server: one line a group. */
import type { Route } from '../route.js';
import { ACCOUNT_ROUTES } from './accounts.js';
import { AUDIT_ROUTES } from './audit.js';
import { BLOCK_ROUTES } from './blocks.js';
import { EVENT_ROUTES } from './events.js';
import { EXCEPTION_ROUTES } from './exceptions.js';
import { HEALTH_ROUTES } from './health.js';
import { INCIDENT_DEED_ROUTES } from './incident-deeds.js';
import { INCIDENT_ROUTES } from './incidents.js';
import { MUTE_ROUTES } from './mutes.js';
import { OPENID_ROUTES } from './openid.js';
import { PUSH_ROUTES } from './push.js';
import { SESSION_ROUTES } from './session.js';
import { STATUS_ROUTES } from './status.js';
import { TOKEN_ROUTES } from './tokens.js';

export const ROUTES: readonly Route[] = [
  ...HEALTH_ROUTES,
  ...SESSION_ROUTES,
  ...OPENID_ROUTES,
  ...ACCOUNT_ROUTES,
  ...TOKEN_ROUTES,
  ...AUDIT_ROUTES,
  ...STATUS_ROUTES,
  ...EVENT_ROUTES,
  ...INCIDENT_ROUTES,
  ...INCIDENT_DEED_ROUTES,
  ...MUTE_ROUTES,
  ...BLOCK_ROUTES,
  ...EXCEPTION_ROUTES,
  ...PUSH_ROUTES,
];
