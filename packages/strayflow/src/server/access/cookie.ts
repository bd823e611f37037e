/** The cookie of a session: not for scripts, not for other sites, gone with the session. */

const SECRET = /^[A-Za-z0-9_-]{43}$/;

/** Over TLS no other host, port-less subdomain or plain page can set it (RFC 6265bis, section 4.1.3.2). */
function nameOf(isSecure: boolean): string {
  return isSecure ? '__Host-strayflow' : 'strayflow';
}

/** The secret that came with a request; null without, or where it is none of ours. */
export function readCookie(header: string | null, isSecure: boolean): string | null {
  const start = `${nameOf(isSecure)}=`;
  for (const part of (header ?? '').split(';')) {
    const cookie = part.trim();
    if (!cookie.startsWith(start)) continue;
    const secret = cookie.slice(start.length);
    return SECRET.test(secret) ? secret : null;
  }
  return null;
}

/** @param secret null: the browser is to forget it */
export function writeCookie(secret: string | null, maxAgeSeconds: number, isSecure: boolean): string {
  return [
    `${nameOf(isSecure)}=${secret ?? ''}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Strict',
    `Max-Age=${secret === null ? 0 : Math.floor(maxAgeSeconds)}`,
    ...(isSecure ? ['Secure'] : []),
  ].join('; ');
}
