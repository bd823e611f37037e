/** The dashboard: who is logged in, the frame, and the page of the address. */
import { QueryClientProvider } from '@tanstack/react-query';
import { type ComponentType, lazy, Suspense } from 'react';
import { Link, Route, Switch, useLocation } from 'wouter';
import { openQueries } from './api/query-client.js';
import { PAGES } from './pages/index.js';
import type { PageProps } from './pages/page.js';
import { Empty } from './parts/empty.js';
import { Loading } from './parts/loading.js';
import { PageHead } from './parts/page-head.js';
import { Toasts } from './parts/toast.js';
import { FaultBoundary } from './shell/fault-boundary.js';
import { Gate } from './shell/gate.js';
import { Shell } from './shell/shell.js';

const queries = openQueries();
const ROUTES: readonly { readonly path: string; readonly Page: ComponentType<PageProps> }[] = PAGES.map(
  ({ path, load }) => ({ path, Page: lazy(load) }),
);

/** "2001:db8::%2F64" is one part of an address. */
function decoded(params: Readonly<Record<string, string | undefined>>): PageProps['params'] {
  return Object.fromEntries(
    Object.entries(params).map(([name, text = '']) => {
      try {
        return [name, decodeURIComponent(text)];
      } catch {
        return [name, text];
      }
    }),
  );
}

export function App() {
  return (
    <QueryClientProvider client={queries}>
      <Toasts>
        <Gate>
          {(session) => (
            <Shell session={session}>
              <Pages />
            </Shell>
          )}
        </Gate>
      </Toasts>
    </QueryClientProvider>
  );
}

function Pages() {
  const [here] = useLocation();
  return (
    <FaultBoundary key={here}>
      <Suspense fallback={<Loading what="the page" height="40vh" />}>
        <Switch>
          {ROUTES.map(({ path, Page }) => (
            <Route key={path} path={path}>
              {(params) => <Page params={decoded(params)} />}
            </Route>
          ))}
          <Route>
            <PageHead title="There is no such page" />
            <Empty title="The address leads nowhere.">
              <Link href="/">Go to the overview</Link>
            </Empty>
          </Route>
        </Switch>
      </Suspense>
    </FaultBoundary>
  );
}
