/** Says what the first bytes of an input that nobody recognised look like. */
import { printableBytes } from '../sources/text/printable.js';

const MAGIC: readonly (readonly [readonly number[], string])[] = [
  [[0x50, 0x4b, 3, 4], 'a ZIP archive; unpack it first'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'xz-compressed data; unpack it first'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'Zstandard-compressed data; unpack it first'],
  [[0x42, 0x5a, 0x68], 'bzip2-compressed data; unpack it first'],
  [[0x37, 0x7a, 0xbc, 0xaf], 'a 7-Zip archive; unpack it first'],
  [[0xff, 0xfe], 'UTF-16 text; save it as UTF-8'],
  [[0xfe, 0xff], 'UTF-16 text; save it as UTF-8'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF document'],
  [[0x7f, 0x45, 0x4c, 0x46], 'a program'],
  [[0x3c], 'HTML or XML'],
];
const SHOWN_BYTES = 16;

export function describeHead(head: Uint8Array): string {
  for (const [bytes, what] of MAGIC) if (bytes.every((byte, at) => head[at] === byte)) return what;
  const binary = head.subarray(0, 4096).some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27));
  if (binary) {
    const shown = [...head.subarray(0, SHOWN_BYTES)].map((byte) => byte.toString(16).padStart(2, '0'));
    return `binary data: ${shown.join(' ')}${head.length > SHOWN_BYTES ? ' …' : ''}`;
  }
  const newline = head.indexOf(10);
  return `text: "${printableBytes(head, 0, newline < 0 ? head.length : newline)}"`;
}
