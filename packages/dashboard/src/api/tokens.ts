/** Tokens: what programs use the service with. */
import { infiniteQueryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client.js';
import type { TokenOrder } from './contract/access.js';
import { KEYS } from './keys.js';

export const tokens = infiniteQueryOptions({
  queryKey: [KEYS.tokens],
  initialPageParam: '',
  queryFn: ({ pageParam: cursor, signal }) =>
    answerOf(api.GET('/api/v1/tokens', { params: { query: cursor === '' ? {} : { cursor } }, signal })),
  getNextPageParam: ({ next }) => next,
});

/** Its text is answered this once. */
export async function addToken(body: TokenOrder): Promise<string> {
  return (await answerOf(api.POST('/api/v1/tokens', { body }))).token;
}

export async function removeToken(id: string): Promise<void> {
  await answerOf(api.DELETE('/api/v1/tokens/{id}', { params: { path: { id } } }));
}
