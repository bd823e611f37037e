/** The payload of a UDP datagram in a captured IP packet, and who sent it. */
import { ADDRESS_BYTES, writeIpv4 } from '../../model/address.js';
import { u16 } from '../pcap/bytes.js';

const UDP = 17;
const UDP_HEADER_BYTES = 8;
const FRAGMENT = 44;
/** Hop-by-hop, routing, destination options: their length is in 8-byte units beyond the first. */
const EXTENSIONS: ReadonlySet<number> = new Set([0, 43, 60]);
const MOST_EXTENSIONS = 8;

/** What a packet came to; `cut`: not all of the datagram is in the capture. */
export type PayloadOutcome = 'whole' | 'cut' | 'fragment' | 'other';

/** One at a time, filled by `readPayload`. */
export class UdpPayload {
  readonly source = new Uint8Array(ADDRESS_BYTES);
  sourcePort = 0;
  /** The payload is `bytes[from..to)`. */
  from = 0;
  to = 0;

  /** Reads the IP packet at `bytes[at..to)`. */
  read(bytes: Uint8Array, at: number, to: number): PayloadOutcome {
    if (to - at < 1) return 'other';
    const version = bytes[at]! >> 4;
    return version === 4 ? this.ipv4(bytes, at, to) : version === 6 ? this.ipv6(bytes, at, to) : 'other';
  }

  private ipv4(bytes: Uint8Array, at: number, to: number): PayloadOutcome {
    if (to - at < 20 || bytes[at + 9] !== UDP) return 'other';
    const headerBytes = 4 * (bytes[at]! & 15);
    if (headerBytes < 20) return 'other';
    writeIpv4(this.source, 0, bytes[at + 12]!, bytes[at + 13]!, bytes[at + 14]!, bytes[at + 15]!);
    // A fragment: an offset, or more to come.
    if ((u16(bytes, at + 6) & 0x3fff) !== 0) return 'fragment';
    return this.udp(bytes, at + headerBytes, to);
  }

  private ipv6(bytes: Uint8Array, at: number, to: number): PayloadOutcome {
    if (to - at < 40) return 'other';
    this.source.set(bytes.subarray(at + 8, at + 24));
    let next = bytes[at + 6]!;
    let header = at + 40;
    for (let i = 0; i < MOST_EXTENSIONS && to - header >= 8; i++) {
      if (next === FRAGMENT) return bytes[header] === UDP ? 'fragment' : 'other';
      if (!EXTENSIONS.has(next)) break;
      next = bytes[header]!;
      header += 8 * (bytes[header + 1]! + 1);
    }
    return next === UDP ? this.udp(bytes, header, to) : 'other';
  }

  private udp(bytes: Uint8Array, at: number, to: number): PayloadOutcome {
    if (to - at < UDP_HEADER_BYTES) return 'cut';
    const length = u16(bytes, at + 4);
    if (length < UDP_HEADER_BYTES) return 'other';
    this.sourcePort = u16(bytes, at);
    this.from = at + UDP_HEADER_BYTES;
    this.to = Math.min(to, at + length);
    return at + length > to ? 'cut' : 'whole';
  }
}
