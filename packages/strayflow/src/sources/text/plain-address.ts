/** IPv4 addresses while their end is looked for. */

/** A byte is a digit where no more than 9 is left when the bits of this one, the digit 0, are turned. */
const ZERO = 48;
const NINE = 9;
/** What is left of a point. */
const POINT = 46 ^ ZERO;
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
    let value = bytes[at]! ^ ZERO;
    if (value > NINE) return -1;
    let digit = bytes[++at]! ^ ZERO;
    if (digit <= NINE) {
      // No leading zeros, which some systems read as octal.
      if (value === 0) return -1;
      value = (Math.imul(value, 10) + digit) | 0;
      digit = bytes[++at]! ^ ZERO;
      if (digit <= NINE) {
        value = (Math.imul(value, 10) + digit) | 0;
        if (value > 255) return -1;
        digit = bytes[++at]! ^ ZERO;
      }
    }
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
