/** Blocks, and the kill switch; the watch makes the world agree with what is decided here within a second. */
import { z } from 'zod';
import {
  approve,
  type BlockRefusal,
  deny,
  isRefused,
  undo,
  undoOne,
} from '../../shell/acting/block-deeds.js';
import type { LedgerBlock } from '../../store/ledger/blocks.js';
import { blockRow, blockSchema } from '../acting/block-row.js';
import { HOUR_MS, idParams, reason, spareHours } from '../acting/orders.js';
import { decodeCursor, pageAnswer, pageOf, pageQuery } from '../paging.js';
import { Problem } from '../problem.js';
import { type Call, route } from '../route.js';

const REFUSALS: Readonly<Record<BlockRefusal, () => Problem>> = {
  none: () => new Problem(404, 'There is no such block.'),
  over: () => new Problem(409, 'The block has ended.'),
  'not-waiting': () => new Problem(409, 'The block stands already: it does not wait for approval.'),
};

function shown({ services, now }: Call, result: LedgerBlock | BlockRefusal) {
  if (isRefused(result)) throw REFUSALS[result]();
  return blockRow(result, services.names.current(), now);
}

const blockingSchema = z
  .strictObject({
    isBlocking: z.boolean().describe('false while the kill switch is thrown: nothing is held'),
    mode: z.enum(['observe', 'alert', 'enforce']),
  })
  .meta({ id: 'Blocking' });

function blocking({ ledger, config }: Call['services']): z.infer<typeof blockingSchema> {
  return { isBlocking: ledger.isBlocking, mode: config.policy.mode };
}

const parts = { method: 'post', role: 'responder', group: 'blocks' } as const;

export const BLOCK_ROUTES = [
  route({
    method: 'get',
    path: '/blocks',
    role: 'viewer',
    group: 'blocks',
    summary: 'Blocks, the newest decision first.',
    query: z.strictObject({
      status: z.enum(['live', 'ended', 'all']).default('live').describe('live: those that stand or wait'),
      ...pageQuery,
    }),
    answer: pageAnswer(blockSchema),
    handle({ services, query, now }) {
      const after = decodeCursor(query.cursor, z.tuple([z.number(), z.string().max(64)]));
      const place = after === null ? null : { decided: after[0], id: after[1] };
      const found = services.ledger.blockPage(query.status, place, now, query.limit + 1);
      const page = pageOf(found, query.limit, ({ decided, id }) => [decided, id]);
      const namesOf = services.names.current();
      return { items: page.items.map((block) => blockRow(block, namesOf, now)), next: page.next };
    },
  }),
  route({
    ...parts,
    path: '/blocks/{id}/approve',
    summary: 'Lets a block that waits be done.',
    params: idParams,
    body: z.strictObject({}),
    answer: blockSchema,
    handle: (call) => shown(call, approve(call.services.ledger, call.params.id, call)),
  }),
  route({
    ...parts,
    path: '/blocks/{id}/deny',
    summary: 'Drops a block that waits.',
    params: idParams,
    body: z.strictObject({ reason }),
    answer: blockSchema,
    handle: (call) => shown(call, deny(call.services.ledger, call.params.id, call.body.reason, call)),
  }),
  route({
    ...parts,
    path: '/blocks/{id}/undo',
    summary: 'Lifts a block, and spares its address for a while.',
    params: idParams,
    body: z.strictObject({ reason, hours: spareHours }),
    answer: blockSchema,
    handle(call) {
      const { services, params, body } = call;
      return shown(call, undoOne(services.ledger, params.id, body.reason, body.hours * HOUR_MS, call));
    },
  }),
  route({
    ...parts,
    path: '/blocks/undo-all',
    summary: 'Lifts every block, and spares their addresses for a while.',
    body: z.strictObject({ reason, hours: spareHours }),
    answer: z.strictObject({ ended: z.int() }),
    handle(call) {
      const { reason: why, hours } = call.body;
      return { ended: undo(call.services.ledger, () => true, why, hours * HOUR_MS, call).length };
    },
  }),
  route({
    method: 'get',
    path: '/blocking',
    role: 'viewer',
    group: 'blocks',
    summary: 'Whether blocks are held, or the kill switch is thrown.',
    answer: blockingSchema,
    handle: ({ services }) => blocking(services),
  }),
  route({
    method: 'put',
    path: '/blocking',
    role: 'responder',
    group: 'blocks',
    summary: 'Throws the kill switch, which lifts everything, or takes it back.',
    body: z.strictObject({ isBlocking: z.boolean(), reason }),
    answer: blockingSchema,
    handle({ services, body, by, now }) {
      services.ledger.switchBlocking(body.isBlocking, by, body.reason, now);
      return blocking(services);
    },
  }),
];
