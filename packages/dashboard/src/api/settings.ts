/** How the service is set up. */
import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client.js';
import { KEYS } from './keys.js';

export const settings = queryOptions({
  queryKey: [KEYS.settings],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/settings', { signal })),
});
