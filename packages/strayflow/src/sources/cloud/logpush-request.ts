/**
 * Judges one push of Cloudflare's Logpush to an HTTPS endpoint, without a server: `admitPush` by its head, before a
 * byte of the body is read, `readPush` by its unpacked body. (developers.cloudflare.com, "Enable HTTP destination")
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

export interface PushRules {
  /** What the job's `destination_conf` sets as `header_NAME=…`; at least 16 characters. */
  readonly secret: string;
  /** Largest body in bytes as it is sent. */
  readonly mostBytes: number;
}

export interface PushHead {
  readonly method: string;
  /** Of the header that carries the secret; undefined when it is missing. */
  readonly secret: string | undefined;
  /** The Content-Length header; undefined when it is missing. */
  readonly contentLength: string | undefined;
}

/** The HTTP status to refuse with (RFC 9110 section 15), and why, for the log. */
export interface PushRefusal {
  readonly status: 401 | 405 | 413;
  readonly reason: string;
}

/** `ownership`: a token that shows Cloudflare that the endpoint is its receiver's, to be given back when making the job. */
export type PushBody =
  | { readonly kind: 'records' }
  | { readonly kind: 'test' }
  | { readonly kind: 'ownership'; readonly token: string };

const SHORTEST_SECRET = 16;
const LONGEST_TOKEN = 4096;
const TOKEN = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const decoder = new TextDecoder();

/** Takes as long for any wrong secret: digests are compared, to their ends. */
function isSame(given: string, secret: string): boolean {
  const one = sha256(utf8ToBytes(given));
  const other = sha256(utf8ToBytes(secret));
  let difference = 0;
  for (let i = 0; i < one.length; i++) difference |= one[i]! ^ other[i]!;
  return difference === 0;
}

/** Null when the body may be read, up to `rules.mostBytes`. Throws RangeError on a secret that anybody could guess. */
export function admitPush(head: PushHead, rules: PushRules): PushRefusal | null {
  if (rules.secret.length < SHORTEST_SECRET) {
    throw new RangeError(
      `expected a secret of ${SHORTEST_SECRET} characters, received ${rules.secret.length}`,
    );
  }
  if (!isSame(head.secret ?? '', rules.secret))
    return { status: 401, reason: 'the secret is missing or wrong' };
  if (head.method !== 'POST') return { status: 405, reason: 'a push is a POST' };
  if (head.contentLength !== undefined && !(Number(head.contentLength) <= rules.mostBytes)) {
    return { status: 413, reason: `the body is larger than ${rules.mostBytes} bytes` };
  }
  return null;
}

/** What an unpacked body is; `records` are for the parser, which rejects what is none. */
export function readPush(body: Uint8Array): PushBody {
  if (body.length > LONGEST_TOKEN) return { kind: 'records' };
  const text = decoder.decode(body).trim();
  if (/^\{\s*"content"\s*:\s*"tests?"\s*\}$/.test(text)) return { kind: 'test' };
  return TOKEN.test(text) ? { kind: 'ownership', token: text } : { kind: 'records' };
}
