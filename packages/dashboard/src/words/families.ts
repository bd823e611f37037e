/** What families of evidence are called. */
import type { Family } from '../api/contract/basics.js';

const SPECIAL: Readonly<Record<string, string>> = {
  learned: 'unusual traffic (learned)',
  context: 'unusual context',
  'dns-tunnel': 'DNS tunnel',
  'icmp-tunnel': 'ICMP tunnel',
};

/** "port scan" */
export function familyWords(family: Family): string {
  return SPECIAL[family] ?? family.replaceAll('-', ' ');
}
