/** Flows: the history and what is not in it yet, by queries. */
import { z } from 'zod';
import { storedSpan } from '../../store/flows/flow-files.js';
import { type FlowOrder, flowPage, type RowKey, rowKey } from '../../store/flows/flow-page.js';
import { shown } from '../../store/flows/flow-row.js';
import { flowsOverTime, TOP_BY, topFlows } from '../../store/flows/flow-sums.js';
import { filled, stepsOf } from '../../store/reading/minutes.js';
import { decodeCursor, pageOf, pageQuery } from '../paging.js';
import { flowQuery, flowRow, isWhole, searching, wantedOf } from '../reading/flow-search.js';
import { count, time } from '../reading/schemas.js';
import { route } from '../route.js';

const MOST_STEPS = 200;
const ORDERS = ['newest', 'oldest', 'bytes'] as const satisfies readonly FlowOrder[];

const number = z.number();
const cursorSchema = z.tuple([
  z.enum(ORDERS),
  z.tuple([number, number, number, number, number, z.string().max(20)]),
]);

/** Throws Problem 400 for a cursor of another order. */
function keyOf(cursor: string | undefined, order: FlowOrder): RowKey | null {
  const schema = cursorSchema.refine(([of]) => of === order);
  return decodeCursor(cursor, schema)?.[1] ?? null;
}

export const FLOW_ROUTES = [
  route({
    method: 'get',
    path: '/flows',
    role: 'viewer',
    group: 'flows',
    summary:
      'Records of flows that a query finds; of the last day that is stored, unless from and to say otherwise.',
    query: z.strictObject({ ...pageQuery, ...flowQuery, order: z.enum(ORDERS).default('newest') }),
    answer: z.strictObject({
      items: z.array(flowRow),
      next: z.string().nullable(),
      isWhole,
      scannedFiles: count.describe('Files of the history'),
    }),
    async handle(call) {
      const { flows } = call.services.reading;
      const { order, limit, cursor, ...asked } = call.query;
      const after = keyOf(cursor, order);
      const wanted = wantedOf(flows, asked);
      if (wanted === null) return { items: [], next: null, isWhole: true, scannedFiles: 0 };
      const page = await searching(call, (signal) =>
        flowPage(flows, { ...wanted, signal }, order, limit, after),
      );
      const { items, next } = pageOf(page.rows, limit, (row) => [order, rowKey(row, order)]);
      return { items: items.map(shown), next, isWhole: page.isWhole, scannedFiles: page.scannedFiles };
    },
  }),
  route({
    method: 'get',
    path: '/flows/histogram',
    role: 'viewer',
    group: 'flows',
    summary: 'Flows that a query finds, over time; a flow counts when it ends.',
    query: z.strictObject(flowQuery),
    answer: z.strictObject({
      from: time,
      to: time.describe('Unix ms, not included'),
      stored: z.strictObject({ from: time, to: time }).nullable().describe('What is stored at all'),
      stepMs: count,
      items: z.array(z.strictObject({ time, flows: count, bytes: count })),
      isWhole,
    }),
    async handle(call) {
      const { flows } = call.services.reading;
      const wanted = wantedOf(flows, call.query);
      const stored = storedSpan(flows.reader);
      if (wanted === null || stored === null) {
        return { from: 0, to: 0, stored: null, stepMs: 60_000, items: [], isWhole: true };
      }
      const steps = stepsOf(wanted.span.from, wanted.span.to, MOST_STEPS);
      const { sums, isWhole: whole } = await searching(call, (signal) =>
        flowsOverTime(flows, { ...wanted, signal }, steps.stepMs),
      );
      const found = [...sums].map(([at, each]) => ({ time: at, ...each }));
      const items = filled(steps, found, { flows: 0, bytes: 0 });
      return { ...wanted.span, stored, stepMs: steps.stepMs, items, isWhole: whole };
    },
  }),
  route({
    method: 'get',
    path: '/flows/top',
    role: 'viewer',
    group: 'flows',
    summary: 'What most flows that a query finds have in common; "" where it is not known.',
    query: z.strictObject({
      ...flowQuery,
      by: z.enum(TOP_BY).default('source'),
      limit: z.coerce.number().int().min(1).max(500).default(20),
    }),
    answer: z.strictObject({
      items: z.array(z.strictObject({ key: z.string(), flows: count, bytes: count })),
      isWhole,
    }),
    async handle(call) {
      const { flows } = call.services.reading;
      const { by, limit, ...asked } = call.query;
      const wanted = wantedOf(flows, asked);
      if (wanted === null) return { items: [], isWhole: true };
      const { sums, isWhole: whole } = await searching(call, (signal) =>
        topFlows(flows, { ...wanted, signal }, by),
      );
      const items = [...sums]
        .map(([key, each]) => ({ key, ...each }))
        .sort((a, b) => b.flows - a.flows || b.bytes - a.bytes || (a.key < b.key ? -1 : 1));
      return { items: items.slice(0, limit), isWhole: whole };
    },
  }),
];
