/** Posts the bodies of a message in order, or only connects, within one time limit. */
import { isIP, connect as plainConnect, type Socket } from 'node:net';
import { connect as secureConnect } from 'node:tls';
import { readAuthority } from '../password.js';
import { PRODUCT } from '../product.js';
import { findDestination, type Resolve } from './destination.js';
import { agentFor, type Dispatch, post } from './exchange.js';
import { connectionFault, refusal } from './faults.js';
import type { WebhookOptions } from './options.js';
import { signedHeaders } from './signature.js';
import type { Target } from './target.js';
import { hostOf, shownUrl } from './url.js';

/**
 * Throws StrayflowError 'notify-failed'.
 *
 * @param delivered called after each body that was taken
 */
export function deliver(
  id: string,
  bodies: readonly string[],
  target: Target,
  options: WebhookOptions,
  resolve: Resolve,
  delivered: () => void,
): Promise<void> {
  return dispatched(target, options, resolve, async (dispatch) => {
    const agent = agentFor(dispatch);
    try {
      for (const body of bodies) {
        const signed = target.keys.length === 0 ? {} : signedHeaders(id, Date.now(), body, target.keys);
        const headers = {
          'content-type': 'application/json',
          'user-agent': `strayflow/${PRODUCT.version}`,
          ...signed,
        };
        const answer = await post(dispatch, agent, headers, body);
        if (answer.status < 200 || answer.status >= 300) throw refusal(answer, target);
        delivered();
      }
    } finally {
      agent.destroy();
    }
  });
}

/** Connects and says nothing. Gives what was seen, as a sentence. Throws StrayflowError 'notify-failed'. */
export function tryConnection(target: Target, options: WebhookOptions, resolve: Resolve): Promise<string> {
  return dispatched(target, options, resolve, async (dispatch) => {
    const socket = open(dispatch);
    const { signal } = dispatch;
    const abort = () => socket.destroy(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    try {
      await new Promise((connected, failed) => {
        socket.on('error', failed);
        socket.on(target.url.protocol === 'https:' ? 'secureConnect' : 'connect', connected);
      });
      return `Webhook: ${shownUrl(target.url)} takes connections at ${socket.remoteAddress}; nothing was sent.`;
    } finally {
      signal.removeEventListener('abort', abort);
      socket.destroy();
    }
  });
}

function open({ destination: { url, lookup }, ca }: Dispatch): Socket {
  const host = hostOf(url);
  const isSecure = url.protocol === 'https:';
  const port = url.port === '' ? (isSecure ? 443 : 80) : Number(url.port);
  if (!isSecure) return plainConnect({ host, port, lookup });
  return secureConnect({
    host,
    port,
    lookup,
    minVersion: 'TLSv1.2',
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(ca === undefined ? {} : { ca }),
  });
}

async function dispatched<Result>(
  { url }: Target,
  options: WebhookOptions,
  resolve: Resolve,
  work: (dispatch: Dispatch) => Promise<Result>,
): Promise<Result> {
  const { allowPrivate, caFile, timeoutMs } = options;
  const ca = caFile === undefined ? undefined : readAuthority(caFile, 'notify-failed');
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const destination = await findDestination(url, allowPrivate, signal, resolve);
    return await work({ destination, ca, signal });
  } catch (cause) {
    throw connectionFault(cause, url, options);
  }
}
