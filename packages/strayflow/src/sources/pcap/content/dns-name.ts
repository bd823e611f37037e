/** Names in DNS messages (RFC 1035 section 4.1.4), with compression, as text in the form of master files. */
import { u16 } from '../bytes.js';

const MAX_NAME_BYTES = 255;
const ROOT = '.';
/** A name of 255 bytes, each of them written as \DDD. */
const text = new Uint16Array(4 * MAX_NAME_BYTES);

export class DnsName {
  /** As asked for, without the final dot; unusual bytes as \DDD. */
  text = '';
  /** Where the name ends in the message. */
  end = 0;

  /**
   * Reads the name at `at` of the message `bytes[start, to)`; false when it is malformed. A pointer must lead to before
   * the labels it stands behind, so that no chain of them is endless.
   */
  read(bytes: Uint8Array, start: number, at: number, to: number): boolean {
    let written = 0;
    let length = 0;
    let labels = at;
    this.end = -1;
    for (;;) {
      if (at >= to) return false;
      const size = bytes[at]!;
      if (size === 0) {
        if (this.end < 0) this.end = at + 1;
        this.text =
          written === 0 ? ROOT : String.fromCharCode.apply(null, text.subarray(0, written) as never);
        return true;
      }
      if (size >= 0xc0) {
        if (to - at < 2) return false;
        const target = start + (u16(bytes, at) & 0x3fff);
        if (this.end < 0) this.end = at + 2;
        if (target >= labels) return false;
        at = labels = target;
        continue;
      }
      length += size + 1;
      if (size > 63 || at + 1 + size > to || length > MAX_NAME_BYTES) return false;
      if (written > 0) text[written++] = 46;
      written = writeLabel(bytes, at + 1, at + 1 + size, written);
      at += 1 + size;
    }
  }
}

function writeLabel(bytes: Uint8Array, from: number, to: number, written: number): number {
  for (let at = from; at < to; at++) {
    const byte = bytes[at]!;
    if (byte === 46 || byte === 92) {
      text[written++] = 92;
      text[written++] = byte;
    } else if (byte > 32 && byte < 127) {
      text[written++] = byte;
    } else {
      text[written++] = 92;
      text[written++] = 48 + Math.floor(byte / 100);
      text[written++] = 48 + (Math.floor(byte / 10) % 10);
      text[written++] = 48 + (byte % 10);
    }
  }
  return written;
}
