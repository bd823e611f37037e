/** Bytes that are looked for, ready to be compared four at a time. */

/** A class, as those that extend it: of objects made in other ways the engine finds properties several times more slowly. */
export class WrittenBytes {
  readonly written: Uint8Array;
  readonly length: number;
  /** The bytes four at a time (little-endian) up to `lastWord`, where the last four begin, of which `mask` counts. */
  readonly words: Int32Array;
  readonly lastWord: number;
  readonly tail: number;
  readonly mask: number;

  constructor(written: Uint8Array) {
    const padded = new Uint8Array(Math.max(written.length, 4));
    padded.set(written);
    const view = new DataView(padded.buffer);
    this.written = written;
    this.length = written.length;
    this.lastWord = padded.length - 4;
    this.words = Int32Array.from({ length: (this.lastWord + 3) >> 2 }, (_, word) =>
      view.getInt32(4 * word, true),
    );
    this.tail = view.getInt32(this.lastWord, true);
    this.mask = written.length < 4 ? (1 << (8 * written.length)) - 1 : -1;
  }
}

/** The first of `expected` that stands at `at`; null when none does. `length` is that of the view. */
export function standingAt<Expected extends WrittenBytes>(
  expected: readonly Expected[],
  view: DataView,
  length: number,
  at: number,
): Expected | null {
  for (let e = 0; e < expected.length; e++) {
    const bytes = expected[e]!;
    const { words, lastWord } = bytes;
    if (at + lastWord + 4 > length) continue;
    let place = at;
    let w = 0;
    while (w < words.length && view.getInt32(place, true) === words[w]) {
      w++;
      place += 4;
    }
    if (w === words.length && (view.getInt32(at + lastWord, true) & bytes.mask) === bytes.tail) return bytes;
  }
  return null;
}
