/** Names that traffic gave addresses, as messages carry them: to read by, never to decide by, as whoever sends packets can forge them. */
import type { HostName } from './analysis.js';

/** Of one address in a message. */
export const MOST_NAMES = 3;
/** Addresses of one message that are named. */
const MOST_ADDRESSES = 9;
/** Characters of one text that are looked at for addresses. */
const MOST_READ = 2_000;
/** Characters of a name in a sentence. */
const LONGEST_WORD = 64;

export interface KnownName {
  /** Untrusted text of at most 255 bytes. */
  readonly name: string;
  readonly source: HostName['source'];
}

export interface NamedAddress {
  readonly address: string;
  /** Best first, at most MOST_NAMES, never empty. */
  readonly names: readonly KnownName[];
}

/**
 * What an address (or an external IPv6 /64) is called, best first, at most MOST_NAMES different names; what `user` called it
 * comes first where that is known.
 */
export type NamesOf = (address: string, user: string | null) => readonly KnownName[];

export const NO_NAMES: NamesOf = () => [];

/** The host, then the other addresses that `texts` mention, in their order: those that have a name. */
export function namedAddresses(
  host: string,
  texts: readonly string[],
  namesOf: NamesOf,
): readonly NamedAddress[] {
  const named: NamedAddress[] = [];
  for (const address of new Set([host, ...texts.flatMap(mentionedIn)])) {
    const names = namesOf(address, address === host ? null : host);
    if (names.length > 0) named.push({ address, names });
    if (named.length === MOST_ADDRESSES) break;
  }
  return named;
}

/** What may be an address or a prefix; who is asked for its names knows. */
function mentionedIn(text: string): readonly string[] {
  const found = text.slice(0, MOST_READ).match(/[0-9a-fA-F.:]+(?:\/\d{1,3})?/g) ?? [];
  return found.filter((each) => /[.:]/.test(each)).map(withoutPort);
}

/** "10.0.0.5:22" and "10.0.0.5." are 10.0.0.5. */
function withoutPort(text: string): string {
  return text.replace(/[.:]$/, '').replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');
}

/** A name as a word of a sentence: letters, digits and marks of host names in ASCII; all else is "?". */
export function nameWord(name: string): string {
  const word = name.replace(/[^\w.-]+/g, '?');
  return word.length <= LONGEST_WORD ? word : `${word.slice(0, LONGEST_WORD - 3)}...`;
}

const SOURCES: Readonly<Record<HostName['source'], string>> = {
  dhcp: 'DHCP',
  dns: 'DNS',
  tls: 'SNI',
  http: 'HTTP',
};

/** "printer-3 (DHCP), www.example.org (DNS)" */
export function namesWords(names: readonly KnownName[]): string {
  return names.map(({ name, source }) => `${nameWord(name)} (${SOURCES[source]})`).join(', ');
}
