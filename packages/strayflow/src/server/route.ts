/** `route()`: the only way to declare an operation of the API, so that none is without a role, checks or a description. */
import { z } from 'zod';
import type { Role, Scope } from '../model/roles.js';
import type { Principal } from './access/principal.js';
import type { Services } from './services.js';

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** What a handler is given: all of it checked. */
export interface Call<Query = unknown, Params = unknown, Body = unknown> {
  readonly services: Services;
  readonly query: Query;
  readonly params: Params;
  readonly body: Body;
  /** Who asks; throws for operations that are public. */
  readonly who: Principal;
  /** Who asks, as the audit log calls it. */
  readonly by: string;
  /** Of whoever asks; "" where it is not known. */
  readonly address: string;
  /** Unix ms. */
  readonly now: number;
  /** As it came. */
  readonly request: Request;
  /** Headers of the answer, beside those that every answer has. */
  readonly reply: Headers;
  /** Whether who asks may still: for answers that take long. */
  holds(): boolean;
  /** When whoever asked has gone. */
  readonly signal: AbortSignal;
}

/** An answer that is no JSON: its media type. */
export interface Media {
  readonly media: string;
}

/** The operation as the server knows it. */
export interface Route {
  readonly method: Method;
  /** As in OpenAPI: "/api/v1/incidents/{id}". */
  readonly path: string;
  /** The least role that may; 'public': everybody. */
  readonly role: Role | 'public';
  /** What a token must be for. */
  readonly scope: Scope;
  /** Also for everybody on this machine. */
  readonly isOpenToLoopback: boolean;
  readonly group: string;
  readonly summary: string;
  readonly query: z.ZodType | null;
  readonly params: z.ZodType | null;
  /** Of a body of JSON; 'raw': the handler reads the request itself; null: there is none. */
  readonly body: z.ZodType | 'raw' | null;
  /** Of the answer; null: 204, nothing is answered. */
  readonly answer: z.ZodType | Media | null;
  /** Of success. */
  readonly status: number;
  handle(call: Call): unknown;
}

type Known<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;
/** Handlers may give what they only read themselves. */
type ReadOnly<Value> = Value extends (infer Item)[]
  ? readonly ReadOnly<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: ReadOnly<Value[Key]> }
    : Value;
type Answered<Schema> = Schema extends z.ZodType
  ? ReadOnly<z.input<Schema>> | Response
  : Schema extends Media
    ? Response
    : // biome-ignore lint/suspicious/noConfusingVoidType: handlers that answer nothing just end
      void;

/** As `Route`; optional parts may be absent. */
export interface RouteSpec<
  Query extends z.ZodType | undefined,
  Params extends z.ZodType | undefined,
  Body extends z.ZodType | 'raw' | undefined,
  Answer extends z.ZodType | Media | null,
> {
  readonly method: Method;
  /** Below /api/v1, such as "/incidents/{id}"; what begins with "//" is beside it: "//healthz". */
  readonly path: `/${string}`;
  readonly role: Role | 'public';
  readonly scope?: Scope;
  readonly isOpenToLoopback?: boolean;
  /** Operations of one name stand together in the description. */
  readonly group: string;
  /** One sentence. */
  readonly summary: string;
  readonly query?: Query;
  readonly params?: Params;
  readonly body?: Body;
  readonly answer: Answer;
  /** 200 with an answer and 204 without, unless said otherwise. */
  readonly status?: 200 | 201 | 202 | 204;
  /** Throws Problem or StrayflowError. May give a Response itself, such as a stream. */
  handle(call: Call<Known<Query>, Known<Params>, Known<Body>>): Answered<Answer> | Promise<Answered<Answer>>;
}

export function route<
  Query extends z.ZodType | undefined = undefined,
  Params extends z.ZodType | undefined = undefined,
  Body extends z.ZodType | 'raw' | undefined = undefined,
  Answer extends z.ZodType | Media | null = null,
>(spec: RouteSpec<Query, Params, Body, Answer>): Route {
  const { path, params, answer } = spec;
  const names = [...path.matchAll(/\{([a-z]+)\}/gi)].map(([, name]) => name!);
  const known = params instanceof z.ZodObject ? Object.keys(params.shape) : [];
  if (JSON.stringify(names) !== JSON.stringify(known)) {
    throw new RangeError(
      `expected params ${names.join(', ') || 'none'} of ${path}, received ${known.join(', ') || 'none'}`,
    );
  }
  return {
    method: spec.method,
    path: path.startsWith('//') ? path.slice(1) : `/api/v1${path}`,
    role: spec.role,
    scope: spec.scope ?? 'api',
    isOpenToLoopback: spec.isOpenToLoopback ?? false,
    group: spec.group,
    summary: spec.summary,
    query: spec.query ?? null,
    params: params ?? null,
    body: spec.body ?? null,
    answer,
    status: spec.status ?? (answer === null ? 204 : 200),
    // What the call holds was checked by these very schemas.
    handle: (call) => spec.handle(call as Parameters<typeof spec.handle>[0]),
  };
}

export function isMedia(answer: Route['answer']): answer is Media {
  return answer !== null && 'media' in answer;
}
