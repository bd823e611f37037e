/** How the watch is doing. */
import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client.js';
import { KEYS } from './keys.js';

export const status = queryOptions({
  queryKey: [KEYS.status],
  refetchInterval: 30_000,
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/status', { signal })),
});
