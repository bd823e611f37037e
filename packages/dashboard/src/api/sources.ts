/** The inputs of the watch, and how they are. */
import { infiniteQueryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client.js';
import { KEYS } from './keys.js';

export const sources = infiniteQueryOptions({
  queryKey: [KEYS.sources],
  initialPageParam: '',
  refetchInterval: 30_000,
  queryFn: ({ pageParam: cursor, signal }) => {
    const query = { limit: 100, ...(cursor === '' ? {} : { cursor }) };
    return answerOf(api.GET('/api/v1/sources', { params: { query }, signal }));
  },
  getNextPageParam: ({ next }) => next,
});
