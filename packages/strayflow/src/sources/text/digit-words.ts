/** Decimal digits four bytes at a time: words of text in little-endian order, whatever the machine's own. */

/** Four digits 0. */
export const ZEROS = 0x30303030;
/** Carries into the highest bit of a byte that is more than 9. */
const BEYOND_NINE = 0x76767676;
const HIGH_BITS = 0x80808080;

/** Bytes behind a text that must be there, too, whatever they are. */
export const DIGIT_WORD_SLACK = 8;

/** How many bits of digits a word begins with: 0, 8, 16, 24 or 32. */
export function digitBits(word: number): number {
  const digits = word ^ ZEROS;
  // A carry out of a byte that is none spoils those behind it alone.
  const others = ((digits + BEYOND_NINE) | digits) & HIGH_BITS;
  return others === 0 ? 32 : (31 - Math.clz32(others & -others)) & 24;
}

/** What the first `bits`, at least 8, of a word say, which are all digits. */
export function digitsOf(word: number, bits: number): number {
  const digits = (word ^ ZEROS) << (32 - bits);
  const pairs = Math.imul(digits & 0xff00ff, 10) + ((digits >>> 8) & 0xff00ff);
  return Math.imul(pairs & 0xffff, 100) + (pairs >>> 16);
}
