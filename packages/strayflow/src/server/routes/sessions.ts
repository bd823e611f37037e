/** Where an account is logged in: each session may be ended. */
import { z } from 'zod';
import { isOver } from '../access/account-access.js';
import { Problem } from '../problem.js';
import { time } from '../reading/schemas.js';
import { type Call, route } from '../route.js';

/** Characters of the hash that tell sessions of an account apart. */
const SHOWN = 16;

const sessionPlace = z
  .strictObject({
    id: z.string(),
    begun: time,
    seen: time.describe('When it was last used, to about a minute (Unix ms)'),
    isThis: z.boolean().describe('The one that asks'),
  })
  .meta({ id: 'SessionPlace' });

/** Those that hold, the one begun last first. */
function ownSessions({ services, who, now }: Call) {
  const { accounts, limits } = services;
  return accounts.sessions(who.name).filter((session) => !isOver(session, limits, now));
}

export const SESSIONS_ROUTES = [
  route({
    method: 'get',
    path: '/sessions',
    role: 'viewer',
    group: 'session',
    summary: "One's own sessions: browsers that are logged in.",
    answer: z.strictObject({ items: z.array(sessionPlace) }),
    handle(call) {
      const { by } = call.who;
      const items = ownSessions(call).map(({ id, begun, seen }) => ({
        id: id.slice(0, SHOWN),
        begun,
        seen,
        isThis: by.kind === 'session' && by.id === id,
      }));
      return { items };
    },
  }),
  route({
    method: 'delete',
    path: '/sessions/{id}',
    role: 'viewer',
    group: 'session',
    summary: "Ends one of one's own sessions: that browser is logged out.",
    params: z.strictObject({ id: z.string().min(1).max(64) }),
    answer: null,
    handle(call) {
      const { services, who, params } = call;
      if (who.by.kind === 'token')
        throw new Problem(409, 'A token ends no sessions: log in, or change the password.');
      const found = ownSessions(call).find(({ id }) => id.slice(0, SHOWN) === params.id);
      if (found === undefined) throw new Problem(404, 'There is no such session of yours.');
      services.changes.make('logged-out', call, { session: params.id }, (accounts) =>
        accounts.endSession(found.id),
      );
    },
  }),
];
