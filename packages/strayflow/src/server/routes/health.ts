/** What supervisors and monitoring ask. */
import { z } from 'zod';
import { metricsText } from '../metrics.js';
import { Problem } from '../problem.js';
import { route } from '../route.js';

/** The watch is taken for stuck when it was silent for so many times its pause between two statuses. */
const SILENT_TIMES = 4;

const answer = z.strictObject({ ok: z.literal(true) });

export const HEALTH_ROUTES = [
  route({
    method: 'get',
    path: '//healthz',
    role: 'public',
    group: 'health',
    summary: 'The server answers.',
    answer,
    handle: () => ({ ok: true as const }),
  }),
  route({
    method: 'get',
    path: '//readyz',
    role: 'public',
    group: 'health',
    summary: 'The stores can be read, and the watch told of itself not long ago; else 503.',
    answer,
    handle({ services, now }) {
      const { accounts, config, heard, ledger } = services;
      if (accounts.count < 0 || ledger.version < 0) throw new Problem(503, 'The stores cannot be read.');
      const pause = config.watch.statusSeconds * 1_000;
      const last = heard();
      if (pause > 0 && (last === null || now - last.time > SILENT_TIMES * pause)) {
        throw new Problem(503, 'The watch did not tell of itself.');
      }
      return { ok: true as const };
    },
  }),
  route({
    method: 'get',
    path: '//metrics',
    role: 'viewer',
    scope: 'metrics',
    isOpenToLoopback: true,
    group: 'health',
    summary: 'Measurements in the text format of Prometheus.',
    answer: { media: 'text/plain' },
    handle: ({ services, now }) =>
      new Response(metricsText(services, now), {
        headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
      }),
  }),
];
