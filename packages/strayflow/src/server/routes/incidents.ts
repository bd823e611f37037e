/** Incidents: what is going on, and what happened about each. */
import { z } from 'zod';
import { formatPrefix, parsePrefix } from '../../model/address.js';
import { FAMILIES } from '../../model/evidence.js';
import { type Incident, incidentOf } from '../../policy/index.js';
import type { LedgerBlock } from '../../store/ledger/blocks.js';
import { pageOfIncidents } from '../../store/ledger/incident-pages.js';
import { blockRow, blockSchema } from '../acting/block-row.js';
import { incidentRow, incidentSchema, incidentShape, mutesNow } from '../acting/incident-row.js';
import { idParams } from '../acting/orders.js';
import { momentSchema, timelineOf } from '../acting/timeline.js';
import { decodeCursor, pageAnswer, pageOf, pageQuery } from '../paging.js';
import { Problem } from '../problem.js';
import { route } from '../route.js';
import type { Services } from '../services.js';

const MOST_BLOCKS = 100;
/** Entries of the audit log, the latest. */
const MOST_ENTRIES = 500;
/** No name of an account. */
const NOBODY = '-';

const namedSchema = z.strictObject({
  address: z.string(),
  names: z.array(z.strictObject({ name: z.string(), source: z.enum(['dhcp', 'dns', 'tls', 'http']) })),
});
const pieceSchema = z.strictObject({
  id: z.string(),
  family: z.enum(FAMILIES),
  summary: z.string(),
  surprise: z.number(),
  firstSeen: z.number().describe('Event time (Unix ms)'),
  lastSeen: z.number().describe('Event time (Unix ms)'),
});

/** Those decided for its host while it lasted. */
function blocksOf({ ledger }: Services, { notice }: Incident): readonly LedgerBlock[] {
  const host = parsePrefix(notice.host);
  if (host === null) return [];
  return ledger.blocksOf(notice.site, formatPrefix(host), notice.opened, notice.time, MOST_BLOCKS);
}

export const INCIDENT_ROUTES = [
  route({
    method: 'get',
    path: '/incidents',
    role: 'viewer',
    group: 'incidents',
    summary: 'Incidents, last changed first.',
    query: z.strictObject({
      state: z.enum(['open', 'closed', 'all']).default('open').describe('open: those acknowledged, too'),
      search: z.string().min(1).max(100).optional().describe('Part of number, host, name, family or rule'),
      assigned: z.string().min(1).max(63).optional().describe(`Name of an account; "${NOBODY}": to nobody`),
      ...pageQuery,
    }),
    answer: pageAnswer(incidentSchema),
    handle({ services, query, now }) {
      const after = decodeCursor(query.cursor, z.tuple([z.number(), z.string().max(64)]));
      const place = after === null ? null : { changed: after[0], id: after[1] };
      const assigned = query.assigned === NOBODY ? '' : (query.assigned ?? null);
      const which = { state: query.state, search: query.search ?? null, assigned };
      const found = pageOfIncidents(services.notices.database, which, place, query.limit + 1);
      const page = pageOf(found, query.limit, ({ changed, id }) => [changed, id]);
      const mutes = mutesNow(services, now);
      return { items: page.items.map((kept) => incidentRow(kept, mutes)), next: page.next };
    },
  }),
  route({
    method: 'get',
    path: '/incidents/{id}',
    role: 'viewer',
    group: 'incidents',
    summary: 'All that is known of an incident, with what happened in order.',
    params: idParams,
    answer: z
      .strictObject({
        ...incidentShape,
        named: z.array(namedSchema),
        evidence: z.array(pieceSchema),
        moreEvidence: z.number(),
        blocks: z.array(blockSchema),
        timeline: z.array(momentSchema),
      })
      .meta({ id: 'IncidentDetail' }),
    handle({ services, params: { id }, now }) {
      const { ledger, notices, names } = services;
      const kept = notices.incident(id);
      if (kept === null) throw new Problem(404, 'There is no such incident.');
      const incident = incidentOf(kept);
      const blocks = blocksOf(services, incident);
      const log = ledger.auditAbout(
        id,
        blocks.map((block) => block.id),
        MOST_ENTRIES,
      );
      const { named = [], evidence, moreEvidence } = incident.notice;
      return {
        ...incidentRow(kept, mutesNow(services, now)),
        named,
        evidence,
        moreEvidence,
        blocks: blocks.map((block) => blockRow(block, names.current(), now)),
        timeline: timelineOf(kept, incident, log),
      };
    },
  }),
];
