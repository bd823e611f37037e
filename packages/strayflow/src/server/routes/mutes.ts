/** What nobody is told of for a while. */
import { z } from 'zod';
import { FAMILIES, type Family } from '../../model/evidence.js';
import { beginMute, endMute } from '../../shell/acting/mute-deeds.js';
import { type Mute, readMutes } from '../../store/ledger/mutes.js';
import { canonical, families, HOUR_MS, MOST_HOURS, numberParams, prefix, reason } from '../acting/orders.js';
import { decodeCursor, pageAnswer, pageOf, pageQuery } from '../paging.js';
import { Problem } from '../problem.js';
import { route } from '../route.js';

const muteSchema = z
  .strictObject({
    id: z.int(),
    prefix: z.string().nullable().describe('null: any host'),
    families: z.array(z.enum(FAMILIES)).nullable().describe('null: whatever it does'),
    reason: z.string(),
    added: z.number().describe('Unix ms'),
    expires: z.number().nullable().describe('Unix ms; null: until it is removed'),
    kept: z.int().describe('Notices that it kept from being sent'),
  })
  .meta({ id: 'Mute' });

function shown({ family, ...mute }: Mute): z.infer<typeof muteSchema> {
  // Written by beginMute and markFalseAlarm: names of families.
  const names = family?.split(',').filter((name) => name !== '') as Family[] | undefined;
  return { ...mute, families: names ?? null };
}

export const MUTE_ROUTES = [
  route({
    method: 'get',
    path: '/mutes',
    role: 'viewer',
    group: 'mutes',
    summary: 'What nobody is told of now, and how much it kept back.',
    query: z.strictObject(pageQuery),
    answer: pageAnswer(muteSchema),
    handle({ services, query, now }) {
      const after = decodeCursor(query.cursor, z.int()) ?? 0;
      const found = readMutes(services.notices.database, now, after, query.limit + 1);
      return pageOf(found.map(shown), query.limit, ({ id }) => id);
    },
  }),
  route({
    method: 'post',
    path: '/mutes',
    role: 'analyst',
    group: 'mutes',
    summary: 'Tells nobody of a host, or of behaviours, for a while; detection and blocks go on.',
    body: z
      .strictObject({
        prefix: prefix.nullable().describe('null: any host'),
        families: families.nullable().describe('null: whatever it does'),
        reason,
        hours: z.int().min(1).max(MOST_HOURS).describe('For so long (h)'),
      })
      .refine(
        (body) => body.prefix !== null || body.families !== null,
        'expected a prefix, or families, or both',
      ),
    answer: muteSchema,
    status: 201,
    handle(call) {
      const { services, body, now } = call;
      const order = {
        prefix: body.prefix === null ? null : canonical(body.prefix),
        families: body.families,
        reason: body.reason,
        expires: now + body.hours * HOUR_MS,
      };
      const mute = beginMute(services.notices, order, call);
      if (mute === null) throw new Problem(409, 'Too much is muted already: end some of it first.');
      return shown(mute);
    },
  }),
  route({
    method: 'delete',
    path: '/mutes/{id}',
    role: 'analyst',
    group: 'mutes',
    summary: 'Tells of it again.',
    params: numberParams,
    answer: null,
    handle(call) {
      if (!endMute(call.services.notices, call.params.id, call))
        throw new Problem(404, 'There is no such mute.');
    },
  }),
];
