/** What an address is called, in a few words. */
import type { Analysis, HostContext, HostName } from '../model/analysis.js';
import { counted, utc } from '../model/format.js';
import { clipped } from './escape.js';

const SOURCES: Readonly<Record<HostName['source'], string>> = {
  dhcp: 'DHCP',
  dns: 'DNS',
  tls: 'TLS server name',
  http: 'HTTP host',
};

/** Characters of one name that are shown. */
const MAX_NAME = 64;
/** An address with more of them serves whoever pays for it. */
const MANY = 3;
const LISTED = 4;

type Named = Pick<HostContext, 'names'>;

function different(names: readonly HostName[]): readonly string[] {
  return [...new Set(names.map(({ name }) => name))];
}

/**
 * The one name to be shown: what `user` called it where that is known, else the best; null where none is known or
 * none of many can be told to be meant.
 */
function shownName({ names }: Named, user: string | null): HostName | null {
  const own = names.find(({ source }) => source === 'dhcp');
  if (own !== undefined) return own;
  const used = user === null ? undefined : names.find(({ usedBy }) => usedBy.includes(user));
  if (used !== undefined) return used;
  return different(names).length > MANY ? null : (names[0] ?? null);
}

/** "printer-3", "cdn.example.com" or "many names"; null where none is known. */
export function nameOf(analysis: Analysis, host: string, user: string | null = null): string | null {
  const context = Object.hasOwn(analysis.contexts, host) ? analysis.contexts[host] : undefined;
  if (context === undefined || context.names.length === 0) return null;
  const shown = shownName(context, user);
  return shown === null ? 'many names' : clipped(shown.name, MAX_NAME);
}

/** "printer-3 (DHCP, last 2026-03-03 18:40:11 UTC), a.example (DNS, ...)" ; null where none is known. */
export function namesWords({ names }: Named): string | null {
  if (names.length === 0) return null;
  const shown = names.slice(0, LISTED).map(({ name, source, lastSeen }) => {
    return `${clipped(name, MAX_NAME)} (${SOURCES[source]}, last ${utc(lastSeen)})`;
  });
  const hidden = names.length - shown.length;
  return [...shown, ...(hidden > 0 ? [counted(hidden, 'more name')] : [])].join(', ');
}
