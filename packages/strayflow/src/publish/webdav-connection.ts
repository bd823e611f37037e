/**
 * Requests to a WebDAV server through npm `webdav`, with guards: every status is looked at here, redirects are refused,
 * the login is sent only when asked for and in the form asked for (docs/decisions/webdav-client.md).
 */
import { readFileSync } from 'node:fs';
import { Agent as PlainAgent } from 'node:http';
import { Agent } from 'node:https';
import { AuthType, createClient, type WebDAVClient } from 'webdav';
import { StrayflowError } from '../model/errors.js';
import type { WebdavTarget } from './options.js';
import type { Login } from './secret.js';
import { connectionFault, fault, statusFault } from './webdav-faults.js';

/** Slowest transfer that is not given up, in bytes a second. */
const SLOWEST = 50_000;

export interface Request {
  readonly method: 'PROPFIND' | 'GET' | 'PUT' | 'MKCOL' | 'MOVE' | 'DELETE';
  /** Address below the target; "" is the target. */
  readonly path: string;
  /** Statuses that the caller can go on with; all others throw. */
  readonly expect: readonly number[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Bytes that the answer may be expected to have, to allow time for. */
  readonly expectedBytes?: number;
  /** Gets the answer's body in pieces, when the status is 2xx. */
  readonly onBody?: (chunk: Uint8Array) => void;
  /** As a stranger: without the login. */
  readonly anonymous?: boolean;
}

export interface Connection {
  readonly base: URL;
  addressOf(path: string): string;
  /** The status, one of `expect`. */
  send(request: Request): Promise<number>;
  close(): void;
}

/** The part of node-fetch's response that is used here; the library's types name a browser's response. */
interface Answer {
  readonly status: number;
  readonly ok: boolean;
  readonly redirected: boolean;
  readonly url: string;
  readonly headers: { get(name: string): string | null };
  readonly body: AsyncIterable<Uint8Array> | null;
}

export function connect(
  target: WebdavTarget,
  login: Login | null,
  signal: AbortSignal | undefined,
): Connection {
  const base = new URL(target.url.endsWith('/') ? target.url : `${target.url}/`);
  const httpsAgent = new Agent({
    keepAlive: true,
    ...(target.caFile === undefined ? {} : { ca: readAuthority(target.caFile) }),
  });
  const httpAgent = new PlainAgent({ keepAlive: true });
  const client = (authType: AuthType) =>
    createClient(base.href, {
      authType,
      httpAgent,
      httpsAgent,
      ...(login !== null && authType !== AuthType.None ? login : {}),
    });
  const stranger = client(AuthType.None);
  let known: WebDAVClient | null = null;

  const addressOf = (path: string) => new URL(path.split('/').map(encodeURIComponent).join('/'), base).href;

  const exchange = async (using: WebDAVClient, request: Request): Promise<number> => {
    const asked = { method: request.method, url: addressOf(request.path) };
    const bytes = Math.max(request.body?.length ?? 0, request.expectedBytes ?? 0);
    const limit = AbortSignal.timeout(target.timeoutMs + Math.ceil(bytes / SLOWEST) * 1_000);
    try {
      const answer = await ask(
        using,
        request,
        asked.url,
        AbortSignal.any(signal ? [signal, limit] : [limit]),
      );
      if (answer.redirected) {
        const hint =
          'Give the address that it redirects to, if you trust it; logins are never sent along a redirect.';
        throw fault(asked, `redirects to ${withoutLogin(answer.url)}`, hint);
      }
      const wanted = answer.ok ? request.onBody : undefined;
      await drain(answer, wanted);
      if (answer.status === 401 && known === null && login !== null && !request.anonymous) {
        known = client(schemeFor(target, answer.headers.get('www-authenticate') ?? '', asked));
        return await exchange(known, request);
      }
      if (request.expect.includes(answer.status)) return answer.status;
      if (answer.status === 401 && login === null) {
        throw fault(asked, 'asks for a login (401)', 'Give username, and passwordFile or passwordEnv.');
      }
      throw statusFault(asked, answer.status);
    } catch (error) {
      if (error instanceof StrayflowError) throw error;
      if (signal?.aborted) throw stopped(error);
      throw connectionFault(asked, limit.aborted ? limit.reason : error, target.timeoutMs);
    }
  };

  return {
    base,
    addressOf,
    send: (request) => exchange(request.anonymous ? stranger : (known ?? stranger), request),
    close: () => {
      httpsAgent.destroy();
      httpAgent.destroy();
    },
  };
}

export function stopped(cause: unknown): StrayflowError {
  return new StrayflowError('publish-failed', 'Publishing was stopped before it was complete.', {
    cause,
    hint: 'Readers see the reports as they were. Publish again, and only the rest is sent.',
  });
}

/** The answer, whatever its status: the library throws for some. */
async function ask(using: WebDAVClient, request: Request, url: string, signal: AbortSignal): Promise<Answer> {
  try {
    const answer: unknown = await using.customRequest('', {
      url,
      method: request.method,
      headers: { 'Accept-Encoding': 'identity', 'Cache-Control': 'no-cache', ...request.headers },
      signal,
      ...(request.body === undefined ? {} : { data: Buffer.from(request.body) }),
    });
    return answer as Answer;
  } catch (error) {
    if (error instanceof Error && 'response' in error && error.response !== undefined) {
      return error.response as Answer;
    }
    throw error;
  }
}

/** Bodies must be read to the end, or the connection is not used again. */
async function drain(answer: Answer, onBody: ((chunk: Uint8Array) => void) | undefined): Promise<void> {
  if (answer.body === null) return;
  for await (const chunk of answer.body) onBody?.(chunk);
}

/** What to log in with, from the server's WWW-Authenticate (RFC 7235 section 4.1). */
function schemeFor(
  target: WebdavTarget,
  challenge: string,
  asked: { readonly method: string; readonly url: string },
): AuthType {
  const offered = [...challenge.matchAll(/(?:^|,)\s*(basic|digest)\s/gi)].map((match) =>
    match[1]!.toLowerCase(),
  );
  // The library answers a Digest challenge only when it comes first.
  const wanted = target.authentication === 'auto' ? (offered[0] ?? 'none') : target.authentication;
  if (!offered.includes(wanted) || (wanted === 'digest' && offered[0] !== 'digest')) {
    const offers = offered.length === 0 ? 'neither Basic nor Digest' : offered.join(' and ');
    throw fault(
      asked,
      `offers ${offers} to log in`,
      'Set authentication to what the server offers, or to auto.',
    );
  }
  if (wanted === 'basic') return AuthType.Password;
  const algorithm = /\balgorithm="?([\w-]+)/i.exec(challenge)?.[1] ?? 'MD5';
  if (algorithm.toUpperCase() !== 'MD5') {
    throw fault(asked, `wants Digest with ${algorithm}`, 'Only MD5 Digest is spoken; use Basic over https.');
  }
  return AuthType.Digest;
}

function readAuthority(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new StrayflowError('publish-failed', `The authority file ${path} cannot be read.`, {
      cause,
      hint: 'Check caFile, and that this user may read it.',
    });
  }
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw new StrayflowError('publish-failed', `The authority file ${path} holds no certificate in PEM form.`, {
    hint: 'Name the file that begins with -----BEGIN CERTIFICATE-----.',
  });
}

function withoutLogin(address: string): string {
  const url = new URL(address);
  return `${url.origin}${url.pathname}`;
}
