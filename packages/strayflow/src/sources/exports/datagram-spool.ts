/** Files of datagrams as a receiver keeps them (datagram-file.ts). */
import { DATAGRAM_MAGIC, readDatagram } from './datagram-file.js';
import { DatagramFault, type DatagramFile } from './export-file-parser.js';
import type { ExportReader } from './export-reader.js';

export function hasDatagramMagic(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from < DATAGRAM_MAGIC.length) return false;
  return DATAGRAM_MAGIC.every((byte, i) => bytes[from + i] === byte);
}

interface SpoolState {
  readonly opened: boolean;
}

export class DatagramSpool implements DatagramFile {
  private opened: boolean;

  constructor(state?: SpoolState) {
    this.opened = state?.opened ?? false;
  }

  get state(): SpoolState {
    return { opened: this.opened };
  }

  step(reader: ExportReader, bytes: Uint8Array, from: number, to: number): number {
    if (!this.opened) {
      if (to - from < DATAGRAM_MAGIC.length) return from;
      if (!hasDatagramMagic(bytes, from, to)) throw new DatagramFault('the first bytes are not "SFDGRAM1"');
      this.opened = true;
      return from + DATAGRAM_MAGIC.length;
    }
    const datagram = readDatagram(bytes, from, to);
    if (datagram === null) throw new DatagramFault('a datagram whose checksum does not fit');
    if (typeof datagram === 'number') return from;
    const { time, addressAt, port } = datagram;
    reader.take(time, bytes, addressAt, port, bytes, datagram.from, datagram.to);
    return datagram.to;
  }
}
