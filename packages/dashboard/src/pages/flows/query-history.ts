/** What was asked before, by account, in this browser alone. */
import { useCallback, useState } from 'react';

const MOST = 20;
const LONGEST = 2_000;

const keyOf = (account: string) => `strayflow.flow-queries.${account}`;

function readQueries(account: string): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(account)) ?? '[]');
    if (!Array.isArray(kept)) return [];
    return kept.filter((each) => typeof each === 'string' && each.length <= LONGEST).slice(0, MOST);
  } catch {
    return [];
  }
}

function write(account: string, queries: readonly string[]): void {
  try {
    if (queries.length === 0) localStorage.removeItem(keyOf(account));
    else localStorage.setItem(keyOf(account), JSON.stringify(queries));
  } catch {
    // Storage can be forbidden or full: then they are kept as long as the page.
  }
}

/** The newest first. */
export function useQueryHistory(account: string) {
  const [queries, setQueries] = useState(() => readQueries(account));
  const set = useCallback(
    (next: readonly string[]) => {
      write(account, next);
      setQueries(next);
    },
    [account],
  );
  const keep = useCallback(
    (query: string) => {
      if (query === '') return;
      set([query, ...readQueries(account).filter((each) => each !== query)].slice(0, MOST));
    },
    [account, set],
  );
  const forget = useCallback(() => set([]), [set]);
  return { queries, keep, forget };
}
