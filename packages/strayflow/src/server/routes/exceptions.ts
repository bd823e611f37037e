/** Addresses that are spared, beside policy.allow of the configuration. */
import { z } from 'zod';
import { FAMILIES } from '../../model/evidence.js';
import { DIRECTIONS } from '../../model/exception-scope.js';
import type { LedgerException } from '../../store/ledger/exceptions.js';
import { canonical, families, HOUR_MS, MOST_HOURS, numberParams, prefix, reason } from '../acting/orders.js';
import { decodeCursor, pageAnswer, pageOf, pageQuery } from '../paging.js';
import { Problem } from '../problem.js';
import { route } from '../route.js';

/** That hold at a time: each block is held against all of them. */
const MOST_EXCEPTIONS = 10_000;

const exceptionSchema = z
  .strictObject({
    id: z.int(),
    prefix: z.string(),
    reason: z.string(),
    site: z.string().nullable().describe('null: at all of them'),
    families: z.array(z.enum(FAMILIES)).nullable().describe('null: whatever it does'),
    ports: z.array(z.int()).nullable().describe('Only for evidence about these destination ports alone'),
    direction: z.enum(DIRECTIONS).nullable(),
    added: z.number().describe('Unix ms'),
    expires: z.number().nullable().describe('Unix ms; null: until it is removed'),
  })
  .meta({ id: 'Exception' });

function shown(exception: LedgerException): z.infer<typeof exceptionSchema> {
  const { id, prefix: spared, reason: why, site, added, expires, direction } = exception;
  return {
    id,
    prefix: spared,
    reason: why,
    site: site ?? null,
    families: exception.families === undefined ? null : [...exception.families],
    ports: exception.ports === undefined ? null : [...exception.ports],
    direction: direction ?? null,
    added,
    expires,
  };
}

export const EXCEPTION_ROUTES = [
  route({
    method: 'get',
    path: '/exceptions',
    role: 'viewer',
    group: 'exceptions',
    summary: 'What is spared now.',
    query: z.strictObject(pageQuery),
    answer: pageAnswer(exceptionSchema),
    handle({ services, query, now }) {
      const after = decodeCursor(query.cursor, z.int()) ?? 0;
      const found = services.ledger.exceptions(now, after, query.limit + 1);
      return pageOf(found.map(shown), query.limit, ({ id }) => id);
    },
  }),
  route({
    method: 'post',
    path: '/exceptions',
    role: 'responder',
    group: 'exceptions',
    summary: 'Spares an address or prefix, and lifts what blocks it.',
    body: z.strictObject({
      prefix,
      reason,
      hours: z.int().min(1).max(MOST_HOURS).nullable().describe('For so long (h); null: until it is removed'),
      families: families.optional().describe('Only for evidence of these; absent: whatever it does'),
      ports: z.array(z.int().min(0).max(65_535)).min(1).max(100).optional(),
      direction: z.enum(DIRECTIONS).optional(),
      site: z.string().min(1).max(100).optional().describe('Absent: at all of them'),
    }),
    answer: z.strictObject({ exception: exceptionSchema, endedBlocks: z.int() }),
    status: 201,
    handle({ services: { ledger }, body, by, now }) {
      if (ledger.exceptions(now, 0, MOST_EXCEPTIONS).length >= MOST_EXCEPTIONS) {
        throw new Problem(409, 'Too much is spared already: end some of it first.');
      }
      const { hours, ...rest } = body;
      const expires = hours === null ? null : now + hours * HOUR_MS;
      const order = { ...rest, prefix: canonical(body.prefix), expires };
      const { id, ended } = ledger.except(order, by, now);
      return { exception: shown({ ...order, id, added: now }), endedBlocks: ended.length };
    },
  }),
  route({
    method: 'delete',
    path: '/exceptions/{id}',
    role: 'responder',
    group: 'exceptions',
    summary: 'Spares it no more.',
    params: numberParams,
    answer: null,
    handle({ services, params, by, now }) {
      if (!services.ledger.endException(params.id, by, now)) {
        throw new Problem(404, 'There is no such exception.');
      }
    },
  }),
];
