/** How many different things were marked, from bits alone: linear counting (Whang et al. 1990). */

/** Marks a hash in `words` words of 32 bits from `from` on; `words` is a power of two. */
export function markBits(marks: number[], from: number, words: number, hash: number): void {
  // The upper bits of the product: as many as number 32 x words bits.
  const bit = Math.imul(hash | 0, 0x9e3779b1) >>> (Math.clz32(words) - 4);
  const word = from + (bit >> 5);
  marks[word] = marks[word]! | (1 << (bit & 31));
}

/** About how many different hashes were marked: within a tenth up to four times as many as there are bits. */
export function countMarks(marks: readonly number[], from: number, words: number): number {
  const bits = 32 * words;
  let ones = 0;
  for (let i = from; i < from + words; i++) for (let rest = marks[i]!; rest !== 0; rest &= rest - 1) ones++;
  return Math.round(-bits * Math.log(Math.max(0.5, bits - ones) / bits));
}
