/**
 * Services that answer more than they are asked, by UDP port, with the bytes of the smallest request that makes them,
 * IP and UDP headers included (Rossow, Amplification Hell, NDSS 2014; CISA alert TA14-017A; the protocols' own RFCs).
 */
interface Amplifier {
  readonly name: string;
  readonly requestBytes: number;
}

const amplifier = (port: number, name: string, payload: number): [number, Amplifier] => [
  port,
  { name, requestBytes: 28 + payload },
];

export const AMPLIFIERS: ReadonlyMap<number, Amplifier> = new Map([
  amplifier(17, 'QOTD', 1),
  amplifier(19, 'chargen', 1),
  amplifier(53, 'DNS', 28),
  amplifier(69, 'TFTP', 12),
  amplifier(111, 'portmap', 40),
  amplifier(123, 'NTP', 8),
  amplifier(137, 'NetBIOS', 50),
  amplifier(161, 'SNMP', 38),
  amplifier(389, 'CLDAP', 52),
  amplifier(427, 'SLP', 29),
  amplifier(500, 'ISAKMP', 28),
  amplifier(520, 'RIP', 24),
  amplifier(1194, 'OpenVPN', 14),
  amplifier(1434, 'MS SQL', 1),
  amplifier(1900, 'SSDP', 90),
  amplifier(3283, 'ARD', 5),
  amplifier(3389, 'RDP', 16),
  amplifier(3478, 'STUN', 20),
  amplifier(3702, 'WS-Discovery', 29),
  amplifier(4500, 'ISAKMP', 32),
  amplifier(5093, 'Sentinel', 6),
  amplifier(5353, 'mDNS', 28),
  amplifier(5683, 'CoAP', 21),
  amplifier(10001, 'Ubiquiti', 4),
  amplifier(11211, 'memcached', 15),
  amplifier(27015, 'Steam', 25),
  amplifier(30718, 'Lantronix', 4),
  amplifier(32414, 'Plex', 21),
  amplifier(33848, 'Jenkins', 1),
  amplifier(37020, 'SADP', 60),
  amplifier(37810, 'DVR', 32),
]);

/** Numbers of answers by TCP, beside the UDP ports. */
export const SYN_ACKS = 65_536;
export const RESETS = 65_537;
