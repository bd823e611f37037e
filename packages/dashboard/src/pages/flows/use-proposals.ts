/** Proposals for a query: words of the language, values of the flows that are shown, hosts with evidence. */
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo } from 'react';
import { hostsLike } from '../../api/hosts.js';
import { type Completion, completionAt, type KnownValues } from './completion.js';

const NONE: Completion = { start: 0, end: 0, proposals: [], address: null };

/** @param caret null: none are wanted */
export function useProposals(text: string, caret: number | null, known: KnownValues): Completion {
  const found = useMemo(
    () => (caret === null ? NONE : completionAt(text, caret, known)),
    [text, caret, known],
  );
  const { data: hosts } = useQuery(hostsLike(useDeferredValue(found.address ?? '')));
  return useMemo(() => {
    if (found.address === null || hosts === undefined) return found;
    const labels = new Set(found.proposals.map(({ label }) => label));
    const more = [...new Set(hosts.map(({ host }) => host))].filter((host) => !labels.has(host));
    const isBare = !text.slice(0, found.start).endsWith(':') && !text.slice(0, found.start).endsWith(',');
    const proposals = more.map((host) => ({
      label: isBare ? `host:${host}` : host,
      says: 'has evidence',
      text: `${isBare ? 'host:' : ''}${host} `,
    }));
    return { ...found, proposals: [...found.proposals, ...proposals] };
  }, [found, hosts, text]);
}
