/** One operation of the API: access, then checks, then the handler, then the answer. */
import type { z } from 'zod';
import { auditName, isAtLeast, type Principal } from './access/roles.js';
import { readJson } from './body.js';
import { invalid, Problem } from './problem.js';
import { type Call, isMedia, type Route } from './route.js';
import type { Services } from './services.js';

/** Says who asks. */
export interface Access {
  /** Null for nobody. Throws Problem for credentials that are wrong, or used as another site would make them used. */
  identify(request: Request, address: string, now: number): Promise<Principal | null> | Principal | null;
}

export interface Asked {
  readonly request: Request;
  /** Parts of the path that have names. */
  readonly params: Readonly<Record<string, string>>;
  readonly address: string;
}

export interface ServeOptions {
  readonly services: Services;
  readonly access: Access;
  /** Answers are held against their schema; for tests. */
  readonly checkAnswers: boolean;
}

/** Throws Problem, and whatever the handler throws. */
export async function serveRoute(route: Route, asked: Asked, options: ServeOptions): Promise<Response> {
  const { request, address } = asked;
  const { services } = options;
  const now = services.now();
  const who = route.role === 'public' ? null : await admit(route, asked, options.access, now);
  const call: Call = {
    services,
    query: check('query', route.query, queryOf(request)),
    params: check('path', route.params, asked.params),
    body:
      route.body === null || route.body === 'raw'
        ? undefined
        : check('body', route.body, await readJson(request)),
    get who() {
      if (who === null) throw new RangeError(`${route.path} is public: nobody is known to ask`);
      return who;
    },
    by: who === null ? 'nobody' : auditName(who),
    address,
    now,
    request,
    signal: request.signal,
  };
  return answerOf(route, await route.handle(call), options.checkAnswers);
}

async function admit(
  route: Route,
  { request, address }: Asked,
  access: Access,
  now: number,
): Promise<Principal> {
  const who = await access.identify(request, address, now);
  if (who === null) throw new Problem(401, 'Log in, or send a token.');
  if (!who.scopes.includes(route.scope)) {
    throw new Problem(403, `The token is not for this: it lacks the scope "${route.scope}".`);
  }
  if (!isAtLeast(who.role, route.role as Principal['role'])) {
    throw new Problem(403, `This needs the role ${route.role}; you have ${who.role}.`);
  }
  return who;
}

function queryOf(request: Request): Record<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of new URL(request.url).searchParams) {
    if (found.has(name)) throw new Problem(400, `The query has "${name.slice(0, 100)}" more than once.`);
    found.set(name, value);
  }
  return Object.fromEntries(found);
}

function check(where: string, schema: z.ZodType | null, value: unknown): unknown {
  if (schema === null) {
    if (where === 'query' && Object.keys(value as object).length > 0) {
      throw new Problem(400, 'There is no query here.');
    }
    return undefined;
  }
  const result = schema.safeParse(value);
  if (!result.success) throw invalid(where, result.error);
  return result.data;
}

function answerOf({ answer, status, path }: Route, value: unknown, isChecked: boolean): Response {
  if (value instanceof Response) return value;
  if (answer === null) return new Response(null, { status });
  if (isMedia(answer)) throw new RangeError(`expected a Response of ${path}`);
  if (isChecked) {
    const result = answer.safeParse(value);
    if (!result.success)
      throw new RangeError(`${path} answered what it does not declare`, { cause: result.error });
  }
  return new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json' } });
}
