/** Blocks, those that wait for approval too, and the kill switch. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client.js';
import type { Query } from './contract/answers.js';
import type { Blocking, BlockRow } from './contract/incidents.js';
import { KEYS } from './keys.js';

export type BlockStatus = NonNullable<Query<'/api/v1/blocks'>['status']>;

export function blocks(status: BlockStatus) {
  return infiniteQueryOptions({
    queryKey: [KEYS.blocks, 'list', status],
    initialPageParam: '',
    queryFn: ({ pageParam: cursor, signal }) => {
      const query = { status, limit: 50, ...(cursor === '' ? {} : { cursor }) };
      return answerOf(api.GET('/api/v1/blocks', { params: { query }, signal }));
    },
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
}

export const blocking = queryOptions({
  queryKey: [KEYS.blocks, 'blocking'],
  queryFn: ({ signal }) => answerOf(api.GET('/api/v1/blocking', { signal })),
});

const path = (id: string) => ({ params: { path: { id } } });

export async function approve(id: string): Promise<BlockRow> {
  return answerOf(api.POST('/api/v1/blocks/{id}/approve', { ...path(id), body: {} }));
}

export async function deny(id: string, reason: string): Promise<BlockRow> {
  return answerOf(api.POST('/api/v1/blocks/{id}/deny', { ...path(id), body: { reason } }));
}

/** @param hours that it is spared for */
export async function undo(id: string, reason: string, hours: number): Promise<BlockRow> {
  return answerOf(api.POST('/api/v1/blocks/{id}/undo', { ...path(id), body: { reason, hours } }));
}

/** Gives how many ended. */
export async function undoAll(reason: string, hours: number): Promise<number> {
  return (await answerOf(api.POST('/api/v1/blocks/undo-all', { body: { reason, hours } }))).ended;
}

export async function switchBlocking(isBlocking: boolean, reason: string): Promise<Blocking> {
  return answerOf(api.PUT('/api/v1/blocking', { body: { isBlocking, reason } }));
}
