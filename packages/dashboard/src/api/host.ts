/** One host: what is known of it, its risk over time, and the other sides of its flows. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client.js';
import type { SpanQuery } from './contract/basics.js';
import { KEYS } from './keys.js';

export interface HostName {
  /** Address or prefix; untrusted text. */
  readonly host: string;
  /** "" where there is only one. */
  readonly site: string;
}

const ofSite = (site: string) => (site === '' ? {} : { site });

export function host({ host: name, site }: HostName) {
  return queryOptions({
    queryKey: [KEYS.hosts, 'one', name, site],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/v1/hosts/{host}', { params: { path: { host: name }, query: ofSite(site) }, signal }),
      ),
  });
}

/** @param span {}: the week up to the newest event */
export function hostRisk({ host: name, site }: HostName, span: SpanQuery) {
  return queryOptions({
    queryKey: [KEYS.hosts, 'risk', name, site, span],
    queryFn: async ({ signal }) => {
      const params = { path: { host: name }, query: { ...ofSite(site), ...span } };
      return (await answerOf(api.GET('/api/v1/hosts/{host}/risk', { params, signal }))).items;
    },
    placeholderData: keepPreviousData,
  });
}

export type EvidenceOrder = 'last' | 'surprise';

export function hostEvidence({ host: name, site }: HostName, order: EvidenceOrder) {
  return infiniteQueryOptions({
    queryKey: [KEYS.hosts, 'evidence', name, site, order],
    initialPageParam: '',
    queryFn: ({ pageParam: cursor, signal }) => {
      const query = { ...ofSite(site), order, limit: 30, ...(cursor === '' ? {} : { cursor }) };
      return answerOf(
        api.GET('/api/v1/hosts/{host}/evidence', { params: { path: { host: name }, query }, signal }),
      );
    },
    getNextPageParam: ({ next }) => next,
  });
}

export function hostPeers({ host: name, site }: HostName, span: SpanQuery) {
  return queryOptions({
    queryKey: [KEYS.flows, 'peers', name, site, span],
    queryFn: async ({ signal }) => {
      const params = { path: { host: name }, query: { ...ofSite(site), ...span, limit: 100 } };
      return answerOf(api.GET('/api/v1/hosts/{host}/peers', { params, signal }));
    },
  });
}
