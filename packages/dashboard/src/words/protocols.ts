/** What protocols are called. */

const NAMES: Readonly<Record<number, string>> = {
  1: 'ICMP',
  2: 'IGMP',
  4: 'IPv4',
  6: 'TCP',
  17: 'UDP',
  41: 'IPv6',
  47: 'GRE',
  50: 'ESP',
  58: 'ICMPv6',
  89: 'OSPF',
  132: 'SCTP',
};

/** "TCP"; the number where it has no name here; "" where it is not known. */
export function protocolName(protocol: number | null): string {
  return protocol === null ? '' : (NAMES[protocol] ?? String(protocol));
}
