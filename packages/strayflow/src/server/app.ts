/** The web application: hosts that are meant, routes of the API, pages of the dashboard, headers on everything. */
import { Hono } from 'hono';
import { clientAddress } from './access/addresses.js';
import { setHeaders } from './headers.js';
import { withDescription } from './openapi.js';
import { Problem, problemOf, problemResponse } from './problem.js';
import type { Route } from './route.js';
import { type ServeOptions, serveRoute } from './serve-route.js';

export interface AppOptions extends ServeOptions {
  readonly routes: readonly Route[];
  /** Whether the header Host names us. */
  isMeant(host: string | null): boolean;
  /** Answers what is no operation; null: there is nothing. */
  page(request: Request): Response | null;
  /** Any origin (ms); never goes back. */
  elapsed(): number;
  /** Is told of faults of the program. */
  fault(error: unknown): void;
}

/** What the socket knows of a request. */
export interface Socket {
  /** Of the peer; "" where it is not known. */
  readonly address: string;
}

export type App = Hono<{ Bindings: Socket }>;

export function composeApp(options: AppOptions): App {
  const { routes, services, isMeant, page, elapsed } = options;
  const { behindProxy } = services.config.server;
  const app: App = new Hono();
  app.use(async (context, next) => {
    const begun = elapsed();
    await next();
    services.requests.count(context.res.status, (elapsed() - begun) / 1_000);
    setHeaders(context.res.headers, services.isSecure);
  });
  app.use(async (context, next) => {
    if (isMeant(context.req.header('host') ?? null)) return next();
    throw new Problem(
      421,
      'The server does not go by this name: add it to server.names of the configuration.',
    );
  });
  for (const each of withDescription(routes)) {
    app.on(each.method.toUpperCase(), each.path.replaceAll(/\{([a-z]+)\}/gi, ':$1'), (context) =>
      serveRoute(
        each,
        {
          request: context.req.raw,
          params: context.req.param(),
          address: clientAddress(
            context.env.address,
            context.req.header('x-forwarded-for') ?? null,
            behindProxy,
          ),
        },
        options,
      ),
    );
  }
  app.notFound((context) => {
    const isApi = context.req.path.startsWith('/api/');
    return (
      (isApi ? null : page(context.req.raw)) ?? problemResponse(new Problem(404, 'There is nothing here.'))
    );
  });
  app.onError((error) => {
    const problem = problemOf(error);
    if (problem.status === 500) options.fault(error);
    return problemResponse(problem);
  });
  return app;
}
