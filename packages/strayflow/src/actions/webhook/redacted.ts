/** What a receiver says, without what was secret in what it was sent. */

const HIDDEN = '***';
/** Shorter parts of an address are words such as "v2", which say nothing. */
const LEAST_SECRET = 6;

export function redacted(text: string, url: URL, routingKey: string): string {
  const parts = [
    routingKey,
    ...url.pathname.split('/'),
    ...[...url.searchParams].flatMap(([name, value]) => [name, value, encodeURIComponent(value)]),
  ].filter(({ length }) => length >= LEAST_SECRET);
  const written = parts.flatMap((part) => [part, decoded(part)]).sort((a, b) => b.length - a.length);
  // JSON may write "/" as "\/".
  let shown = text.replaceAll('\\/', '/');
  for (const part of written) shown = shown.replaceAll(part, HIDDEN);
  return shown;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // Not every "%" begins an escape: then the part as it is was all there is to hide.
    return part;
  }
}
