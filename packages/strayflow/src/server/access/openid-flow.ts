/** What a browser keeps between asking a provider and coming back from it, in a cookie of its own; the server keeps nothing. */

export interface Flow {
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE (RFC 7636). */
  readonly verifier: string;
}

const KEPT = /^([\w-]{43})\.([\w-]{43})\.([\w-]{43})$/;
const SECONDS = 600;

function nameOf(isSecure: boolean): string {
  return isSecure ? '__Host-strayflow-oidc' : 'strayflow-oidc';
}

/** Lax: it comes along when the provider sends the browser back. @param flow null: the browser is to forget it */
export function writeFlow(flow: Flow | null, isSecure: boolean): string {
  const value = flow === null ? '' : `${flow.state}.${flow.nonce}.${flow.verifier}`;
  const age = `Max-Age=${flow === null ? 0 : SECONDS}`;
  const parts = [`${nameOf(isSecure)}=${value}`, 'Path=/', 'HttpOnly', 'SameSite=Lax', age];
  return [...parts, ...(isSecure ? ['Secure'] : [])].join('; ');
}

export function readFlow(header: string | null, isSecure: boolean): Flow | null {
  const start = `${nameOf(isSecure)}=`;
  const found = (header ?? '').split(';').find((part) => part.trim().startsWith(start));
  const [, state, nonce, verifier] = KEPT.exec(found?.trim().slice(start.length) ?? '') ?? [];
  return state === undefined || nonce === undefined || verifier === undefined
    ? null
    : { state, nonce, verifier };
}
