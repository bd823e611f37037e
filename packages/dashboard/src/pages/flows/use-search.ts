/** What the address of the page asks for: a query, a span, an order, and by what flows are counted. */
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'wouter';
import type { FlowOrder, FlowTopBy } from '../../api/contract/flows.js';
import type { FlowsAsked } from '../../api/flows.js';
import { useStoredSpan } from '../../parts/stored-span.js';

export const ORDERS: readonly { readonly key: FlowOrder; readonly title: string }[] = [
  { key: 'newest', title: 'Newest' },
  { key: 'oldest', title: 'Oldest' },
  { key: 'bytes', title: 'Most bytes' },
];
export const TOPS: readonly { readonly key: FlowTopBy; readonly title: string }[] = [
  { key: 'source', title: 'Source' },
  { key: 'destination', title: 'Destination' },
  { key: 'destinationPort', title: 'Port' },
  { key: 'service', title: 'Service' },
  { key: 'state', title: 'State' },
  { key: 'protocol', title: 'Protocol' },
];

function oneOf<Key extends string>(options: readonly { readonly key: Key }[], text: string | null): Key {
  return (options.find(({ key }) => key === text) ?? options[0]!).key;
}

export function useSearch() {
  const [address, setAddress] = useSearchParams();
  const { span, stored, bounds } = useStoredSpan();
  const query = address.get('query') ?? '';
  const asked = useMemo<FlowsAsked | null>(
    () => (bounds === null ? null : { query, ...bounds }),
    [query, bounds],
  );
  const set = useCallback(
    (name: 'query' | 'order' | 'by', value: string) =>
      setAddress((before) => {
        const after = new URLSearchParams(before);
        if (value === '') after.delete(name);
        else after.set(name, value);
        return after;
      }),
    [setAddress],
  );
  return {
    query,
    span,
    stored,
    asked,
    order: oneOf(ORDERS, address.get('order')),
    by: oneOf(TOPS, address.get('by')),
    set,
  };
}
