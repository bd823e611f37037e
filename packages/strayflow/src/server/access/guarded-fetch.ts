/** Asks a provider: only over TLS or on this machine, no redirects, within a time and a length. */
import type { CustomFetchOptions } from 'openid-client';
import { isLoopback } from './addresses.js';

const MOST_BYTES = 1 << 20;
const MOST_MS = 10_000;

function isGuarded({ protocol, hostname }: URL): boolean {
  const isHere = hostname === 'localhost' || isLoopback(hostname.replace(/^\[|\]$/g, ''));
  return protocol === 'https:' || (protocol === 'http:' && isHere);
}

/** Throws Error. What the provider describes of itself may name any address: each is looked at. */
export async function guardedFetch(text: string, options: CustomFetchOptions): Promise<Response> {
  if (!isGuarded(new URL(text))) throw new Error('the provider names an address without TLS');
  const signal = AbortSignal.timeout(MOST_MS);
  const { method, headers: sent, body: given } = options;
  const init = { method, headers: sent, redirect: 'manual', signal } as const;
  const answer = await fetch(
    text,
    given === undefined ? init : { ...init, body: given as Exclude<RequestInit['body'], undefined> },
  );
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of answer.body ?? []) {
    length += part.length;
    if (length > MOST_BYTES) throw new Error('the provider answers too much');
    parts.push(part);
  }
  const { status, headers } = answer;
  const body = status === 204 || status === 304 ? null : Buffer.concat(parts, length);
  return new Response(body, { status: Math.max(200, status), headers });
}
