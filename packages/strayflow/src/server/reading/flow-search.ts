/** What routes that search flows have in common: the query, the span, how long it may take, and what is said when it cannot be. */
import { z } from 'zod';
import { FlowsBusy } from '../../store/flows/flow-database.js';
import { storedSpan, type TimeSpan } from '../../store/flows/flow-files.js';
import type { FlowStore, FlowsWanted } from '../../store/flows/flow-store.js';
import { parseQuery } from '../../store/flows/query/parse.js';
import type { FlowQuery } from '../../store/flows/query/query.js';
import { MOST_CHARACTERS, QueryFault } from '../../store/flows/query/tokens.js';
import { Problem } from '../problem.js';
import type { Call } from '../route.js';
import { count, spanQuery, time } from './schemas.js';

const DAY_MS = 86_400_000;
/** Of one search; then it answers with what it has. */
const LIMIT_MS = 15_000;

export const flowQuery = {
  ...spanQuery,
  query: z
    .string()
    .max(2 * MOST_CHARACTERS)
    .default('')
    .describe('See docs/flow-queries.md; empty: all'),
};

export const isWhole = z.boolean().describe('False where a limit of time or of rows cut the search');

export const flowRow = z
  .strictObject({
    time,
    durationMs: z.number().nullable(),
    source: z.string(),
    destination: z.string(),
    sourcePort: z.int().nullable(),
    destinationPort: z.int().nullable(),
    protocol: z.int().nullable().describe('IANA number'),
    state: z.string().nullable().describe("Zeek's conn_state"),
    service: z.string().nullable(),
    bytesSent: z.number().nullable(),
    bytesReceived: z.number().nullable(),
    packetsSent: z.number().nullable(),
    packetsReceived: z.number().nullable(),
    input: count,
    record: count,
    site: z.string(),
    vlan: z.int().nullable(),
    uid: z.string().nullable(),
    identity: z.string().nullable(),
    exporter: z.string().nullable().describe('The device that told of it'),
    mac: z.string().nullable().describe('Hardware address of the source'),
  })
  .meta({ id: 'FlowRow' });

/** Throws Problem 400, which says where. */
export function queryOf(text: string): FlowQuery {
  try {
    return parseQuery(text);
  } catch (error) {
    if (!(error instanceof QueryFault)) throw error;
    const errors = [{ at: `query:${error.at}`, message: error.message }];
    throw new Problem(400, 'The query cannot be understood.', { errors, cause: error });
  }
}

export interface AskedSpan {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** The last day of what is stored, unless said otherwise; null where nothing is stored. Throws Problem 400. */
export function flowSpan({ reader }: FlowStore, { from, to }: AskedSpan): TimeSpan | null {
  if (from !== undefined && to !== undefined && from > to) throw new Problem(400, '"from" is after "to".');
  const stored = storedSpan(reader);
  if (stored === null) return null;
  const end = to ?? Math.max(stored.to, from ?? stored.to);
  return { from: from ?? end - DAY_MS, to: end };
}

/**
 * Does the work with a signal that says when it has taken long enough, or whoever asked has gone. Throws Problem 503 where
 * too many search.
 */
export async function searching<Result>(
  { services, signal }: Pick<Call, 'services' | 'signal'>,
  work: (signal: AbortSignal) => Promise<Result>,
  limitMs = LIMIT_MS,
): Promise<Result> {
  const late = new AbortController();
  const cancel = services.every(limitMs, () => late.abort());
  try {
    return await work(AbortSignal.any([signal, services.stopping, late.signal]));
  } catch (error) {
    if (!(error instanceof FlowsBusy)) throw error;
    throw new Problem(503, 'Too many searches are under way.', { retryAfter: 5, cause: error });
  } finally {
    cancel();
  }
}

/** Null where nothing is stored. */
export function wantedOf(
  store: FlowStore,
  { query, ...asked }: AskedSpan & { readonly query: string },
): Omit<FlowsWanted, 'signal'> | null {
  const parsed = queryOf(query);
  const span = flowSpan(store, asked);
  return span === null ? null : { query: parsed, span };
}
