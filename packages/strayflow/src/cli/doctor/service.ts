/** Doctor's questions about the service: does it answer where it runs, and is its address free where it does not? */
import { once } from 'node:events';
import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';
import { createServer } from 'node:net';
import type { Config } from '../../config.js';
import type { Answer } from '../doctor-answer.js';

/** What an answer may take (ms). */
const LONGEST_MS = 5_000;

function addressOf(listen: string): { readonly host: string; readonly port: number } {
  const colon = listen.lastIndexOf(':');
  const host = listen.slice(0, colon).replace(/^\[|\]$/g, '');
  return { host, port: Number(listen.slice(colon + 1)) };
}

/** @param isRunning a watch works with the state of this configuration */
export async function serviceAnswer({ server }: Config, isRunning: boolean): Promise<Answer> {
  return isRunning ? await readiness(server) : await isFree(server.listen);
}

/** `ok` is true where it is ready, and nowhere else. */
export async function readiness({ listen, tls }: Config['server']): Promise<Answer> {
  const question = 'service';
  const { host, port } = addressOf(listen);
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  const options = { host: name, port, path: '/readyz', headers: { host: `localhost:${port}` } };
  const get = tls === undefined ? getHttp : getHttps;
  try {
    // Its certificate has a question of its own.
    const request = get({ ...options, rejectUnauthorized: false, timeout: LONGEST_MS });
    request.once('timeout', () => request.destroy(new Error('it does not answer')));
    const [response] = (await once(request, 'response')) as [import('node:http').IncomingMessage];
    response.resume();
    const { statusCode } = response;
    if (statusCode === 200) return { question, ok: true, detail: `it is ready at ${listen}` };
    return {
      question,
      ok: false,
      detail: `at ${listen} it says that it is not ready (${statusCode})`,
      hint: 'journalctl -u strayflow says why: stores that cannot be read, or a watch that is stuck.',
    };
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return {
      question,
      ok: null,
      detail: `nothing answers at ${listen}: ${cause}`,
      hint: 'strayflow watch has no server; strayflow serve has. Is server.listen that of the running one?',
    };
  }
}

async function isFree(listen: string): Promise<Answer> {
  const question = 'service';
  const probe = createServer();
  try {
    probe.listen(addressOf(listen));
    await once(probe, 'listening');
    probe.close();
    return { question, ok: null, detail: `it does not run; ${listen} is free` };
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return {
      question,
      ok: false,
      detail: `it cannot listen at ${listen}: ${cause}`,
      hint: 'Find who has the port (ss -ltnp), or choose another one (server.listen).',
    };
  }
}
