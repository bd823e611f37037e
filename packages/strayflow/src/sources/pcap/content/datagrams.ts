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
    if (!isReadDatagramPort(packet)) return recogniseUdp(bytes, at, to, sourcePort, destinationPort);
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
