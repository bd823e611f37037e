/**
 * The information elements that are read (IANA "IP Flow Information Export (IPFIX) Entities"; for NetFlow v9 RFC 3954
 * section 8 and the vendors' own numbers above 32767), and where each value goes.
 */

/** How the bytes of an element are read. */
export const Reading = {
  unsigned: 0,
  /** Seconds since 1970, as milliseconds. */
  seconds: 1,
  /** NTP's 32.32 bits since 1900 (RFC 7011 section 6.1.9), as Unix milliseconds. */
  ntp: 2,
  /** Microseconds, as milliseconds. */
  microseconds: 3,
  float: 4,
  /** The last bytes of an octet array, as a number that tells it from others. */
  identifier: 5,
  ipv4: 6,
  ipv6: 7,
  mac: 8,
  text: 9,
} as const;
export type Reading = (typeof Reading)[keyof typeof Reading];

/** Where each number stands in `RecordValues.numbers`. Times are Unix ms unless named otherwise. */
export const Field = {
  octets: 0,
  packets: 1,
  postOctets: 2,
  postPackets: 3,
  totalOctets: 4,
  totalPackets: 5,
  initiatorOctets: 6,
  initiatorPackets: 7,
  responderOctets: 8,
  responderPackets: 9,
  reverseOctets: 10,
  reversePackets: 11,
  reverseTotalOctets: 12,
  reverseTotalPackets: 13,
  layer2Octets: 14,
  layer2TotalOctets: 15,
  protocol: 16,
  sourcePort: 17,
  destinationPort: 18,
  tcpFlags: 19,
  initialTcpFlags: 20,
  unionTcpFlags: 21,
  reverseTcpFlags: 22,
  reverseInitialTcpFlags: 23,
  reverseUnionTcpFlags: 24,
  icmpTypeCode: 25,
  icmpType: 26,
  icmpCode: 27,
  /** Milliseconds since the exporter's start. */
  startUptime: 28,
  endUptime: 29,
  startSeconds: 30,
  endSeconds: 31,
  start: 32,
  end: 33,
  /** Milliseconds before the export. */
  startBefore: 34,
  endBefore: 35,
  durationMs: 36,
  eventTime: 37,
  systemInit: 38,
  reverseStart: 39,
  reverseDelayMs: 40,
  ingressInterface: 41,
  applicationId: 42,
  vlan: 43,
  minimumTtl: 44,
  ttl: 45,
  endReason: 46,
  biflowDirection: 47,
  forwardingStatus: 48,
  firewallEvent: 49,
  oldFirewallEvent: 50,
  natEvent: 51,
  postSourcePort: 52,
  postDestinationPort: 53,
  samplingInterval: 54,
  samplerId: 55,
  samplerInterval: 56,
  samplingPacketInterval: 57,
  samplingPacketSpace: 58,
  samplingSize: 59,
  samplingPopulation: 60,
  samplingProbability: 61,
  /** Seconds. */
  idleTimeout: 62,
} as const;
export const FIELDS = Object.keys(Field).length;

/** Where each address stands in `RecordValues.addresses`; IPv4 and IPv6 apart, as some templates have both. */
export const AddressField = {
  source4: 0,
  source6: 1,
  destination4: 2,
  destination6: 3,
  postSource4: 4,
  postSource6: 5,
  postDestination4: 6,
  postDestination6: 7,
} as const;
export const ADDRESS_FIELDS = Object.keys(AddressField).length;

export const TextField = {
  interfaceName: 0,
  interfaceDescription: 1,
  applicationName: 2,
  userName: 3,
} as const;
export const TEXT_FIELDS = Object.keys(TextField).length;

/** A reading and a place in one number; -1 = the element is not read. */
export const NOT_READ = -1;

export function readingOf(code: number): Reading {
  return (code >> 8) as Reading;
}

export function placeOf(code: number): number {
  return code & 0xff;
}

type Row = readonly [element: number, reading: Reading, place: number];

