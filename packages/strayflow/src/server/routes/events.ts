/** What happens, as it happens. */
import { eventStream } from '../event-stream.js';
import { Problem } from '../problem.js';
import { route } from '../route.js';

/** Streams at a time, of one account and of all. */
const MOST_OF_ACCOUNT = 20;
const MOST = 200;

export const EVENT_ROUTES = [
  route({
    method: 'get',
    path: '/events',
    role: 'viewer',
    group: 'events',
    summary:
      'Server-sent events: told {sequence}, status, acted, incident {id}; reset where some were missed. Last-Event-ID goes on.',
    answer: { media: 'text/event-stream' },
    handle({ services, request, who, signal, holds }) {
      const { events: hub, every, stopping } = services;
      if (hub.listening >= MOST || hub.listeningOf(who.name) >= MOST_OF_ACCOUNT) {
        throw new Problem(503, 'Too many listen already.', { retryAfter: 30 });
      }
      // Apache and nginx are to hand events on at once.
      const headers = { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' };
      // A stream that nobody reads would listen on.
      if (request.method === 'HEAD') return new Response(null, { headers });
      const last = request.headers.get('last-event-id');
      const stream = eventStream({
        hub,
        owner: who.name,
        last,
        holds,
        every,
        signals: [signal, stopping],
      });
      return new Response(stream, { headers });
    },
  }),
];
