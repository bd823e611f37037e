/** What people do about hosts: mutes and exceptions. */
import { infiniteQueryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client.js';
import type { Exception, ExceptionOrder, Mute, MuteOrder } from './contract/incidents.js';
import { KEYS } from './keys.js';

export const mutes = infiniteQueryOptions({
  queryKey: [KEYS.incidents, 'mutes'],
  initialPageParam: '',
  queryFn: ({ pageParam: cursor, signal }) =>
    answerOf(api.GET('/api/v1/mutes', { params: { query: cursor === '' ? {} : { cursor } }, signal })),
  getNextPageParam: ({ next }) => next,
});

export async function mute(body: MuteOrder): Promise<Mute> {
  return answerOf(api.POST('/api/v1/mutes', { body }));
}

export async function endMute(id: number): Promise<void> {
  await answerOf(api.DELETE('/api/v1/mutes/{id}', { params: { path: { id } } }));
}

export const exceptions = infiniteQueryOptions({
  queryKey: [KEYS.blocks, 'exceptions'],
  initialPageParam: '',
  queryFn: ({ pageParam: cursor, signal }) =>
    answerOf(api.GET('/api/v1/exceptions', { params: { query: cursor === '' ? {} : { cursor } }, signal })),
  getNextPageParam: ({ next }) => next,
});

export async function except(body: ExceptionOrder): Promise<{ exception: Exception; endedBlocks: number }> {
  return answerOf(api.POST('/api/v1/exceptions', { body }));
}

export async function endException(id: number): Promise<void> {
  await answerOf(api.DELETE('/api/v1/exceptions/{id}', { params: { path: { id } } }));
}
