/** The web application: hosts that are meant, routes of the API, pages of the dashboard, headers on everything. */
import { Hono } from 'hono';
import { setHeaders } from './headers.js';
import { withDescription } from './openapi.js';
import { Problem, problemOf, problemResponse } from './problem.js';
import type { Route } from './route.js';
import { type ServeOptions, serveRoute } from './serve-route.js';

export interface AppOptions extends ServeOptions {
  readonly routes: readonly Route[];
  /** Browsers speak TLS, with us or with the proxy before us. */
  readonly isSecure: boolean;
  /** Is told of faults of the program. */
  fault(error: unknown): void;
}

/** What the socket knows of a request. */
export interface Socket {
  /** Of whoever asks; "" where it is not known. */
  readonly address: string;
}

export type App = Hono<{ Bindings: Socket }>;

export function composeApp(options: AppOptions): App {
  const { routes, isSecure } = options;
  const app: App = new Hono();
  app.use(async (context, next) => {
    await next();
    setHeaders(context.res.headers, isSecure);
  });
  for (const each of withDescription(routes)) {
    app.on(each.method.toUpperCase(), each.path.replaceAll(/\{([a-z]+)\}/gi, ':$1'), (context) =>
      serveRoute(
        each,
        { request: context.req.raw, params: context.req.param(), address: context.env.address },
        options,
      ),
    );
  }
  app.notFound(() => problemResponse(new Problem(404, 'There is nothing here.')));
  app.onError((error) => {
    const problem = problemOf(error);
    if (problem.status === 500) options.fault(error);
    return problemResponse(problem);
  });
  return app;
}
