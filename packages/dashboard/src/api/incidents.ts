/** Incidents, and what people do about them. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client.js';
import type { Query } from './contract/answers.js';
import type { IncidentRow } from './contract/incidents.js';
import { KEYS } from './keys.js';

export type IncidentState = NonNullable<Query<'/api/v1/incidents'>['state']>;

export interface IncidentsWanted {
  readonly state: IncidentState;
  /** "" for all */
  readonly search: string;
  /** Name of an account, "-" for those of nobody, "" for all. */
  readonly assigned: string;
}

/** Those that changed last first. */
export function incidents({ state, search, assigned }: IncidentsWanted) {
  return infiniteQueryOptions({
    queryKey: [KEYS.incidents, 'list', state, search, assigned],
    initialPageParam: '',
    queryFn: ({ pageParam: cursor, signal }) => {
      const query = {
        state,
        limit: 50,
        ...(search === '' ? {} : { search }),
        ...(assigned === '' ? {} : { assigned }),
        ...(cursor === '' ? {} : { cursor }),
      };
      return answerOf(api.GET('/api/v1/incidents', { params: { query }, signal }));
    },
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
}

export function incident(id: string) {
  return queryOptions({
    queryKey: [KEYS.incidents, 'one', id],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/v1/incidents/{id}', { params: { path: { id } }, signal })),
  });
}

export const assignees = queryOptions({
  queryKey: [KEYS.incidents, 'assignees'],
  staleTime: 60_000,
  queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/assignees', { signal }))).items,
});

const path = (id: string) => ({ params: { path: { id } } });

export async function acknowledge(id: string): Promise<IncidentRow> {
  return answerOf(api.POST('/api/v1/incidents/{id}/acknowledge', { ...path(id), body: {} }));
}

export async function closeIncident(id: string): Promise<IncidentRow> {
  return answerOf(api.POST('/api/v1/incidents/{id}/close', { ...path(id), body: {} }));
}

/** @param to null: nobody */
export async function assign(id: string, to: string | null): Promise<IncidentRow> {
  return answerOf(api.POST('/api/v1/incidents/{id}/assign', { ...path(id), body: { to } }));
}

export async function falseAlarm(id: string, reason: string, days: number): Promise<IncidentRow> {
  return answerOf(api.POST('/api/v1/incidents/{id}/false-alarm', { ...path(id), body: { reason, days } }));
}
