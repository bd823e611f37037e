/** Prefixes as enforcers write them: parsed and written anew by us, so that no other text can reach them. */
import { formatPrefix, parsePrefix } from '../model/address.js';

/** RFC 5737 and RFC 3849: nobody's, for rehearsals. */
export const NOBODY: readonly string[] = ['192.0.2.1/32', '2001:db8::/64'];

/** Canonical: "203.0.113.7/32". Throws RangeError for what is no prefix. */
export function canonicalPrefix(text: string): string {
  const prefix = parsePrefix(text);
  if (prefix === null) throw new RangeError(`expected a prefix, received ${JSON.stringify(text)}`);
  return formatPrefix(prefix);
}

export interface WrittenPrefix {
  /** A single address without its length: "203.0.113.7", "2001:db8::/64". */
  readonly text: string;
  readonly isSingle: boolean;
}

/** Throws RangeError for what is no prefix. */
export function writtenPrefix(prefix: string): WrittenPrefix {
  const canonical = canonicalPrefix(prefix);
  const text = canonical.replace(canonical.includes(':') ? /\/128$/ : /\/32$/, '');
  return { text, isSingle: text !== canonical };
}

/** Whole seconds from `now` to the end, at least one. */
export function secondsLeft(expires: number, now: number): number {
  return Math.max(1, Math.ceil((expires - now) / 1_000));
}
