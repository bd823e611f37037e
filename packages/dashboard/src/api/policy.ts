/** The policy as the configuration file has it, what another text would have done, and replacing it. */
import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client.js';
import type { Policy, PolicyPreview } from './contract/policy.js';
import { KEYS } from './keys.js';

export const policy = queryOptions({
  queryKey: [KEYS.policy],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/policy', { signal })),
});

/** @param days of event time, the last that are stored */
export async function previewPolicy(text: string, days: number, signal: AbortSignal): Promise<PolicyPreview> {
  return answerOf(api.POST('/api/v1/policy/preview', { body: { text, days }, signal }));
}

/** @param digest of the text that was edited: somebody else's change is not written over */
export async function replacePolicy(text: string, digest: string): Promise<Policy> {
  return answerOf(api.PUT('/api/v1/policy', { body: { text, digest } }));
}
