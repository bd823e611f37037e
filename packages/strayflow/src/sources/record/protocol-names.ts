/** Names of IP protocols (IANA "Assigned Internet Protocol Numbers") and of what flow tools list beside them. */

/** By number; "any private use" entries have no name. */
const NAMES =
  `hopopt icmp igmp ggp ipv4 st tcp cbt egp igp bbn-rcc-mon nvp-ii pup argus emcon xnet chaos udp mux dcn-meas
hmp prm xns-idp trunk-1 trunk-2 leaf-1 leaf-2 rdp irtp iso-tp4 netblt mfe-nsp merit-inp dccp 3pc idpr xtp ddp idpr-cmtp tp++
il ipv6 sdrp ipv6-route ipv6-frag idrp rsvp gre dsr bna esp ah i-nlsp swipe narp mobile tlsp skip ipv6-icmp ipv6-nonxt
ipv6-opts - cftp - sat-expak kryptolan rvd ippc - sat-mon visa ipcv cpnx cphb wsn pvp br-sat-mon sun-nd wb-mon wb-expak
iso-ip vmtp secure-vmtp vines ttp nsfnet-igp dgp tcf eigrp ospfigp sprite-rpc larp mtp ax.25 ipip micp scc-sp etherip encap -
gmtp ifmp pnni pim aris scps qnx a/n ipcomp snp compaq-peer ipx-in-ip vrrp pgm - l2tp ddx iatp stp srp uti smp sm ptp
isis-over-ipv4 fire crtp crudp sscopmce iplt sps pipe sctp fc rsvp-e2e-ignore mobility-header udplite mpls-in-ip manet shim6
wesp rohc ethernet aggfrag nsh`.split(/\s+/);

/** Other spellings, and Argus' names for what it recognised inside UDP. */
const ALIASES: Readonly<Record<string, number>> = {
  ip: 4,
  ipnip: 4,
  icmp6: 58,
  icmpv6: 58,
  icmp4: 1,
  icmpv4: 1,
  ospf: 89,
  rtp: 17,
  rtcp: 17,
  udt: 17,
  ipcp: 108,
  tcp6: 6,
  udp6: 17,
  'udp-lite': 136,
  iptm: 84,
};

/** Argus' names of records that are no IP flow: link-layer protocols and its own status reports. */
const NOT_IP =
  'arp rarp llc lldp man loop decnet ipx eth ether ethertype ieee802.3 802.3 unk-eth aarp pppoed lacp';

/** A record that is no IP flow. */
export const NOT_AN_IP_PROTOCOL = -1;

const NUMBERS = new Map<string, number>();
for (const name of NOT_IP.split(' ')) NUMBERS.set(name, NOT_AN_IP_PROTOCOL);
NAMES.forEach((name, number) => {
  if (name !== '-') NUMBERS.set(name, number);
});
for (const [name, number] of Object.entries(ALIASES)) NUMBERS.set(name, number);

export const Protocol = { icmp: 1, tcp: 6, udp: 17, icmp6: 58 } as const;

/** The number of a protocol by its name in any case; NOT_AN_IP_PROTOCOL, or NaN when it is not known. */
export function protocolNumber(name: string): number {
  return NUMBERS.get(name.trim().toLowerCase()) ?? Number.NaN;
}

/** TCP, UDP, DCCP, SCTP and UDP-Lite; for all others a port column holds something else, or nothing. */
export function hasPorts(protocol: number): boolean {
  return protocol === 6 || protocol === 17 || protocol === 33 || protocol === 132 || protocol === 136;
}

/** ICMP types that are a request or its answer, in which the code is always 0 (RFC 792, RFC 950, RFC 4443, RFC 4861). */
export function isIcmpQuery(protocol: number, type: number): boolean {
  return protocol === Protocol.icmp6
    ? (type >= 128 && type <= 136) || type === 139 || type === 140
    : type === 0 || type === 8 || type === 9 || type === 10 || (type >= 13 && type <= 18);
}
