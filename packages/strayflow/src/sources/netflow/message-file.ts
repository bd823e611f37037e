/** NetFlow and IPFIX messages one after the other, as tools dump them, and files of IPFIX (RFC 5655). */
import { ADDRESS_BYTES } from '../../model/address.js';
import { DatagramFault, type DatagramFile } from '../exports/export-file-parser.js';
import type { ExportReader } from '../exports/export-reader.js';
import {
  IPFIX_HEADER_BYTES,
  isIpfixSet,
  isV9Set,
  isWholeMessage,
  SET_HEADER_BYTES,
  V5_HEADER_BYTES,
  V5_RECORD_BYTES,
  V9_HEADER_BYTES,
  Version,
  versionAt,
} from './headers.js';
import { unsigned16 } from './record-values.js';

/** No datagram is longer; nor is a message of IPFIX, whose length has 16 bits. */
const LONGEST_MESSAGE = 65_535;
const SHORTEST_TEMPLATE_SET = 12;
const NO_ADDRESS = new Uint8Array(ADDRESS_BYTES);

interface MessageFileState {
  readonly scanned: number;
}

export class MessageFile implements DatagramFile {
  /** How far the sets of a message of NetFlow v9, which does not tell its length, were followed. */
  private scanned: number;

  constructor(state?: MessageFileState) {
    this.scanned = state?.scanned ?? 0;
  }

  get state(): MessageFileState {
    return { scanned: this.scanned };
  }

  step(reader: ExportReader, bytes: Uint8Array, from: number, to: number, ended: boolean): number {
    const end = this.endOf(bytes, from, to, ended);
    if (end === from) return from;
    reader.take(Number.NaN, NO_ADDRESS, 0, 0, bytes, from, end);
    return end;
  }

  /** The end of the message at `from`; `from` when more bytes are needed. */
  endOf(bytes: Uint8Array, from: number, to: number, ended: boolean): number {
    const available = to - from;
    if (available < 4) return from;
    const version = versionAt(bytes, from, to);
    if (version === Version.v9) return this.endOfV9(bytes, from, to, ended);
    const told = unsigned16(bytes, from + 2);
    let length = told;
    if (version === Version.v5) length = V5_HEADER_BYTES + told * V5_RECORD_BYTES;
    else if (version === 0) {
      throw new DatagramFault(`version ${unsigned16(bytes, from)} is neither NetFlow 5 or 9 nor IPFIX`);
    }
    const shortest = version === Version.v5 ? V5_HEADER_BYTES + V5_RECORD_BYTES : IPFIX_HEADER_BYTES;
    if (length < shortest || length > LONGEST_MESSAGE) {
      throw new DatagramFault(`a message of version ${version} that claims ${length} bytes`);
    }
    return available < length ? from : from + length;
  }

  /** Sets follow each other until a version word stands where the number of a set would. */
  private endOfV9(bytes: Uint8Array, from: number, to: number, ended: boolean): number {
    let at = from + (this.scanned || V9_HEADER_BYTES);
    while (to - at >= SET_HEADER_BYTES) {
      const id = unsigned16(bytes, at);
      if (!isV9Set(id)) {
        if (versionAt(bytes, at, to) !== 0) return this.found(at);
        throw new DatagramFault(`neither a set nor a message after ${at - from} bytes of a message`);
      }
      const length = unsigned16(bytes, at + 2);
      // Zeros that fill the datagram are passed two by two, up to the version word of the next one.
      if (id === 0 && length < SHORTEST_TEMPLATE_SET) at += 2;
      else if (length >= SET_HEADER_BYTES) at += length;
      else throw new DatagramFault(`a set that claims ${length} bytes`);
      if (at - from > LONGEST_MESSAGE) throw new DatagramFault('a message of NetFlow 9 without end');
    }
    if (ended) return this.found(to);
    this.scanned = at - from;
    return from;
  }

  private found(end: number): number {
    this.scanned = 0;
    return end;
  }
}

/** How surely `head` is such a file: every message in it must be one, the last may be cut. */
export function sniffMessages(head: Uint8Array): number {
  const file = new MessageFile();
  let whole = true;
  let at = 0;
  try {
    while (at < head.length) {
      const end = file.endOf(head, at, head.length, true);
      if (end === at) break;
      if (!isWholeMessage(head, at, end)) whole = false;
      if (at === 0 && !whole && !beginsWithSet(head, end)) return 0;
      at = end;
    }
  } catch (error) {
    if (!(error instanceof DatagramFault)) throw error;
    return 0;
  }
  if (at === 0) return 0;
  return whole ? 1 : 0.6;
}

/** A message that was cut, or filled with zeros: its first set says enough. */
function beginsWithSet(bytes: Uint8Array, to: number): boolean {
  const isV9 = versionAt(bytes, 0, to) === Version.v9;
  const at = isV9 ? V9_HEADER_BYTES : IPFIX_HEADER_BYTES;
  if (to - at < SET_HEADER_BYTES) return false;
  const id = unsigned16(bytes, at);
  const length = unsigned16(bytes, at + 2);
  return (
    (isV9 ? isV9Set(id) : isIpfixSet(id)) && length > SET_HEADER_BYTES && (id < 256 || length <= to - at)
  );
}
