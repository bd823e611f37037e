/** Terms of a query, made of values that flows have, and put into queries. */
import type { FlowRow, FlowTopBy } from '../../api/contract/flows.js';
import { quoted } from './completion.js';

const NAMES: Readonly<Record<FlowTopBy, string>> = {
  source: 'src',
  destination: 'dst',
  destinationPort: 'dport',
  protocol: 'proto',
  service: 'service',
  state: 'state',
};
/** All that is known; what is not known never matches. */
const ANY: Partial<Record<FlowTopBy, string>> = {
  destinationPort: '0-65535',
  protocol: '0-255',
  service: '*',
};

/** @param key "" where it is not known; null: that cannot be asked for */
export function termOfKey(by: FlowTopBy, key: string): string | null {
  if (key !== '') return `${NAMES[by]}:${quoted(key)}`;
  return ANY[by] === undefined ? null : `not ${NAMES[by]}:${ANY[by]}`;
}

export function textTerm(
  field: 'service' | 'state' | 'uid' | 'user' | 'exporter' | 'mac',
  value: string | null,
): string | null {
  return value === null || value === '' ? null : `${field}:${quoted(value)}`;
}

/** Names this record and no other. */
export function recordTerm({ input, record }: FlowRow): string {
  return `input:${input} record:${record}`;
}

const hasOr = (query: string) => /(?:^|[\s()])or(?:$|[\s()])/i.test(query.replaceAll(/"[^"]*"/g, ''));

/** The query, and this too. */
export function withTerm(query: string, term: string): string {
  const text = query.trim();
  if (text === '') return term;
  if (!hasOr(text)) return ` ${text} `.includes(` ${term} `) ? text : `${text} ${term}`;
  return `(${text}) ${term}`;
}

/** The query, but not this. */
export function withoutTerm(query: string, term: string): string {
  if (term.startsWith('not ')) return withTerm(query, term.slice('not '.length));
  return withTerm(query, term.includes(' ') ? `not (${term})` : `not ${term}`);
}
