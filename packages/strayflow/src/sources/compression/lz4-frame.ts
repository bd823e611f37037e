/** Decompresses an LZ4 frame (LZ4 Frame Format Description 1.6) into bytes of known length. */
import { decompressLz4 } from './lz4.js';

const MAGIC = 0x184d2204;
const Flag = { blockChecksum: 0x10, contentSize: 0x08, dictionary: 0x01 } as const;
const UNCOMPRESSED = 0x8000_0000;

/** Checksums are not compared: what carries the frame has its own. Throws RangeError on damage. */
export function decompressLz4Frame(input: Uint8Array, output: Uint8Array): void {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  if (view.getUint32(0, true) !== MAGIC) throw new RangeError('no LZ4 frame');
  const flags = view.getUint8(4);
  let at = 7 + (flags & Flag.contentSize ? 8 : 0) + (flags & Flag.dictionary ? 4 : 0);
  let written = 0;
  for (;;) {
    const size = view.getUint32(at, true);
    at += 4;
    if (size === 0) break;
    const length = size % UNCOMPRESSED;
    if (at + length > input.length) throw new RangeError('a block of the LZ4 frame ends early');
    if (size >= UNCOMPRESSED) {
      if (written + length > output.length) throw new RangeError('more bytes than there is room for');
      output.set(input.subarray(at, at + length), written);
      written += length;
    } else written = decompressLz4(input, at, at + length, output, written);
    at += length + (flags & Flag.blockChecksum ? 4 : 0);
  }
  if (written !== output.length) throw new RangeError(`${written} bytes where ${output.length} are expected`);
}
