/** The UDP datagram in a captured frame, put together where it came in fragments, and who sent it. */
import { ADDRESS_BYTES } from '../../model/address.js';
import { decode } from '../pcap/decode.js';
import { isReadableLinkType } from '../pcap/link-layer.js';
import { FragmentPart, Outcome, Packet } from '../pcap/packet.js';
import { Reassembler, type ReassemblerState } from '../pcap/reassembler.js';
import { PROTOCOL_UDP, readTransport } from '../pcap/transport-layer.js';

/** One at a time, filled by `read`. */
export class CapturedDatagram {
  readonly source = new Uint8Array(ADDRESS_BYTES);
  sourcePort = 0;
  /** The payload is `bytes[from..to)`, as much of it as was captured. */
  bytes: Uint8Array = new Uint8Array(0);
  from = 0;
  to = 0;
  /** None of it is missing. */
  whole = false;
  private readonly packet = new Packet();
  private readonly joined = new Packet();
  private readonly reassembler: Reassembler;

  /** @param fragments what `fragments` of an earlier one was */
  constructor(fragments?: ReassemblerState) {
    this.reassembler = new Reassembler(fragments);
  }

  /** Of datagrams that are not complete yet. */
  get fragments(): ReassemblerState {
    return this.reassembler.state;
  }

  /**
   * Reads the frame `bytes[at..to)` of `wireLength` bytes at `time` (Unix ms). `part`: a fragment that completes nothing
   * yet, or nothing ever.
   */
  read(
    bytes: Uint8Array,
    at: number,
    to: number,
    wireLength: number,
    time: number,
    linkType: number,
  ): 'datagram' | 'part' | 'other' {
    const { packet } = this;
    if (!isReadableLinkType(linkType)) return 'other';
    if (decode(packet, bytes, at, to, wireLength, linkType) !== Outcome.flow) return 'other';
    if (packet.fragment === FragmentPart.whole) return this.take(packet, bytes);
    if (packet.fragmentProtocol !== PROTOCOL_UDP) return 'other';
    return this.join(bytes, time);
  }

  private join(bytes: Uint8Array, time: number): 'datagram' | 'part' | 'other' {
    const { packet, joined, reassembler } = this;
    if (!reassembler.add(packet, bytes, time)) return 'part';
    joined.addresses.set(packet.addresses);
    joined.fragment = FragmentPart.whole;
    joined.ipEnd = reassembler.length;
    const outcome = readTransport(joined, reassembler.bytes, 0, reassembler.length, packet.fragmentProtocol);
    return outcome === Outcome.flow ? this.take(joined, reassembler.bytes) : 'other';
  }

  private take(packet: Packet, bytes: Uint8Array): 'datagram' | 'other' {
    if (packet.protocol !== PROTOCOL_UDP) return 'other';
    for (let word = 0; word < 4; word++) {
      const value = packet.addresses[word]!;
      for (let byte = 0; byte < 4; byte++) this.source[4 * word + byte] = value >>> (24 - 8 * byte);
    }
    this.sourcePort = packet.sourcePort;
    this.bytes = bytes;
    this.from = packet.payloadAt;
    this.to = packet.payloadEnd;
    this.whole = packet.payloadEnd - packet.payloadAt === packet.payloadBytes;
    return 'datagram';
  }
}
