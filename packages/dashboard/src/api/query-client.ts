/** What was asked is kept here, and asked again when the stream of events says that it changed. */
import { QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiFault } from './fault.js';
import { SESSION_KEY } from './session.js';

const MOST_TRIES = 2;

export function openQueries(): QueryClient {
  const queries: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError(error) {
        // The session is over: the shell shows the login page, at the address where one was.
        if (error instanceof ApiFault && error.status === 401) queries.setQueryData(SESSION_KEY, null);
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        refetchOnWindowFocus: true,
        retry: (failures, error) => isWorthATry(error) && failures < MOST_TRIES,
      },
    },
  });
  return queries;
}

/** What the server refused it refuses again. */
function isWorthATry(error: unknown): boolean {
  return error instanceof ApiFault && (error.status === 0 || error.status >= 500);
}
