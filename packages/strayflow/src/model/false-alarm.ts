/** What a person called a false alarm: this host does this, and nothing is wrong. */
import { formatPrefix, parsePrefix } from './address.js';
import type { Evidence, Family } from './evidence.js';

export interface FalseAlarm {
  readonly site: string;
  /** Canonical prefix. */
  readonly prefix: string;
  readonly families: readonly Family[];
}

/** Whether a piece of evidence is one that was called false. */
export function falseAlarms(marked: readonly FalseAlarm[]): (evidence: Evidence) => boolean {
  const keys = new Set(
    marked.flatMap(({ site, prefix, families }) =>
      families.map((family) => JSON.stringify([site, prefix, family])),
    ),
  );
  if (keys.size === 0) return () => false;
  return ({ site, host, family }) => {
    const prefix = parsePrefix(host);
    return prefix !== null && keys.has(JSON.stringify([site, formatPrefix(prefix), family]));
  };
}
