/** How Zeek's text format writes bytes that it cannot write as they are: `\x09`, and `\\` for the backslash. */
import { hexadecimalDigit } from '../text/number.js';

const BACKSLASH = 92;
const LETTER_X = 120;

/** The bytes that `bytes[from..to)` stands for; an escape that is cut off stays as written. */
export function unescaped(bytes: Uint8Array, from: number, to: number): Uint8Array {
  const out = new Uint8Array(to - from);
  let length = 0;
  for (let at = from; at < to; at++) {
    const byte = bytes[at]!;
    if (byte !== BACKSLASH || at + 1 >= to) {
      out[length++] = byte;
    } else if (bytes[at + 1] === BACKSLASH) {
      out[length++] = BACKSLASH;
      at++;
    } else {
      const value = at + 3 < to && bytes[at + 1] === LETTER_X ? readByte(bytes, at + 2) : -1;
      out[length++] = value < 0 ? BACKSLASH : value;
      if (value >= 0) at += 3;
    }
  }
  return out.subarray(0, length);
}

function readByte(bytes: Uint8Array, at: number): number {
  const high = hexadecimalDigit(bytes[at]!);
  const low = hexadecimalDigit(bytes[at + 1]!);
  return high < 0 || low < 0 ? -1 : 16 * high + low;
}
