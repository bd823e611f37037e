/** Errors as application/problem+json (RFC 9457). */
import type { z } from 'zod';
import { StrayflowError } from '../model/errors.js';

export interface Fault {
  /** Where in what was sent, such as "query.limit". */
  readonly at: string;
  readonly message: string;
}

const TITLES = {
  400: 'Not understood',
  401: 'Not logged in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Not possible here',
  409: 'Not as things stand',
  413: 'Too large',
  415: 'Wrong kind of content',
  421: 'Not this host',
  422: 'Not usable',
  429: 'Too many attempts',
  500: 'A fault of the program',
  503: 'Not now',
  507: 'No room',
} as const;
export type ProblemStatus = keyof typeof TITLES;

interface Options {
  readonly errors?: readonly Fault[];
  /** Asks for so long a pause (s). */
  readonly retryAfter?: number;
  readonly cause?: unknown;
}

/** Thrown by handlers; what it says is shown to whoever asked. */
export class Problem extends Error {
  readonly status: ProblemStatus;
  readonly errors: readonly Fault[];
  readonly retryAfter: number | null;

  /** @param detail one sentence */
  constructor(status: ProblemStatus, detail: string, { errors = [], retryAfter, cause }: Options = {}) {
    super(detail, cause === undefined ? undefined : { cause });
    this.name = 'Problem';
    this.status = status;
    this.errors = errors;
    this.retryAfter = retryAfter ?? null;
  }
}

const MOST_FAULTS = 20;

/** @param where "query", "path" or "body" */
export function invalid(where: string, { issues }: z.ZodError): Problem {
  const errors = issues.slice(0, MOST_FAULTS).map(({ path, message }) => ({
    at: [where, ...path.map(String)].join('.').slice(0, 200),
    message: message.slice(0, 300),
  }));
  return new Problem(400, `The ${where} is not as it should be.`, { errors });
}

const OF_ERROR: Partial<Record<StrayflowError['code'], ProblemStatus>> = {
  'input-not-found': 404,
  'config-invalid': 422,
  'model-unreadable': 422,
  usage: 409,
  'state-unwritable': 507,
  'output-unwritable': 507,
  'state-unreadable': 503,
  'enforce-failed': 503,
};

/** What is shown of any error; of faults of the program, nothing but that there was one. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof StrayflowError) {
    const status = OF_ERROR[error.code];
    if (status !== undefined) return new Problem(status, `${error.message}. ${error.hint}`, { cause: error });
  }
  return new Problem(500, 'The server met a fault of its own; its log says which.', { cause: error });
}

export function problemResponse({ status, message, errors, retryAfter }: Problem): Response {
  const body = {
    type: 'about:blank',
    title: TITLES[status],
    status,
    detail: message,
    ...(errors.length === 0 ? {} : { errors }),
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/problem+json',
      ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
      ...(retryAfter === null ? {} : { 'retry-after': String(Math.max(1, Math.ceil(retryAfter))) }),
    },
  });
}
