/** One login at CrowdSec's local API: requests with a token that is renewed, of bounded size, within one time limit. */
import { type IncomingMessage, Agent as PlainAgent, request as plainRequest } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import { readAuthority, readPassword } from '../password.js';
import { connectionFault, crowdsecFault, refusal } from './faults.js';
import type { CrowdsecOptions } from './options.js';

/** 100,000 decisions are 16 MB. */
const MAX_ANSWER_BYTES = 128 << 20;

export interface Answer {
  readonly status: number;
  readonly body: string;
}

export class Session {
  private readonly options: CrowdsecOptions;
  private readonly agent: PlainAgent;
  private readonly signal: AbortSignal;
  private token = '';

  private constructor(options: CrowdsecOptions) {
    this.options = options;
    this.signal = AbortSignal.timeout(options.timeoutMs);
    const { url, caFile } = options;
    const keep = { keepAlive: true, maxSockets: 4 };
    this.agent = url.startsWith('https:')
      ? new SecureAgent({
          ...keep,
          minVersion: 'TLSv1.2',
          ...(caFile === undefined ? {} : { ca: readAuthority(caFile, 'enforce-failed') }),
        })
      : new PlainAgent(keep);
  }

  /** Logs in, works, and lets the connection go. Throws StrayflowError 'enforce-failed'. */
  static async with<Result>(
    options: CrowdsecOptions,
    work: (session: Session) => Promise<Result>,
  ): Promise<Result> {
    const session = new Session(options);
    try {
      await session.logIn();
      return await work(session);
    } finally {
      session.agent.destroy();
    }
  }

  /** The answer where its status is 2xx or one of `expected`. Logs in anew once where the token is no longer taken. */
  async ask(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: object,
    expected: readonly number[] = [],
  ): Promise<Answer> {
    let answer = await this.exchange(method, path, body);
    if (answer.status === 401) {
      await this.logIn();
      answer = await this.exchange(method, path, body);
    }
    const { status } = answer;
    if ((status >= 200 && status < 300) || expected.includes(status)) return answer;
    throw refusal(status, answer.body, this.options);
  }

  private async logIn(): Promise<void> {
    this.token = '';
    const password = readPassword(this.options, 'enforce-failed');
    const login = { machine_id: this.options.machine, password, scenarios: [] };
    const { status, body } = await this.exchange('POST', '/v1/watchers/login', login);
    if (status !== 200) throw refusal(status, body, this.options);
    const { token } = parsed(body) as { token?: unknown };
    // What goes into a header is looked at first: RFC 7519 section 3.
    if (typeof token !== 'string' || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) {
      throw crowdsecFault(
        'gave no token',
        'Is this the local API of CrowdSec? Check enforcers.crowdsec.url.',
      );
    }
    this.token = token;
  }

  private async exchange(method: string, path: string, body?: object): Promise<Answer> {
    const text = body === undefined ? '' : JSON.stringify(body);
    try {
      return await new Promise<Answer>((resolve, reject) => {
        const send = this.options.url.startsWith('https:') ? secureRequest : plainRequest;
        const request = send(new URL(path, this.options.url), {
          method,
          agent: this.agent,
          signal: this.signal,
          headers: {
            // CrowdSec lets nobody in whose name has no version.
            'user-agent': 'strayflow/1',
            accept: 'application/json',
            ...(this.token === '' ? {} : { authorization: `Bearer ${this.token}` }),
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            'content-length': Buffer.byteLength(text),
          },
        });
        request.on('error', reject);
        request.on('response', (response) => read(response).then(resolve, reject));
        request.end(text);
      });
    } catch (cause) {
      throw connectionFault(cause, this.options);
    }
  }
}

async function read(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) {
      response.destroy();
      throw crowdsecFault('answered more than can be read', 'Lower policy.maxBlocks.');
    }
    chunks.push(chunk);
  }
  return { status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') };
}

/** Throws StrayflowError 'enforce-failed' for what is no JSON. */
export function parsed(body: string): unknown {
  try {
    return JSON.parse(body) ?? {};
  } catch (cause) {
    throw crowdsecFault(
      'answered something that is no JSON',
      'Is this the local API of CrowdSec? Check enforcers.crowdsec.url.',
      cause,
    );
  }
}
