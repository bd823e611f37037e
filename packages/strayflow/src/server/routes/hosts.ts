/** Hosts with evidence. */
import { z } from 'zod';
import { formatAddress, formatPrefix, parsePrefix } from '../../model/address.js';
import type { Incident } from '../../policy/incidents.js';
import { incidentsOf } from '../../store/ledger/incident-counts.js';
import { evidenceKey, listEvidence } from '../../store/reading/evidence.js';
import {
  hostKey,
  hostSpan,
  listHosts,
  readHost,
  readRisks,
  type StoredHost,
} from '../../store/reading/hosts.js';
import type { StateReader } from '../../store/reading/state-reader.js';
import { incidentShape } from '../acting/incident-row.js';
import { decodeCursor, pageAnswer, pageOf, pageQuery } from '../paging.js';
import { Problem } from '../problem.js';
import { hostRow, hostRowOf, riskNow } from '../reading/host-rows.js';
import { riskCourse } from '../reading/risk-course.js';
import {
  count,
  evidenceRow,
  evidenceRowOf,
  family,
  role,
  shareSchema,
  spanQuery,
  time,
} from '../reading/schemas.js';
import { type Call, route } from '../route.js';
import type { Services } from '../services.js';

const DAY_MS = 86_400_000;
const MOST_POINTS = 500;
const MOST_STORED = 100_000;
const MOST_INCIDENTS = 50;
const MOST_BLOCKS = 50;

const params = z.strictObject({ host: z.string().min(1).max(300) });
const site = z.string().min(1).max(200).optional().describe('Where several sites have this host');

/** As it is stored; throws Problem 404 for one without evidence. */
export function knownHost(state: StateReader, host: string, of: string | undefined): readonly StoredHost[] {
  for (const name of new Set([host, canonical(host)])) {
    const found = readHost(state, name, of ?? null);
    if (found.length > 0) return found;
  }
  throw new Problem(404, 'There is no evidence about this host.');
}

function canonical(host: string): string {
  const prefix = parsePrefix(host);
  if (prefix === null) return host;
  return host.includes('/') ? formatPrefix(prefix) : formatAddress(prefix.bytes);
}

const incident = z.strictObject({
  id: z.string(),
  role,
  risk: z.number(),
  action: incidentShape.action,
  simulated: z.boolean(),
  approval: incidentShape.approval,
  reason: z.string().describe('Why it was decided so, also why not more'),
  opened: time,
  changed: time,
  state: z.enum(['open', 'acknowledged', 'closed']),
});

const hostDetail = z
  .strictObject({
    site: z.string(),
    host: z.string(),
    subject: z.literal('network').nullable(),
    names: z.array(z.strictObject({ name: z.string(), source: z.string() })),
    isInternal: z.boolean().nullable(),
    location: z.strictObject({ country: z.string().nullable(), network: z.string().nullable() }).nullable(),
    risks: z.array(
      z.strictObject({
        role,
        risk: z.number(),
        peak: z.number(),
        peakTime: time,
        shares: z.array(shareSchema),
      }),
    ),
    lines: z
      .strictObject({ alert: z.number(), block: z.number() })
      .describe('Risks from which the policy alerts and blocks, where no rule of it says otherwise'),
    firstSeen: time.nullable(),
    lastSeen: time.nullable(),
    evidence: count,
    incidents: z.array(incident),
    blocks: z.array(
      z.strictObject({
        id: z.string(),
        prefix: z.string(),
        status: z.enum(['waiting', 'standing', 'ended']),
        expires: time,
      }),
    ),
  })
  .meta({ id: 'HostDetail' });

function incidentsAbout({ notices }: Services, hosts: readonly StoredHost[]): z.input<typeof incident>[] {
  const keys = hosts.map(({ site: of, host, role: as }) => JSON.stringify([of, host, as]));
  return incidentsOf(notices.database, keys, MOST_INCIDENTS).map(({ id, isOpen, changed, json }) => {
    const { notice, acknowledged } = JSON.parse(json) as Incident;
    const state = isOpen ? (acknowledged ? 'acknowledged' : 'open') : 'closed';
    const { role: as, risk, action, simulated, approval, reason, opened } = notice;
    return { id, role: as, risk, action, simulated, approval, reason, opened, changed, state };
  });
}

function blocksOf({ ledger }: Services, { site: of, host }: StoredHost) {
  const prefix = parsePrefix(host);
  if (prefix === null) return [];
  const wanted = formatPrefix(prefix);
  return ledger
    .blocks(['waiting', 'standing', 'ended'])
    .filter((block) => block.site === of && block.prefix === wanted)
    .slice(0, MOST_BLOCKS)
    .map(({ id, prefix: blocked, status, expires }) => ({ id, prefix: blocked, status, expires }));
}

