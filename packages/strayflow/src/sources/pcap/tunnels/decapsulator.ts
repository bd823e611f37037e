/** Follows tunnels to the packet that is carried: through several of them, to a bounded depth. */
import { FlowKind, FragmentPart, Outcome, Packet } from '../packet.js';
import { PROTOCOL_UDP } from '../transport-layer.js';
import { from, has, readInnerEthernet, readInnerIp, type TunnelContent } from './content.js';
import { readGre } from './gre.js';
import { readMpls } from './mpls.js';
import { readUdpTunnel, UdpTunnelPort } from './udp-tunnels.js';

const MAX_DEPTH = 4;
const IP_IN_IP = 4;
const IPV6_IN_IP = 41;
const GRE = 47;
const ETHERNET_IN_IP = 97;
const MPLS_IN_IP = 137;

/** What carries, as people call it. */
const BY_PROTOCOL: ReadonlyMap<number, string> = new Map([
  [IP_IN_IP, 'IP in IP'],
  [IPV6_IN_IP, 'IPv6 in IP'],
  [GRE, 'GRE'],
  [ETHERNET_IN_IP, 'Ethernet in IP'],
  [MPLS_IN_IP, 'MPLS in IP'],
]);
const BY_PORT: ReadonlyMap<number, string> = new Map([
  [UdpTunnelPort.l2tp, 'L2TP'],
  [UdpTunnelPort.gtp, 'GTP-U'],
  [UdpTunnelPort.vxlan, 'VXLAN'],
  [UdpTunnelPort.geneve, 'Geneve'],
  [UdpTunnelPort.mpls, 'MPLS over UDP'],
  [UdpTunnelPort.vxlanOfLinux, 'VXLAN'],
]);
/** One look per packet: whether a protocol, or a UDP port, may be a tunnel. */
const CARRYING_PROTOCOLS = Uint8Array.from({ length: 256 }, (_, number) => (BY_PROTOCOL.has(number) ? 1 : 0));
const CARRYING_PORTS = Uint8Array.from({ length: 65_536 }, (_, port) => (BY_PORT.has(port) ? 1 : 0));

/** Whether `packet` may be a tunnel's: what is behind its header decides. */
export function mayCarry(packet: Packet): boolean {
  if (packet.kind === FlowKind.bare) return CARRYING_PROTOCOLS[packet.protocol] === 1;
  if (packet.kind !== FlowKind.ports || packet.protocol !== PROTOCOL_UDP) return false;
  return CARRYING_PORTS[packet.destinationPort] === 1 || packet.sourcePort === UdpTunnelPort.l2tp;
}

export interface DecapsulatorState {
  readonly opened: ReadonlyMap<string, number>;
  readonly kept: ReadonlyMap<string, number>;
}

export class Decapsulator {
  /** Packets that were counted by what they carry, by tunnel; and those whose content was not read. */
  readonly opened: Map<string, number>;
  readonly kept: Map<string, number>;
  /** What the packet that `innermost` gave is: of a flow, or an ARP message. */
  outcome: Outcome = Outcome.flow;
  private readonly packets = Array.from({ length: MAX_DEPTH }, () => new Packet());

  constructor(state?: DecapsulatorState) {
    this.opened = new Map(state?.opened);
    this.kept = new Map(state?.kept);
  }

  get state(): DecapsulatorState {
    return { opened: this.opened, kept: this.kept };
  }

  /** The packet at the end of the tunnels; `outer` itself where nothing inside can be read. */
  innermost(outer: Packet, bytes: Uint8Array): Packet {
    let carrier = outer;
    this.outcome = Outcome.flow;
    for (const inner of this.packets) {
      if (this.outcome !== Outcome.flow || !mayCarry(carrier)) return carrier;
      inner.inherit(carrier);
      const outcome = readTunnel(inner, carrier, bytes);
      const isRead = outcome === Outcome.flow || outcome === Outcome.arp;
      const counts = isRead ? this.opened : this.kept;
      const name = nameOf(carrier);
      counts.set(name, (counts.get(name) ?? 0) + 1);
      if (!isRead) return carrier;
      this.outcome = outcome;
      carrier = inner;
    }
    return carrier;
  }
}

function nameOf(carrier: Packet): string {
  if (carrier.kind === FlowKind.bare) return BY_PROTOCOL.get(carrier.protocol)!;
  return BY_PORT.get(carrier.destinationPort) ?? 'L2TP';
}

function readTunnel(inner: Packet, carrier: Packet, bytes: Uint8Array): Outcome {
  const content: TunnelContent = {
    bytes,
    at: carrier.payloadAt,
    to: carrier.payloadEnd,
    wireEnd: carrier.payloadAt + carrier.payloadBytes,
    isPart: carrier.fragment === FragmentPart.first,
  };
  if (carrier.kind === FlowKind.ports) return readUdpTunnel(inner, carrier, content);
  switch (carrier.protocol) {
    case GRE:
      return readGre(inner, content);
    case MPLS_IN_IP:
      return readMpls(inner, content);
    case ETHERNET_IN_IP:
      return readEthernetInIp(inner, content);
    default: {
      const version = has(content, 1) ? bytes[content.at]! >> 4 : 0;
      const isNamed = version === (carrier.protocol === IP_IN_IP ? 4 : 6);
      return isNamed ? readInnerIp(inner, content) : inner.ignore('tunnel: not IP');
    }
  }
}

/** RFC 3378: version 3, the rest zero. */
function readEthernetInIp(inner: Packet, content: TunnelContent): Outcome {
  const isKnown =
    has(content, 2) && content.bytes[content.at] === 0x30 && content.bytes[content.at + 1] === 0;
  return isKnown ? readInnerEthernet(inner, from(content, content.at + 2)) : inner.ignore('tunnel: version');
}
