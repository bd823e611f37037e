/** Requests to the API: the header against forgery on what changes something, and faults as exceptions. */
import createClient, { type Client, type Middleware } from 'openapi-fetch';
import type { paths } from './contract/generated.js';
import { ApiFault, faultOf } from './fault.js';

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** Of the session that was begun last. */
let csrf: string | null = null;

export function keepCsrf(token: string | null): void {
  csrf = token;
}

const forgery: Middleware = {
  onRequest({ request }) {
    if (csrf !== null && !SAFE.has(request.method)) request.headers.set('x-csrf-token', csrf);
    return request;
  },
};

/** @param origin "" for that of the page */
export function openApi(origin = ''): Client<paths> {
  const client = createClient<paths>({ baseUrl: origin });
  client.use(forgery);
  return client;
}

export const api = openApi();

interface Answered<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/** What was answered; undefined for answers without a body. Throws ApiFault. */
export async function answerOf<Data>(asked: Promise<Answered<Data>>): Promise<NonNullable<Data>> {
  let answered: Answered<Data>;
  try {
    answered = await asked;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiFault(0, 'The server does not answer.', { cause });
  }
  if (!answered.response.ok) throw faultOf(answered.response, answered.error);
  return answered.data as NonNullable<Data>;
}
