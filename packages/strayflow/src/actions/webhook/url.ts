/** What an address of a receiver may be, and how much of it may be shown. */

const LONGEST = 2_000;

/** What is wrong with it, without quoting it; null where nothing is. */
export function urlFault(text: string, allowHttp: boolean): string | null {
  if (text.length > LONGEST || !/^https?:\/\/[\x21-\x7e]+$/i.test(text) || !URL.canParse(text)) {
    return 'expected an address such as https://HOST/PATH';
  }
  const { protocol, username, password, hash } = new URL(text);
  if (username !== '' || password !== '') return 'must not hold a login';
  if (hash !== '') return 'must not hold "#"';
  if (protocol === 'http:' && !allowHttp) return 'is http; use https, or set allowHttp';
  return null;
}

/** Scheme, host and port: whoever knows the rest may often post. */
export function shownUrl(url: URL): string {
  return url.pathname === '/' && url.search === '' ? url.origin : `${url.origin}/...`;
}

/** The host as name services and sockets take it: IPv6 without brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}
