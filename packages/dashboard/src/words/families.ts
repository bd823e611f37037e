/** Families of evidence, and what they are called. */
import type { Family } from '../api/contract/basics.js';

/** The compiler finds what is missing or too much. */
const KNOWN: Readonly<Record<Family, true>> = {
  'port-scan': true,
  'ping-sweep': true,
  'brute-force': true,
  flood: true,
  reflection: true,
  beaconing: true,
  'long-connection': true,
  exfiltration: true,
  'dns-tunnel': true,
  'icmp-tunnel': true,
  'lateral-movement': true,
  'man-in-the-middle': true,
  'address-conflict': true,
  'rogue-service': true,
  'clear-text': true,
  'rare-destination': true,
  rhythm: true,
  indicator: true,
  spoofing: true,
  rule: true,
  learned: true,
  context: true,
};
export const FAMILIES = Object.keys(KNOWN) as readonly Family[];

const SPECIAL: Readonly<Record<string, string>> = {
  learned: 'unusual traffic (learned)',
  context: 'unusual context',
  'dns-tunnel': 'DNS tunnel',
  'icmp-tunnel': 'ICMP tunnel',
};

/** "port scan". @param family also of a newer version's report */
export function familyWords(family: string): string {
  return SPECIAL[family] ?? family.replaceAll('-', ' ');
}
