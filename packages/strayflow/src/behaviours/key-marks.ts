/** Which keys a map may hold, as bits: most keys that are looked up are in no map, and need not be put together. */

const BITS = 1 << 18;
const PRIME = 0x01000193;

/** The hash of no characters. */
export const NO_CHARACTERS = 0x811c9dc5;

/** Plain data. A bit that is clear says that no key with that hash was marked. */
export interface KeyMarks {
  readonly bits: Uint32Array;
}

export function keyMarks(): KeyMarks {
  return { bits: new Uint32Array(BITS / 32) };
}

/** FNV-1a of the characters so far and those of `text`. */
export function hashOn(hash: number, text: string): number {
  let h = hash;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), PRIME);
  return h;
}

/** The same for one more character. */
export function hashCharacter(hash: number, code: number): number {
  return Math.imul(hash ^ code, PRIME);
}

function bitOf(hash: number): number {
  return (hash ^ (hash >>> 15)) & (BITS - 1);
}

export function mark({ bits }: KeyMarks, hash: number): void {
  const bit = bitOf(hash);
  bits[bit >> 5] = bits[bit >> 5]! | (1 << (bit & 31));
}

export function mayHold({ bits }: KeyMarks, hash: number): boolean {
  const bit = bitOf(hash);
  return (bits[bit >> 5]! & (1 << (bit & 31))) !== 0;
}

export function unmarkAll(marks: KeyMarks): void {
  marks.bits.fill(0);
}
