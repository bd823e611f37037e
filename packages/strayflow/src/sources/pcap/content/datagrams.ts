/** UDP datagrams: those of known ports give facts, of the others the service is told by the first ones. */
import type { Packet } from '../packet.js';
import type { ContentFacts } from './content-facts.js';
import { readDhcp } from './dhcp.js';
import { readDhcpv6 } from './dhcpv6.js';
import type { DnsReader } from './dns.js';
import type { MalformedContents } from './malformed.js';
import { recogniseUdp, type ServiceName } from './services.js';

const READ_PORTS: ReadonlyMap<number, ServiceName> = new Map([
  [53, 'dns'],
  [67, 'dhcp'],
  [68, 'dhcp'],
  [546, 'dhcpv6'],
  [547, 'dhcpv6'],
  [5353, 'mdns'],
  [5355, 'llmnr'],
]);
const SNMP_VERSIONS: readonly string[] = ['SNMPv1', 'SNMPv2c', '', 'SNMPv3'];
/** One look per datagram. */
const IS_READ = Uint8Array.from({ length: 65_536 }, (_, port) => (READ_PORTS.has(port) ? 1 : 0));

/** Whether every datagram between these ports is read. */
export function isReadDatagramPort(ports: Pick<Packet, 'sourcePort' | 'destinationPort'>): boolean {
  return IS_READ[ports.destinationPort] === 1 || IS_READ[ports.sourcePort] === 1;
}

export class DatagramReader {
  private readonly facts: ContentFacts;
  private readonly dns: DnsReader;
  private readonly malformed: MalformedContents;

  constructor(facts: ContentFacts, dns: DnsReader, malformed: MalformedContents) {
    this.facts = facts;
    this.dns = dns;
    this.malformed = malformed;
  }

  /** The service that the payload is of, '' = unknown. */
  read(packet: Packet, bytes: Uint8Array): ServiceName {
    const { payloadAt: at, payloadEnd: to, sourcePort, destinationPort } = packet;
    if (!isReadDatagramPort(packet)) {
      const name = recogniseUdp(bytes, at, to, sourcePort, destinationPort);
      if (name === 'snmp') this.snmp(bytes, at);
      return name;
    }
    const service = READ_PORTS.get(destinationPort) ?? READ_PORTS.get(sourcePort)!;
    // What the snap length cut is not malformed.
    const isCut = to - at < packet.payloadBytes;
    switch (service) {
      case 'dhcp':
        return this.outcome(service, 'DHCP message', readDhcp(this.facts, bytes, at, to), isCut);
      case 'dhcpv6':
        return this.outcome(service, 'DHCPv6 message', readDhcpv6(this.facts, bytes, at, to), isCut);
      default:
        return this.outcome(service, 'DNS message', this.dns.read(bytes, at, to) !== 'malformed', isCut);
    }
  }

  /** RFC 3416 section 3, RFC 1157 section 4: a sequence that begins with the version, 0 for 1, 1 for 2c, 3 for 3. */
  private snmp(bytes: Uint8Array, at: number): void {
    const version = at + 2 + (bytes[at + 1]! < 0x80 ? 0 : bytes[at + 1]! & 0x7f);
    if (bytes[version] !== 2 || bytes[version + 1] !== 1) return;
    const name = SNMP_VERSIONS[bytes[version + 2]!];
    if (name !== undefined && name !== '') this.facts.software(name, 'snmp');
  }

  private outcome(
    service: ServiceName,
    name: Parameters<MalformedContents['add']>[0],
    isRead: boolean,
    isCut: boolean,
  ): ServiceName {
    if (isRead) return service;
    if (!isCut) this.malformed.add(name);
    return '';
  }
}
