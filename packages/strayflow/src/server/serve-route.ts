/** One operation of the API: access, then checks, then the handler, then the answer. */
import type { z } from 'zod';
import { isAtLeast } from '../model/roles.js';
import { isLoopback } from './access/addresses.js';
import { type Access, auditName, type Principal } from './access/principal.js';
import { refuseOtherSites } from './access/same-site.js';
import { readJson } from './body.js';
import { invalid, Problem } from './problem.js';
import { type Call, isMedia, type Route } from './route.js';
import type { Services } from './services.js';

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
  refuseOtherSites(request);
  const who = admit(route, asked, options.access, now);
  const reply = new Headers();
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
    holds: () => who === null || options.access.holds(who, services.now()),
    by: who === null ? 'nobody' : auditName(who),
    address,
    now,
    request,
    get signal() {
      return request.signal;
    },
    reply,
  };
  const answer = answerOf(route, await route.handle(call), options.checkAnswers);
  for (const [name, value] of reply) answer.headers.append(name, value);
  return answer;
}

function admit(route: Route, { request, address }: Asked, access: Access, now: number): Principal | null {
  const { role, scope } = route;
  if (role === 'public') return null;
  if (route.isOpenToLoopback && isLoopback(address)) return null;
  const who = access.identify(request, now);
  if (who === null) throw new Problem(401, 'Log in, or send a token.');
  if (!who.scopes.includes(scope)) {
    throw new Problem(403, `The scope "${scope}" is needed for this: make a token that has it.`);
  }
  if (!isAtLeast(who.role, role))
    throw new Problem(403, `This needs the role ${role}; you have ${who.role}.`);
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
