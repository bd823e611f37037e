/** Tokens: what programs use the service with. */
import { infiniteQueryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client.js';
import { KEYS } from './keys.js';

export const tokens = infiniteQueryOptions({
  queryKey: [KEYS.tokens],
  initialPageParam: '',
  queryFn: ({ pageParam: cursor, signal }) =>
    answerOf(api.GET('/api/v1/tokens', { params: { query: cursor === '' ? {} : { cursor } }, signal })),
  getNextPageParam: ({ next }) => next,
});

export async function removeToken(id: string): Promise<void> {
  await answerOf(api.DELETE('/api/v1/tokens/{id}', { params: { path: { id } } }));
}
