/** The span of the page's address among the flows that are stored: as two moments. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { storedFlows } from '../api/flows.js';
import { useSpan } from './span.js';

export interface Bounds {
  /** Unix ms. */
  readonly from: number;
  /** Not included. */
  readonly to: number;
}

/** Bounds are null as long as it is not known what is stored, and where nothing is. */
export function useStoredSpan() {
  const state = useSpan('24h');
  const stored = useQuery(storedFlows);
  const { span } = state;
  const { data } = stored;
  const bounds = useMemo<Bounds | null>(() => {
    if (data == null) return null;
    if (span.kind === 'between') return { from: span.from, to: span.to };
    return { from: data.to - span.lengthMs, to: data.to };
  }, [span, data]);
  return { span: state, stored, bounds };
}
