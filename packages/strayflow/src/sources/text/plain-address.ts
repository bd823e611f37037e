/** IPv4 addresses while their end is looked for. */

/** What is left of a point when 48, the digit 0, is taken off. */
const POINT = (46 - 48) >>> 0;
/** ::ffff:0:0/96 without its last word, in this machine's order of bytes (RFC 4291 section 2.5.5.2). */
const MAPPED = new Uint32Array(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255).buffer)[2]!;

/**
 * Writes the dotted quad at `from` as 16 bytes at `offset`; its end, or -1, and `out` may then hold part of it.
 * `words` are the bytes of `out`, four at a time.
 */
export function readPlainAddress(
  bytes: Uint8Array,
  from: number,
  out: Uint8Array,
  words: Uint32Array,
  offset: number,
): number {
  let at = from;
  for (let octet = offset + 12; ; octet++) {
    let value = (bytes[at]! - 48) >>> 0;
    let digit = (bytes[++at]! - 48) >>> 0;
    // No leading zeros, which some systems read as octal: a digit behind one is no point.
    if (digit <= 9 && value > 0) {
      value = 10 * value + digit;
      digit = (bytes[++at]! - 48) >>> 0;
      if (digit <= 9) {
        value = 10 * value + digit;
        digit = (bytes[++at]! - 48) >>> 0;
      }
      if (value > 255) return -1;
    } else if (value > 9) return -1;
    out[octet] = value;
    if (octet === offset + 15) break;
    if (digit !== POINT) return -1;
    at++;
  }
  const word = offset >> 2;
  words[word] = 0;
  words[word + 1] = 0;
  words[word + 2] = MAPPED;
  return at;
}
