/** What schemas call protocols. */
const TRANSPORTS: Readonly<Record<number, string>> = {
  1: 'icmp',
  2: 'igmp',
  6: 'tcp',
  17: 'udp',
  41: 'ipv6',
  47: 'gre',
  50: 'esp',
  51: 'ah',
  58: 'ipv6-icmp',
  89: 'ospf',
  103: 'pim',
  132: 'sctp',
};

/** The keyword of IANA in lower case; null for one that has none here. */
export function transportOf(number: number): string | null {
  return TRANSPORTS[number] ?? null;
}