const { unsigned, seconds, ntp, microseconds, float, identifier, ipv4, ipv6, mac, text } = Reading;
const IANA: readonly Row[] = [
  [1, unsigned, Field.octets],
  [2, unsigned, Field.packets],
  [4, unsigned, Field.protocol],
  [6, unsigned, Field.tcpFlags],
  [7, unsigned, Field.sourcePort],
  [8, ipv4, AddressField.source4],
  [10, unsigned, Field.ingressInterface],
  [11, unsigned, Field.destinationPort],
  [12, ipv4, AddressField.destination4],
  [21, unsigned, Field.endUptime],
  [22, unsigned, Field.startUptime],
  [23, unsigned, Field.postOctets],
  [24, unsigned, Field.postPackets],
  [27, ipv6, AddressField.source6],
  [28, ipv6, AddressField.destination6],
  [32, unsigned, Field.icmpTypeCode],
  [34, unsigned, Field.samplingInterval],
  [37, unsigned, Field.idleTimeout],
  [48, unsigned, Field.samplerId],
  [50, unsigned, Field.samplerInterval],
  [52, unsigned, Field.minimumTtl],
  [56, mac, 0],
  [58, unsigned, Field.vlan],
  [82, text, TextField.interfaceName],
  [83, text, TextField.interfaceDescription],
  [85, unsigned, Field.totalOctets],
  [86, unsigned, Field.totalPackets],
  [89, unsigned, Field.forwardingStatus],
  [95, identifier, Field.applicationId],
  [96, text, TextField.applicationName],
  [136, unsigned, Field.endReason],
  [139, unsigned, Field.icmpTypeCode],
  [150, seconds, Field.startSeconds],
  [151, seconds, Field.endSeconds],
  [152, unsigned, Field.start],
  [153, unsigned, Field.end],
  [154, ntp, Field.start],
  [155, ntp, Field.end],
  [156, ntp, Field.start],
  [157, ntp, Field.end],
  [158, microseconds, Field.startBefore],
  [159, microseconds, Field.endBefore],
  [160, unsigned, Field.systemInit],
  [161, unsigned, Field.durationMs],
  [162, microseconds, Field.durationMs],
  [176, unsigned, Field.icmpType],
  [177, unsigned, Field.icmpCode],
  [178, unsigned, Field.icmpType],
  [179, unsigned, Field.icmpCode],
  [180, unsigned, Field.sourcePort],
  [181, unsigned, Field.destinationPort],
  [182, unsigned, Field.sourcePort],
  [183, unsigned, Field.destinationPort],
  [192, unsigned, Field.ttl],
  [225, ipv4, AddressField.postSource4],
  [226, ipv4, AddressField.postDestination4],
  [227, unsigned, Field.postSourcePort],
  [228, unsigned, Field.postDestinationPort],
  [230, unsigned, Field.natEvent],
  [231, unsigned, Field.initiatorOctets],
  [232, unsigned, Field.responderOctets],
  [233, unsigned, Field.firewallEvent],
  [239, unsigned, Field.biflowDirection],
  [243, unsigned, Field.vlan],
  [252, unsigned, Field.ingressInterface],
  [281, ipv6, AddressField.postSource6],
  [282, ipv6, AddressField.postDestination6],
  [298, unsigned, Field.initiatorPackets],
  [299, unsigned, Field.responderPackets],
  [302, unsigned, Field.samplerId],
  [305, unsigned, Field.samplingPacketInterval],
  [306, unsigned, Field.samplingPacketSpace],
  [309, unsigned, Field.samplingSize],
  [310, unsigned, Field.samplingPopulation],
  [311, float, Field.samplingProbability],
  [322, seconds, Field.eventTime],
  [323, unsigned, Field.eventTime],
  [324, ntp, Field.eventTime],
  [325, ntp, Field.eventTime],
  [352, unsigned, Field.layer2Octets],
  [353, unsigned, Field.layer2TotalOctets],
  [371, text, TextField.userName],
  // Cisco ASA before 8.4 (NF_F_XLATE_*, NF_F_FW_EVENT) and its user; Palo Alto's application and user.
  [40_000, text, TextField.userName],
  [40_001, ipv4, AddressField.postSource4],
  [40_002, ipv4, AddressField.postDestination4],
  [40_003, unsigned, Field.postSourcePort],
  [40_004, unsigned, Field.postDestinationPort],
  [40_005, unsigned, Field.oldFirewallEvent],
  [56_701, text, TextField.applicationName],
  [56_702, text, TextField.userName],
];

/** The other direction of a biflow (RFC 5103 section 6.1). */
const REVERSE: readonly Row[] = [
  [1, unsigned, Field.reverseOctets],
  [2, unsigned, Field.reversePackets],
  [6, unsigned, Field.reverseTcpFlags],
  [85, unsigned, Field.reverseTotalOctets],
  [86, unsigned, Field.reverseTotalPackets],
  [150, seconds, Field.reverseStart],
  [152, unsigned, Field.reverseStart],
  [154, ntp, Field.reverseStart],
  [156, ntp, Field.reverseStart],
];

/** CERT's elements as YAF exports them; 0x4000 marks the other direction. */
const CERT: readonly Row[] = [
  [14, unsigned, Field.initialTcpFlags],
  [15, unsigned, Field.unionTcpFlags],
  [21, unsigned, Field.reverseDelayMs],
  [0x4000 | 14, unsigned, Field.reverseInitialTcpFlags],
  [0x4000 | 15, unsigned, Field.reverseUnionTcpFlags],
];

const IANA_NUMBER = 0;
const REVERSE_NUMBER = 29_305;
const CERT_NUMBER = 6871;

const key = (enterprise: number, element: number) => enterprise * 65_536 + element;
const CODES = new Map<number, number>();
for (const [enterprise, rows] of [
  [IANA_NUMBER, IANA],
  [REVERSE_NUMBER, REVERSE],
  [CERT_NUMBER, CERT],
] as const) {
  for (const [element, reading, place] of rows) CODES.set(key(enterprise, element), (reading << 8) | place);
}

/** Where the element goes; NOT_READ when it is none of those above. `enterprise` is 0 for IANA's. */
export function elementCode(enterprise: number, element: number): number {
  return CODES.get(key(enterprise, element)) ?? NOT_READ;
}

/** Scopes of NetFlow v9's options are numbered apart (RFC 3954 section 6.1): only the interface is read. */
export function scopeCode(scope: number): number {
  return scope === 2 ? (unsigned << 8) | Field.ingressInterface : NOT_READ;
}
