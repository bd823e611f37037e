/** One request to a checked destination, and as much of its answer as is needed; redirects are answers like others. */
import { type IncomingMessage, Agent as PlainAgent, request as plainRequest } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import type { Destination } from './destination.js';
import { hostOf } from './url.js';

const MAX_ANSWER_BYTES = 8 << 10;

export interface Answer {
  readonly status: number;
  /** What it begins with, where the status is not 2xx. */
  readonly body: string;
  /** Header Retry-After, or the empty string. */
  readonly retryAfter: string;
}

export interface Dispatch {
  readonly destination: Destination;
  /** PEM; absent: those that Node trusts. */
  readonly ca: string | undefined;
  readonly signal: AbortSignal;
}

/** An agent of its own takes no proxy from the environment: that would connect to an address that was not checked. */
export function agentFor({ destination: { url }, ca }: Dispatch): PlainAgent {
  if (url.protocol !== 'https:') return new PlainAgent();
  return new SecureAgent({ minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca }) });
}

export function post(
  { destination, signal }: Dispatch,
  agent: PlainAgent,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<Answer> {
  const { url, lookup } = destination;
  const send = url.protocol === 'https:' ? secureRequest : plainRequest;
  return new Promise((resolve, reject) => {
    const request = send({
      protocol: url.protocol,
      hostname: hostOf(url),
      port: url.port === '' ? undefined : Number(url.port),
      path: `${url.pathname}${url.search}`,
      method: 'POST',
      agent,
      lookup,
      signal,
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
    });
    let isAnswered = false;
    request.on('error', reject);
    request.on('response', (response) => {
      isAnswered = true;
      answerOf(response).then(resolve, reject);
    });
    // Also after 101, which is no answer and no error.
    request.on('close', () => {
      if (!isAnswered) reject(new Error('closed without an answer'));
    });
    request.end(body);
  });
}

/** What took the message need not be listened to. */
async function answerOf(response: IncomingMessage): Promise<Answer> {
  const status = response.statusCode ?? 0;
  const retryAfter = response.headers['retry-after'] ?? '';
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    if (status >= 200 && status < 300) return { status, body: '', retryAfter };
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk.subarray(0, MAX_ANSWER_BYTES - size));
      size += chunk.length;
      if (size >= MAX_ANSWER_BYTES) break;
    }
    return { status, body: Buffer.concat(chunks).toString('utf8'), retryAfter };
  } finally {
    response.destroy();
  }
}
