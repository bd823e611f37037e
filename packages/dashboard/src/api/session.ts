/** Who is logged in here. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import { answerOf, api, keepCsrf } from './client.js';
import type { Session } from './contract/access.js';
import type { AccountRole } from './contract/basics.js';
import { ApiFault } from './fault.js';
import { KEYS } from './keys.js';

export const SESSION_KEY = ['session'] as const;
/** Each may do what those before it may. */
export const ROLES: readonly AccountRole[] = ['viewer', 'analyst', 'responder', 'admin'];

function begun(session: Session): Session {
  keepCsrf(session.csrf);
  return session;
}

/** Null: nobody. */
export const session = queryOptions({
  queryKey: SESSION_KEY,
  staleTime: 300_000,
  async queryFn(): Promise<Session | null> {
    try {
      return begun(await answerOf(api.GET('/api/v1/session')));
    } catch (error) {
      if (error instanceof ApiFault && error.status === 401) return null;
      throw error;
    }
  },
});

/** Whether who is logged in may do what needs this role. */
export function useMay(least: AccountRole): boolean {
  const { data } = useQuery(session);
  return data != null && ROLES.indexOf(data.role) >= ROLES.indexOf(least);
}

/** Whether the first account is still to be made. */
export const setupNeeded = queryOptions({
  queryKey: ['setup'],
  staleTime: 0,
  queryFn: async () => (await answerOf(api.GET('/api/v1/setup'))).needed,
});

/** Whether one can log in by a provider of OpenID Connect, too. */
export const hasProvider = queryOptions({
  queryKey: ['ways'],
  staleTime: 300_000,
  queryFn: async () => (await answerOf(api.GET('/api/v1/session/ways'))).oidc,
});

/** Where a browser is sent to log in by it. */
export const PROVIDER_LOGIN = '/api/v1/session/oidc';

/** Browsers that are logged in as oneself. */
export const sessions = queryOptions({
  queryKey: [KEYS.sessions],
  queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/sessions', { signal }))).items,
});

export async function endSession(id: string): Promise<void> {
  await answerOf(api.DELETE('/api/v1/sessions/{id}', { params: { path: { id } } }));
}

export async function logIn(body: { name: string; password: string }): Promise<Session> {
  return begun(await answerOf(api.POST('/api/v1/session', { body })));
}

export async function setUp(body: { token: string; name: string; password: string }): Promise<Session> {
  return begun(await answerOf(api.POST('/api/v1/setup', { body })));
}

export async function logOut(): Promise<void> {
  await answerOf(api.DELETE('/api/v1/session'));
  keepCsrf(null);
}

export async function changePassword(body: { password: string; next: string }): Promise<void> {
  await answerOf(api.POST('/api/v1/session/password', { body }));
}
