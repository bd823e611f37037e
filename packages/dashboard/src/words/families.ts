/** What families of evidence are called. */
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
