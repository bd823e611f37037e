/** What words of few bytes mean, found by those bytes, which are compared four at a time. */

const SLOTS = 1024;
/** Numbers that a word is kept as: its bytes, the last in the lowest bits, and its length. */
const PARTS = 4;
/** Bytes of the longest word. */
export const LONGEST_SHORT_WORD = 12;

/** Each new word takes the place of an older one with the same slot. */
export class ShortWords<Meaning> {
  private readonly parts = new Int32Array(PARTS * SLOTS).fill(-1);
  private readonly meanings: (Meaning | undefined)[] = new Array(SLOTS).fill(undefined);

  /** Where the word of these bytes stands, if it does. */
  slotOf(low: number, middle: number, high: number): number {
    const mixed = Math.imul(low ^ Math.imul(middle ^ Math.imul(high, 0x01000193), 0x01000193), 0x9e3779b1);
    return mixed >>> 22;
  }

  has(slot: number, low: number, middle: number, high: number, length: number): boolean {
    const { parts } = this;
    const at = PARTS * slot;
    return (
      parts[at] === low && parts[at + 1] === middle && parts[at + 2] === high && parts[at + 3] === length
    );
  }

  meaning(slot: number): Meaning {
    return this.meanings[slot] as Meaning;
  }

  set(slot: number, low: number, middle: number, high: number, length: number, meaning: Meaning): void {
    const at = PARTS * slot;
    this.parts[at] = low;
    this.parts[at + 1] = middle;
    this.parts[at + 2] = high;
    this.parts[at + 3] = length;
    this.meanings[slot] = meaning;
  }
}
