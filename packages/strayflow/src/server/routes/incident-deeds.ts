/** What people do about incidents. */
import { z } from 'zod';
import { isAtLeast } from '../../model/roles.js';
import {
  acknowledge,
  assign,
  close,
  type IncidentRefusal,
  markFalseAlarm,
} from '../../shell/acting/incident-deeds.js';
import type { KeptIncident } from '../../store/ledger/notices.js';
import { incidentRow, incidentSchema, mutesNow } from '../acting/incident-row.js';
import { DAY_MS, idParams, reason } from '../acting/orders.js';
import { Problem } from '../problem.js';
import { type Call, route } from '../route.js';

const REFUSALS: Readonly<Record<IncidentRefusal, () => Problem>> = {
  none: () => new Problem(404, 'There is no such incident.'),
  over: () => new Problem(409, 'The incident is over.'),
  'no-address': () => new Problem(409, 'Its host is no address that could be spared: close it instead.'),
};

function done<Result extends object>(result: Result | IncidentRefusal): Result {
  if (typeof result === 'string') throw REFUSALS[result]();
  return result;
}

function shown({ services, now }: Call, kept: KeptIncident) {
  return incidentRow(kept, mutesNow(services, now));
}

/** Who may look after incidents. */
function assignees({ accounts }: Call['services']): readonly string[] {
  return accounts
    .all()
    .filter(({ role }) => isAtLeast(role, 'analyst'))
    .map(({ name }) => name);
}

const parts = {
  method: 'post',
  role: 'analyst',
  group: 'incidents',
  params: idParams,
  answer: incidentSchema,
} as const;
const nothing = z.strictObject({});

export const INCIDENT_DEED_ROUTES = [
  route({
    ...parts,
    path: '/incidents/{id}/acknowledge',
    summary: 'Somebody looks after it: it is told again only when it grows stronger.',
    body: nothing,
    handle: (call) => shown(call, done(acknowledge(call.services.notices, call.params.id, call))),
  }),
  route({
    ...parts,
    path: '/incidents/{id}/assign',
    summary: 'Says who looks after it: an analyst, or somebody who may do more.',
    body: z.strictObject({ to: z.string().min(1).max(63).nullable().describe('Account; null: nobody') }),
    handle(call) {
      const { services, body, params } = call;
      if (body.to !== null && !assignees(services).includes(body.to)) {
        const errors = [{ at: 'body.to', message: 'expected one of /assignees' }];
        throw new Problem(422, 'No account of this name may look after incidents.', { errors });
      }
      return shown(call, done(assign(services.notices, params.id, body.to, call)));
    },
  }),
  route({
    ...parts,
    path: '/incidents/{id}/close',
    summary: 'Ends it; nobody is told.',
    body: nothing,
    handle: (call) => shown(call, done(close(call.services.notices, call.params.id, call))),
  }),
  route({
    ...parts,
    path: '/incidents/{id}/false-alarm',
    summary:
      'Nothing is wrong: closes it, lifts its blocks, spares and mutes these behaviours of the host, and notes it for training.',
    body: z.strictObject({
      reason,
      days: z.int().min(1).max(3_650).default(30).describe('Spared and muted for so long (d)'),
    }),
    handle(call) {
      const { services, body, params, now } = call;
      const until = now + body.days * DAY_MS;
      return shown(
        call,
        done(markFalseAlarm(services.notices, params.id, body.reason, until, call)).incident,
      );
    },
  }),
  route({
    method: 'get',
    path: '/assignees',
    role: 'analyst',
    group: 'incidents',
    summary: 'Names of accounts that may look after incidents.',
    answer: z.strictObject({ items: z.array(z.string()) }),
    handle: ({ services }) => ({ items: assignees(services) }),
  }),
];
