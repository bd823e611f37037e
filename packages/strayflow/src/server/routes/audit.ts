/** The audit log. */
import { z } from 'zod';
import { decodeCursor, pageAnswer, pageOf, pageQuery } from '../paging.js';
import { route } from '../route.js';

const entrySchema = z
  .strictObject({
    sequence: z.int(),
    time: z.string().describe('ISO 8601 in UTC'),
    kind: z.string(),
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
    query: z.strictObject(pageQuery),
    answer: pageAnswer(entrySchema),
    handle({ services, query }) {
      const before = decodeCursor(query.cursor, z.int());
      const found = services.ledger.latestAudit(before, query.limit + 1);
      return pageOf(found, query.limit, ({ sequence }) => sequence);
    },
  }),
];
