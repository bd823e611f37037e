/** sFlow datagrams one after the other, as tools dump their payloads. */
import { ADDRESS_BYTES } from '../../model/address.js';
import { DatagramFault, type DatagramFile } from '../exports/export-file-parser.js';
import type { ExportReader } from '../exports/export-reader.js';
import { u32 } from '../pcap/bytes.js';
import { readSflowHeader, SFLOW_VERSION } from './datagram.js';

/** No datagram is longer. */
const LONGEST_DATAGRAM = 65_535;
/** Of an agent with an IPv6 address. */
const LONGEST_HEADER = 40;
const ITEM_HEADER_BYTES = 8;
const NO_ADDRESS = new Uint8Array(ADDRESS_BYTES);

export class SflowFile implements DatagramFile {
  readonly state = {};

  step(reader: ExportReader, bytes: Uint8Array, from: number, to: number, ended: boolean): number {
    const end = endOf(bytes, from, to, ended);
    if (end === from) return from;
    reader.take(Number.NaN, NO_ADDRESS, 0, 0, bytes, from, end);
    return end;
  }
}

/** The end of the datagram at `from`, which tells no length: that of its samples. `from` when more bytes are needed. */
function endOf(bytes: Uint8Array, from: number, to: number, ended: boolean): number {
  const incomplete = ended ? to : from;
  if (to - from < 4) return from;
  if (u32(bytes, from) !== SFLOW_VERSION) {
    throw new DatagramFault(`version ${u32(bytes, from)} is not sFlow 5`);
  }
  const header = readSflowHeader(bytes, from, to);
  if (header === null) {
    if (to - from >= LONGEST_HEADER) throw new DatagramFault('no header of an sFlow datagram');
    return incomplete;
  }
  let { at } = header;
  for (let sample = 0; sample < header.samples; sample++) {
    if (to - at < ITEM_HEADER_BYTES) return incomplete;
    const next = at + ITEM_HEADER_BYTES + 4 * Math.ceil(u32(bytes, at + 4) / 4);
    if (next - from > LONGEST_DATAGRAM) {
      throw new DatagramFault(`an sFlow datagram that claims more than ${LONGEST_DATAGRAM} bytes`);
    }
    if (next > to) return incomplete;
    at = next;
  }
  return at;
}

/** How surely `head` is such a file: every datagram in it must be one, the last may be cut. */
export function sniffSflow(head: Uint8Array): number {
  let at = 0;
  try {
    while (at < head.length) {
      const end = endOf(head, at, head.length, false);
      if (end === at) break;
      at = end;
    }
  } catch (error) {
    if (!(error instanceof DatagramFault)) throw error;
    return 0;
  }
  if (at > 0) return 1;
  return readSflowHeader(head, 0, head.length) === null ? 0 : 0.6;
}
