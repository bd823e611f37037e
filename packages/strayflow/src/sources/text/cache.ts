/** Meanings of cells that repeat (services, states, protocol names), worked out once per text. */

const SLOTS = 4096;
/** The meaning of a longer cell is worked out each time. */
const LONGEST_CACHED = 48;

export class TextCache<Meaning> {
  private readonly decoder = new TextDecoder();
  private readonly meaningOf: (text: string) => Meaning;
  private readonly keys: (Uint8Array | undefined)[] = new Array(SLOTS);
  private readonly meanings: (Meaning | undefined)[] = new Array(SLOTS);

  constructor(meaningOf: (text: string) => Meaning) {
    this.meaningOf = meaningOf;
  }

  /** The meaning of the UTF-8 text of `bytes[from..to)`; invalid bytes become U+FFFD. */
  read(bytes: Uint8Array, from: number, to: number): Meaning {
    const length = to - from;
    if (length > LONGEST_CACHED) return this.meaningOf(this.decoder.decode(bytes.subarray(from, to)));
    let hash = 0x811c9dc5;
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
    const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    const key = this.keys[slot];
    if (key !== undefined && key.length === length) {
      let i = 0;
      while (i < length && key[i] === bytes[from + i]) i++;
      if (i === length) return this.meanings[slot] as Meaning;
    }
    const kept = bytes.slice(from, to);
    const meaning = this.meaningOf(this.decoder.decode(kept));
    this.keys[slot] = kept;
    this.meanings[slot] = meaning;
    return meaning;
  }
}
