/** Short texts, as identifiers are, made of bytes without a decoder: in half the time. */

const LONGEST = 32;
/** A list to write characters into for each length. */
const CODES = Array.from({ length: LONGEST + 1 }, (_, length) => new Array<number>(length).fill(0));

/** The text of `bytes[from..to)`; null when it is longer than 32 bytes or not all ASCII. */
export function shortText(bytes: Uint8Array, from: number, to: number): string | null {
  const codes = to >= from ? CODES[to - from] : undefined;
  if (codes === undefined) return null;
  let all = 0;
  for (let i = 0; i < codes.length; i++) {
    const byte = bytes[from + i]!;
    all |= byte;
    codes[i] = byte;
  }
  return all < 128 ? String.fromCharCode.apply(null, codes) : null;
}

export function isAscii(bytes: Uint8Array, from: number, to: number): boolean {
  let all = 0;
  for (let at = from; at < to; at++) all |= bytes[at]!;
  return all < 128;
}
