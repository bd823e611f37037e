/** The overview of a span of time. */
import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client.js';
import type { SpanQuery } from './contract/basics.js';
import type { Overview } from './contract/hosts.js';
import { KEYS } from './keys.js';

/** What is looked at: so long up to the newest event (ms), or between two moments (Unix ms). */
export type Span =
  | { readonly kind: 'latest'; readonly lengthMs: number }
  | { readonly kind: 'between'; readonly from: number; readonly to: number };

const DAY_MS = 86_400_000;

async function ask(query: SpanQuery, signal: AbortSignal): Promise<Overview> {
  return answerOf(api.GET('/api/v1/overview', { params: { query }, signal }));
}

/** The server's own default is the last day up to the newest stored minute: where that is, only it knows. */
const LAST_DAY: Span = { kind: 'latest', lengthMs: DAY_MS };

async function boundsOf(span: Span, queries: QueryClient): Promise<SpanQuery> {
  if (span.kind === 'between') return { from: span.from, to: span.to };
  if (span.lengthMs === DAY_MS) return {};
  const { to } = await queries.ensureQueryData(overview(LAST_DAY));
  return { from: to - span.lengthMs, to };
}

export function overview(span: Span) {
  return queryOptions<Overview, Error, Overview, readonly [string, Span]>({
    queryKey: [KEYS.overview, span],
    queryFn: async ({ signal, client }): Promise<Overview> => ask(await boundsOf(span, client), signal),
    placeholderData: (before) => before,
  });
}
