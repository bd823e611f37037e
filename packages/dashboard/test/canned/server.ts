/** The built pages with the headers of the real server, and canned answers: test support, on the loopback. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { setHeaders } from '../../../strayflow/src/server/headers.js';
import { StaticFiles } from '../../../strayflow/src/server/static-files.js';
import { ACTING_ANSWERS } from './acting.js';
import { HOST_ROWS, overviewAnswer, SESSION, STATUS, TOKENS } from './answers.js';
import { FLOW_ANSWERS } from './flows.js';
import { HOST_ANSWERS } from './host.js';
import { MODEL_ANSWERS } from './models.js';
import { POLICY_ANSWERS } from './policy.js';

const BUILT = fileURLToPath(new URL('../../../strayflow/dist/dashboard/', import.meta.url));

export interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

/** What is answered as JSON, also later; a Refusal as a problem; undefined: nothing of this name. */
export type Answer = (asked: Asked) => unknown;

export class Refusal {
  readonly status: number;
  readonly detail: string;
  readonly errors: readonly { readonly at: string; readonly message: string }[];

  constructor(status: number, detail: string, errors: Refusal['errors'] = []) {
    this.status = status;
    this.detail = detail;
    this.errors = errors;
  }
}

/** By "METHOD path"; pages that are built add theirs. */
const USUAL: Readonly<Record<string, Answer>> = {
  'GET /api/v1/session': () => SESSION,
  'POST /api/v1/session': () => SESSION,
  'DELETE /api/v1/session': () => null,
  'GET /api/v1/setup': () => ({ needed: false }),
  'GET /api/v1/session/ways': () => ({ password: true, oidc: false }),
  'GET /api/v1/status': () => STATUS,
  'GET /api/v1/overview': ({ url: { searchParams: query } }) =>
    query.has('from') ? overviewAnswer(Number(query.get('from')), Number(query.get('to'))) : overviewAnswer(),
  'GET /api/v1/hosts': ({ url: { searchParams: query } }) => ({
    items: HOST_ROWS.filter(({ host }) => host.includes(query.get('search') ?? '')),
    next: null,
  }),
  ...FLOW_ANSWERS,
  'GET /api/v1/tokens': () => ({ items: TOKENS, next: null }),
  ...ACTING_ANSWERS,
  ...HOST_ANSWERS,
  ...POLICY_ANSWERS,
  ...MODEL_ANSWERS,
};

export interface CannedServer {
  readonly origin: string;
  /** All requests that change something, as they came. */
  readonly changes: readonly Asked[];
  /** Answers from now on; undefined answers are the usual ones. */
  answer(operation: string, answer: Answer): void;
  /** To all pages that listen. */
  publish(kind: string, data: unknown): void;
  /** Ends the streams of events and refuses new ones. */
  cutEvents(): void;
  close(): Promise<void>;
}

export async function startCanned(): Promise<CannedServer> {
  const files = new StaticFiles(BUILT);
  const own = new Map<string, Answer>();
  const changes: Asked[] = [];
  const streams = new Set<ServerResponse>();
  let isCut = false;

  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
      const method = request.method ?? 'GET';
      if (url.pathname === '/api/v1/events' && !isCut) {
        response.writeHead(200, { 'content-type': 'text/event-stream' }).write('retry: 200\n\n');
        streams.add(response);
        response.on('close', () => streams.delete(response));
        return;
      }
      const body = await bodyOf(request);
      const asked: Asked = { method, url, headers: request.headers, body };
      if (method !== 'GET') changes.push(asked);
      const answer = own.get(`${method} ${url.pathname}`) ?? USUAL[`${method} ${url.pathname}`];
      const answered = answer === undefined ? page(files, request, url) : answerOf(await answer(asked));
      setHeaders(answered.headers, false);
      response.writeHead(answered.status, Object.fromEntries(answered.headers));
      response.end(Buffer.from(await answered.arrayBuffer()));
    })();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    changes,
    answer: (operation, answer) => void own.set(operation, answer),
    publish(kind, data) {
      for (const stream of streams) stream.write(`event: ${kind}\ndata: ${JSON.stringify(data)}\n\n`);
    },
    cutEvents() {
      isCut = true;
      for (const stream of streams) stream.end();
    },
    close() {
      server.closeAllConnections();
      return new Promise((done) => server.close(() => done()));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text === '' ? null : JSON.parse(text);
}

function page(files: StaticFiles, { headers }: IncomingMessage, url: URL): Response {
  const asked = new Request(url, { headers: { accept: headers.accept ?? '' } });
  return (
    (url.pathname.startsWith('/api/') ? null : files.answer(asked)) ?? problem(404, 'There is nothing here.')
  );
}

function answerOf(answer: unknown): Response {
  if (answer instanceof Refusal) return problem(answer.status, answer.detail, answer.errors);
  if (answer === null) return new Response(null, { status: 204 });
  return new Response(JSON.stringify(answer), { headers: { 'content-type': 'application/json' } });
}

function problem(status: number, detail: string, errors: Refusal['errors'] = []): Response {
  const body = { type: 'about:blank', title: 'Refused', status, detail, errors };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/problem+json' },
  });
}
