/**
 * Datagrams as they came, in a file: what a receiver keeps until they are parsed, and an input of its own.
 *
 * The file begins with the 8 bytes "SFDGRAM1". Each datagram is a header of 36 bytes and its payload, numbers
 * little-endian: u32 length of the payload, u32 CRC-32 (IEEE 802.3) of all that follows, f64 time of arrival (Unix ms),
 * 16 bytes exporter's address (IPv4 mapped), u16 exporter's port, u16 local port.
 */
import { crc32 } from '../../model/crc32.js';

export const DATAGRAM_MAGIC = new TextEncoder().encode('SFDGRAM1');
export const DATAGRAM_HEADER_BYTES = 36;
/** What UDP over IPv4 or IPv6 without jumbograms can carry. */
export const LONGEST_DATAGRAM = 65_535;

const CHECKED_FROM = 8;

/** One datagram; the bytes are only valid during the call that hands it over. */
export interface Datagram {
  /** Time of arrival, Unix ms. */
  readonly time: number;
  /** 16 bytes of the exporter's address at `addressAt` of `bytes`. */
  readonly addressAt: number;
  readonly port: number;
  readonly localPort: number;
  readonly bytes: Uint8Array;
  /** The payload is `bytes[from..to)`. */
  readonly from: number;
  readonly to: number;
}

/** Writes a datagram at `out[at...]` and gives the place after it; there must be room for header and payload. */
export function writeDatagram(
  out: Uint8Array,
  at: number,
  meta: {
    readonly time: number;
    readonly address: Uint8Array;
    readonly port: number;
    readonly localPort: number;
  },
  payload: Uint8Array,
): number {
  if (payload.length > LONGEST_DATAGRAM)
    throw new RangeError(`expected at most ${LONGEST_DATAGRAM} bytes, received ${payload.length}`);
  const view = new DataView(out.buffer, out.byteOffset);
  view.setUint32(at, payload.length, true);
  view.setFloat64(at + 8, meta.time, true);
  out.set(meta.address, at + 16);
  view.setUint16(at + 32, meta.port, true);
  view.setUint16(at + 34, meta.localPort, true);
  const end = at + DATAGRAM_HEADER_BYTES + payload.length;
  out.set(payload, at + DATAGRAM_HEADER_BYTES);
  view.setUint32(at + 4, crc32(out, at + CHECKED_FROM, end), true);
  return end;
}

/** The datagram at `bytes[at...]`; how many bytes it needs as a negative number when there are fewer; null when it is damaged. */
export function readDatagram(bytes: Uint8Array, at: number, to: number): Datagram | number | null {
  if (to - at < DATAGRAM_HEADER_BYTES) return -DATAGRAM_HEADER_BYTES;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const length = view.getUint32(at, true);
  if (length > LONGEST_DATAGRAM) return null;
  const end = at + DATAGRAM_HEADER_BYTES + length;
  if (to < end) return -(end - at);
  if (crc32(bytes, at + CHECKED_FROM, end) !== view.getUint32(at + 4, true)) return null;
  const time = view.getFloat64(at + 8, true);
  if (!(time >= 0 && time < 8.64e15)) return null;
  return {
    time,
    addressAt: at + 16,
    port: view.getUint16(at + 32, true),
    localPort: view.getUint16(at + 34, true),
    bytes,
    from: at + DATAGRAM_HEADER_BYTES,
    to: end,
  };
}
