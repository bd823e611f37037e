/** IANA protocol numbers by the names that people use. */
const NUMBERS: Readonly<Record<string, number>> = {
  icmp: 1,
  igmp: 2,
  ipip: 4,
  tcp: 6,
  udp: 17,
  dccp: 33,
  ipv6: 41,
  gre: 47,
  esp: 50,
  ah: 51,
  icmp6: 58,
  icmpv6: 58,
  'ipv6-icmp': 58,
  eigrp: 88,
  ospf: 89,
  pim: 103,
  vrrp: 112,
  l2tp: 115,
  sctp: 132,
  udplite: 136,
};

/** Null where the name is not known. */
export function protocolNumber(name: string): number | null {
  const key = name.toLowerCase();
  return Object.hasOwn(NUMBERS, key) ? NUMBERS[key]! : null;
}
