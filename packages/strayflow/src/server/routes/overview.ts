/** The whole on one page: traffic, coverage, what was found in it, and what stands. */
import { z } from 'zod';
import { countClosed, countIncidents, openedBySteps } from '../../store/ledger/incident-counts.js';
import { countFamilies } from '../../store/reading/evidence.js';
import {
  filled,
  newestMinute,
  readCoverage,
  readTraffic,
  type Span,
  stepsOf,
} from '../../store/reading/minutes.js';
import { Problem } from '../problem.js';
import { hostRow, riskiest } from '../reading/host-rows.js';
import { count, family, spanQuery, time } from '../reading/schemas.js';
import { type Call, route } from '../route.js';

const DAY_MS = 86_400_000;
const MOST_STEPS = 400;
const MOST_HOSTS = 10;

const trafficStep = z.strictObject({
  time,
  flows: count,
  bytes: count,
  packets: count,
  evidence: count,
  incidents: count,
});
const coverageStep = z.strictObject({
  time,
  received: count,
  parsed: count,
  rejected: count,
  ignored: count,
  dropped: count,
  late: count,
  scored: count,
});

const overview = z
  .strictObject({
    from: time,
    to: time,
    stepMs: count,
    traffic: z.array(trafficStep).describe('By event time'),
    coverage: z
      .array(coverageStep)
      .describe("By the wall's clock; without from and to, the day up to the newest minute of that clock"),
    families: z.array(z.strictObject({ family, evidence: count, hosts: count })),
    incidents: z.strictObject({
      open: count,
      acknowledged: count,
      unacknowledged: count,
      closedInSpan: count,
    }),
    blocks: z.strictObject({
      standing: count,
      waiting: count,
      isBlocking: z.boolean(),
      mode: z.enum(['observe', 'alert', 'enforce']),
    }),
    riskiest: z.array(hostRow),
  })
  .meta({ id: 'Overview' });

type Asked = Pick<Call<{ from?: number | undefined; to?: number | undefined }>, 'services' | 'query' | 'now'>;

/** By event time, and by the wall's clock. */
function spansOf({ services, query, now }: Asked): { readonly event: Span; readonly wall: Span } {
  const { state } = services.reading;
  const newest = newestMinute(state, 'traffic') ?? now;
  const to = query.to ?? Math.max(newest, query.from ?? newest);
  const from = query.from ?? to - DAY_MS;
  if (from > to) throw new Problem(400, '"from" is after "to".');
  const event = stepsOf(from, to, MOST_STEPS);
  if (query.from !== undefined || query.to !== undefined) return { event, wall: event };
  const end = newestMinute(state, 'coverage') ?? now;
  return { event, wall: stepsOf(end - DAY_MS, end, MOST_STEPS) };
}

export const OVERVIEW_ROUTES = [
  route({
    method: 'get',
    path: '/overview',
    role: 'viewer',
    group: 'overview',
    summary:
      'Traffic, coverage, evidence, incidents, blocks and the riskiest hosts: of a day, unless from and to say otherwise.',
    query: z.strictObject(spanQuery),
    answer: overview,
    handle(call) {
      const { reading, notices, ledger, config } = call.services;
      const { event, wall } = spansOf(call);
      const { from, to, stepMs } = event;
      const opened = openedBySteps(notices.database, event);
      const incidents = filled(
        event,
        [...opened].map(([at, n]) => ({ time: at, incidents: n })),
        {
          incidents: 0,
        },
      );
      const { open, acknowledged } = countIncidents(notices.database);
      const live = ledger.blocks(['standing', 'waiting']);
      const standing = live.filter(({ status }) => status === 'standing').length;
      return {
        from,
        to,
        stepMs,
        traffic: readTraffic(reading.state, event).map((step, i) => ({
          ...step,
          incidents: incidents[i]!.incidents,
        })),
        coverage: readCoverage(reading.state, wall),
        families: countFamilies(reading.state, from, to),
        incidents: {
          open,
          acknowledged,
          unacknowledged: open - acknowledged,
          closedInSpan: countClosed(notices.database, wall.from, wall.to),
        },
        blocks: {
          standing,
          waiting: live.length - standing,
          isBlocking: ledger.isBlocking,
          mode: config.policy.mode,
        },
        riskiest: riskiest(reading.state, config.risk, MOST_HOSTS),
      };
    },
  }),
];
