/** The audit log. */
import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import { answerOf, api } from './client.js';
import type { AuditKind } from './contract/access.js';
import { KEYS } from './keys.js';

/** @param search part of an entry; "" for all. @param kind null: of any */
export function audit(search: string, kind: AuditKind | null) {
  return infiniteQueryOptions({
    queryKey: [KEYS.audit, search, kind],
    initialPageParam: '',
    queryFn: ({ pageParam: cursor, signal }) => {
      const query = {
        ...(search === '' ? {} : { search: search.slice(0, 100) }),
        ...(kind === null ? {} : { kind }),
        ...(cursor === '' ? {} : { cursor }),
      };
      return answerOf(api.GET('/api/v1/audit', { params: { query }, signal }));
    },
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
}
