/** Pieces of evidence, each with what would have had to be otherwise, and its records. */
import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client.js';
import { KEYS } from './keys.js';

export function evidence(id: string) {
  return queryOptions({
    queryKey: [KEYS.evidence, 'one', id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/v1/evidence/{id}', { params: { path: { id } }, signal })),
  });
}

export function evidenceRecords(id: string) {
  return queryOptions({
    queryKey: [KEYS.evidence, 'records', id],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/v1/evidence/{id}/records', { params: { path: { id }, query: { limit: 20 } }, signal }),
      ),
  });
}
