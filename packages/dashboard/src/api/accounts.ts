/** Accounts: who may use the service. */
import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client.js';
import type { AccountChange, AccountOrder } from './contract/access.js';
import { KEYS } from './keys.js';

export const accounts = queryOptions({
  queryKey: [KEYS.accounts],
  queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/accounts', { signal }))).items,
});

export async function addAccount(body: AccountOrder): Promise<void> {
  await answerOf(api.POST('/api/v1/accounts', { body }));
}

export async function changeAccount(name: string, body: AccountChange): Promise<void> {
  await answerOf(api.PATCH('/api/v1/accounts/{name}', { params: { path: { name } }, body }));
}

export async function removeAccount(name: string): Promise<void> {
  await answerOf(api.DELETE('/api/v1/accounts/{name}', { params: { path: { name } } }));
}
