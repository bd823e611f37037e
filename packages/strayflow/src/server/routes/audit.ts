/** The audit log. */
import { z } from 'zod';
import { AUDIT_KINDS } from '../../store/ledger/audit.js';
import { decodeCursor, pageAnswer, pageOf, pageQuery } from '../paging.js';
import { route } from '../route.js';

const entrySchema = z
  .strictObject({
    sequence: z.int(),
    time: z.string().describe('ISO 8601 in UTC'),
    kind: z.enum(AUDIT_KINDS),
    by: z.string(),
    about: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AuditEntry' });

export const AUDIT_ROUTES = [
  route({
    method: 'get',
    path: '/audit',
    role: 'admin',
    group: 'audit',
    summary: 'The audit log, newest first.',
    query: z.strictObject({
      kind: z.enum(AUDIT_KINDS).optional(),
      search: z.string().min(1).max(100).optional().describe('Part of an entry: who, whom, why'),
      ...pageQuery,
    }),
    answer: pageAnswer(entrySchema),
    handle({ services, query }) {
      const before = decodeCursor(query.cursor, z.int());
      const found = services.ledger.latestAudit(before, query.limit + 1, {
        kind: query.kind ?? null,
        search: query.search ?? null,
      });
      return pageOf(found, query.limit, ({ sequence }) => sequence);
    },
  }),
];
