/** Records of flows by query: themselves, over time, and what they have in common. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client.js';
import type { FlowHistogram, FlowOrder, FlowTopBy } from './contract/flows.js';
import { KEYS } from './keys.js';

export interface FlowsAsked {
  /** In the language of docs/flow-queries.md. */
  readonly query: string;
  /** Unix ms. */
  readonly from: number;
  /** Not included. */
  readonly to: number;
}

/** All searches that are under way can be stopped by it. */
export const SEARCHES = [KEYS.flows, 'search'] as const;
const PAGE = 50;
const MOST_TOP = 12;
/** A search costs the server much: it is done again when it is asked for again. */
const KEPT = { staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false } as const;

/** The times that are stored at all; null: none. */
export const storedFlows = queryOptions({
  queryKey: [KEYS.flows, 'stored'],
  // When it moves, all that is shown is searched for anew.
  staleTime: 60_000,
  refetchOnWindowFocus: false,
  queryFn: async ({ signal }): Promise<FlowHistogram['stored']> => {
    // An empty span costs nothing.
    const params = { query: { from: 0, to: 0 } };
    return (await answerOf(api.GET('/api/v1/flows/histogram', { params, signal }))).stored;
  },
});

export function flowRows(asked: FlowsAsked, order: FlowOrder) {
  return infiniteQueryOptions({
    ...KEPT,
    queryKey: [...SEARCHES, 'rows', asked, order],
    initialPageParam: '',
    queryFn: ({ pageParam: cursor, signal }) => {
      const query = { ...asked, order, limit: PAGE, ...(cursor === '' ? {} : { cursor }) };
      return answerOf(api.GET('/api/v1/flows', { params: { query }, signal }));
    },
    getNextPageParam: ({ next }) => next,
  });
}

export function flowHistogram(asked: FlowsAsked) {
  return queryOptions({
    ...KEPT,
    queryKey: [...SEARCHES, 'histogram', asked],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/flows/histogram', { params: { query: { ...asked } }, signal })),
  });
}

export function flowTop(asked: FlowsAsked, by: FlowTopBy) {
  return queryOptions({
    ...KEPT,
    queryKey: [...SEARCHES, 'top', asked, by],
    queryFn: ({ signal }) => {
      const query = { ...asked, by, limit: MOST_TOP };
      return answerOf(api.GET('/api/v1/flows/top', { params: { query }, signal }));
    },
  });
}

/** A link to a file; the browser sends who is logged in. */
export function exportAddress(
  { query, from, to }: FlowsAsked,
  format: 'csv' | 'ndjson' | 'ecs' | 'ocsf',
): string {
  const asked = new URLSearchParams({ query, from: String(from), to: String(to), format });
  return `/api/v1/flows/export?${asked}`;
}
