/** Lets in who is logged in; all others see the login page, at the address where they are. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import type { Session } from '../api/contract/access.js';
import { SESSION_KEY, session } from '../api/session.js';
import { Loading } from '../parts/loading.js';
import { Problem } from '../parts/problem.js';
import { Login } from './login.js';
import { Setup } from './setup.js';

export function Gate({ children }: { children(session: Session): ReactNode }) {
  const queries = useQueryClient();
  const [here, navigate] = useLocation();
  const asked = useQuery(session);
  const enter = (begun: Session) => queries.setQueryData(SESSION_KEY, begun);
  if (asked.isPending) return <Loading what="the dashboard" height="60vh" />;
  if (asked.data === undefined) {
    return (
      <main className="door">
        <Problem
          title="The dashboard could not be loaded."
          error={asked.error}
          again={() => void asked.refetch()}
        />
      </main>
    );
  }
  if (asked.data !== null) return children(asked.data);
  if (here !== '/setup') return <Login enter={enter} />;
  return (
    <Setup
      enter={(begun) => {
        navigate('/', { replace: true });
        enter(begun);
      }}
    />
  );
}
