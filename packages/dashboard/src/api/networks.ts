/** Networks of our own, countries of the others, and what goes between them. */
import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client.js';
import { KEYS } from './keys.js';

/** @param span Unix ms, the end not included */
export function networks({ from, to }: { readonly from: number; readonly to: number }) {
  return queryOptions({
    queryKey: [KEYS.networks, from, to],
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/networks', { params: { query: { from, to } }, signal })),
  });
}