function detailOf({
  services,
  params: { host },
  query,
}: Call<{ site?: string | undefined }, { host: string }>) {
  const { reading, config } = services;
  const { state } = reading;
  const found = knownHost(state, host, query.site);
  const [first] = found as [StoredHost];
  const { now } = state;
  const span = hostSpan(state, first.site, first.host);
  const isHost = first.subject === null;
  const place = isHost ? reading.place(first.host) : null;
  return {
    site: first.site,
    host: first.host,
    subject: first.subject,
    names: first.names.map(({ name, source }) => ({ name, source })),
    isInternal: isHost ? reading.isInternal(first.host) : null,
    location: place,
    risks: found.map((each) => ({
      role: each.role,
      risk: riskNow(each, now, config.risk),
      peak: each.peak,
      peakTime: each.peakTime,
      shares: each.shares,
    })),
    lines: { alert: config.policy.alertLine, block: config.policy.blockLine },
    firstSeen: span?.first ?? null,
    lastSeen: span?.last ?? null,
    evidence: span?.evidence ?? 0,
    incidents: incidentsAbout(services, found),
    blocks: isHost ? blocksOf(services, first) : [],
  };
}

export const HOST_ROUTES = [
  route({
    method: 'get',
    path: '/hosts',
    role: 'viewer',
    group: 'hosts',
    summary: 'Hosts with evidence: the riskiest first, or those seen last.',
    query: z.strictObject({
      ...pageQuery,
      search: z.string().min(1).max(300).optional().describe('Part of an address or a name, or a prefix'),
      order: z.enum(['risk', 'last']).default('risk'),
      family: family.optional().describe('Those with evidence of it'),
      role: role.optional(),
      site: z.string().min(1).max(200).optional(),
    }),
    answer: pageAnswer(hostRow),
    handle({ services: { reading, config }, query: { cursor, limit, ...wanted } }) {
      const after = decodeCursor(cursor, z.tuple([z.number(), z.int()]));
      const found = listHosts(reading.state, wanted, after, limit + 1);
      const { items, next } = pageOf(found, limit, (host) => hostKey(host, wanted.order));
      const { now } = reading.state;
      return { items: items.map((host) => hostRowOf(host, now, config.risk)), next };
    },
  }),
  route({
    method: 'get',
    path: '/hosts/{host}',
    role: 'viewer',
    group: 'hosts',
    summary: 'One host: its names, risks, incidents and blocks.',
    params,
    query: z.strictObject({ site }),
    answer: hostDetail,
    handle: detailOf,
  }),
  route({
    method: 'get',
    path: '/hosts/{host}/risk',
    role: 'viewer',
    group: 'hosts',
    summary:
      'The risk of a host over time, with the share of each family; a week, unless from and to say otherwise.',
    params,
    query: z.strictObject({ site, ...spanQuery }),
    answer: z.strictObject({
      items: z.array(
        z.strictObject({
          time,
          role,
          risk: z.number(),
          shares: z.array(z.strictObject({ family, share: z.number() })),
        }),
      ),
    }),
    handle({ services: { reading, config }, params: { host }, query }) {
      const { state } = reading;
      const found = knownHost(state, host, query.site);
      const newest = Math.max(state.now ?? 0, ...found.map((each) => each.time));
      const to = Math.min(query.to ?? newest + 1, newest + 1);
      const from = query.from ?? to - 7 * DAY_MS;
      const most = Math.floor(MOST_POINTS / found.length);
      return {
        items: found.flatMap(({ id, role: as }) =>
          riskCourse(as, readRisks(state, id, from, to, MOST_STORED), { from, to }, config.risk, most),
        ),
      };
    },
  }),
  route({
    method: 'get',
    path: '/hosts/{host}/evidence',
    role: 'viewer',
    group: 'hosts',
    summary: 'Evidence about a host: the last seen first, or the most surprising.',
    params,
    query: z.strictObject({ ...pageQuery, site, order: z.enum(['last', 'surprise']).default('last') }),
    answer: pageAnswer(evidenceRow),
    handle({ services: { reading }, params: { host }, query: { cursor, limit, order, ...query } }) {
      const [known] = knownHost(reading.state, host, query.site) as [StoredHost];
      const before = decodeCursor(cursor, z.tuple([z.number(), z.string()]));
      const wanted = { site: known.site, host: known.host };
      const { items, next } = pageOf(
        listEvidence(reading.state, wanted, before, limit + 1, order),
        limit,
        (piece) => evidenceKey(piece, order),
      );
      return { items: items.map(evidenceRowOf), next };
    },
  }),
];
