/** Hosts with a risk. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client.js';
import type { Family, HostRole } from './contract/basics.js';
import type { HostRow } from './contract/hosts.js';
import { KEYS } from './keys.js';

export type HostOrder = 'risk' | 'last';

/** "" each for all. */
export interface HostsWanted {
  readonly order: HostOrder;
  /** Part of an address, a prefix or a known name. */
  readonly search: string;
  readonly family: Family | '';
  readonly role: HostRole | '';
  readonly site: string;
}

export function hosts(wanted: HostsWanted) {
  const { order, search, family, role, site } = wanted;
  return infiniteQueryOptions({
    queryKey: [KEYS.hosts, 'list', wanted],
    initialPageParam: '',
    queryFn: ({ pageParam: cursor, signal }) => {
      const query = {
        order,
        limit: 50,
        ...(search === '' ? {} : { search }),
        ...(family === '' ? {} : { family }),
        ...(role === '' ? {} : { role }),
        ...(site === '' ? {} : { site }),
        ...(cursor === '' ? {} : { cursor }),
      };
      return answerOf(api.GET('/api/v1/hosts', { params: { query }, signal }));
    },
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
}

/** The first few that fit, for the command palette. */
export function hostsLike(search: string) {
  return queryOptions({
    queryKey: [KEYS.hosts, 'like', search],
    enabled: search.length > 1,
    queryFn: async ({ signal }): Promise<readonly HostRow[]> =>
      (await answerOf(api.GET('/api/v1/hosts', { params: { query: { search, limit: 8 } }, signal }))).items,
    placeholderData: keepPreviousData,
  });
}
