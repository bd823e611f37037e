/** CRC-32, the checksum of gzip and PNG (RFC 1952, section 8). */

const POLYNOMIAL = 0xedb88320;

/** The remainder of each byte. */
const REMAINDERS: Uint32Array = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? POLYNOMIAL : 0);
  return remainder;
});

/**
 * CRC-32 of the parts one after the other, from 0 to 2³² - 1. It finds every damage that lies within 32
 * neighbouring bits, and all but one in 2³² of the others; anyone can forge it.
 */
export function crc32(...parts: readonly Uint8Array[]): number {
  let remainder = 0xffffffff;
  for (const part of parts) {
    for (let i = 0; i < part.length; i++) {
      remainder = (remainder >>> 8) ^ REMAINDERS[(remainder ^ part[i]!) & 0xff]!;
    }
  }
  return (remainder ^ 0xffffffff) >>> 0;
}
