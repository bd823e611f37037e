/** Models: versions, what they hold scores against, and which one judges. */
import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client.js';
import type { ModelRow } from './contract/policy.js';
import { KEYS } from './keys.js';

export const models = queryOptions({
  queryKey: [KEYS.models, 'list'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/models', { signal })),
});

export function model(version: number) {
  return queryOptions({
    queryKey: [KEYS.models, 'one', version],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/models/{version}', { params: { path: { version } }, signal })),
  });
}

/** What is other in `version` than in `from`, in sentences. */
export function modelChanges(version: number, from: number) {
  return queryOptions({
    queryKey: [KEYS.models, 'changes', version, from],
    queryFn: async ({ signal }) => {
      const params = { path: { version }, query: { from } };
      return (await answerOf(api.GET('/api/v1/models/{version}/changes', { params, signal }))).items;
    },
  });
}

export async function promote(version: number): Promise<ModelRow> {
  return answerOf(api.POST('/api/v1/models/{version}/promote', { params: { path: { version } }, body: {} }));
}
