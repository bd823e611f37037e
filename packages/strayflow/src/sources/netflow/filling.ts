/** What follows the last record of a set. */

/** Records are followed by less than this to fill the set (RFC 3954 section 5.3, RFC 7011 section 3.3.1). */
const LONGEST_PADDING = 3;

/** Whether `bytes[from..to)` may fill a set or datagram: short, or zeros alone. */
export function isFilling(bytes: Uint8Array, from: number, to: number): boolean {
  return to - from <= LONGEST_PADDING || isZero(bytes, from, to);
}

export function isZero(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] !== 0) return false;
  return true;
}
