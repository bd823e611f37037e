/** One decoded packet: a scratch object that every layer fills, used again for the next packet. */

/** What decoding came to; `rejected` and `ignored` leave their reason in the packet. */
export const Outcome = { flow: 0, arp: 1, rejected: 2, ignored: 3 } as const;
export type Outcome = (typeof Outcome)[keyof typeof Outcome];

/**
 * How the packets of a flow belong together. `ports`: by protocol and ports; `bare`: by protocol alone; `query`:
 * ICMP requests and replies by their identifier; `message`: other ICMP by type and code; `fragment`: later
 * fragments whose first one was not seen, by protocol alone.
 */
export const FlowKind = { ports: 0, bare: 1, query: 2, message: 3, fragment: 4 } as const;
export type FlowKind = (typeof FlowKind)[keyof typeof FlowKind];

export const FragmentPart = { whole: 0, first: 1, later: 2 } as const;
export type FragmentPart = (typeof FragmentPart)[keyof typeof FragmentPart];

export class Packet {
  /** Why it was rejected or ignored, and what of it, for a person. */
  reason = '';
  detail = '';

  etherType = 0;
  /** Where the next layer begins in the frame's bytes. */
  at = 0;
  /** Offset of the sender's 6-byte link-layer address, -1 = none. */
  macAt = -1;
  /** Outer VLAN id << 12 | inner one; 0 = untagged. */
  vlan = 0;
  /** Interface number that the link layer names (Linux cooked v2), 0 = none. */
  linkInterface = 0;

  /** Source and destination, four 32-bit words each, in network order (IPv4 mapped into IPv6). */
  readonly addresses = new Int32Array(8);
  protocol = 0;
  ttl = 0;
  /** From the IP header on, by the IP header's own length. */
  ipBytes = 0;
  /** Where the IP packet ends by its own length: beyond the captured bytes where the snap length cut it. */
  ipEnd = 0;
  /** Captured bytes behind the transport header, or behind the IP headers where the transport is not read. */
  payloadAt = 0;
  payloadEnd = 0;
  /** How many they were on the wire. */
  payloadBytes = 0;
  /** Virtual network that a tunnel names (VXLAN, Geneve, NVGRE: 24 bits), 0 = none. */
  network = 0;
  fragment: FragmentPart = FragmentPart.whole;
  fragmentId = 0;
  /** What the fragmented part begins with: the same in every fragment of a packet, unlike `protocol` in IPv6. */
  fragmentProtocol = 0;
  /** Of fragments: where they belong in the whole, what follows them, and where their captured bytes stand. */
  fragmentOffset = 0;
  moreFragments = false;
  fragmentAt = 0;
  fragmentEnd = 0;

  kind: FlowKind = FlowKind.bare;
  sourcePort = 0;
  destinationPort = 0;
  tcpFlags = 0;
  sequence = 0;
  acknowledgement = 0;
  icmpType = 0;
  icmpCode = 0;
  /** ICMP queries: what request and reply share. */
  icmpQuery = 0;
  icmpIsReply = false;

  /** What a packet inside `outer` has in common with it: where it was captured, and who sent the frame. */
  inherit(outer: Packet): void {
    this.macAt = outer.macAt;
    this.vlan = outer.vlan;
    this.linkInterface = outer.linkInterface;
    this.network = outer.network;
  }

  reject(reason: string, detail: string): Outcome {
    this.reason = reason;
    this.detail = detail;
    return Outcome.rejected;
  }

  ignore(reason: string): Outcome {
    this.reason = reason;
    return Outcome.ignored;
  }
}
