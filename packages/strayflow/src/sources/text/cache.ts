/** Meanings of cells that repeat (services, states, protocol names), worked out once per text. */
import { LONGEST_SHORT_WORD, ShortWords } from './short-words.js';

const SLOTS = 4096;
/** The meaning of a longer cell is worked out each time. */
const LONGEST_CACHED = 48;

export class TextCache<Meaning> {
  private readonly decoder = new TextDecoder();
  private readonly meaningOf: (text: string) => Meaning;
  private readonly words = new ShortWords<Meaning>();
  private readonly keys: (Uint8Array | undefined)[] = new Array(SLOTS);
  private readonly meanings: (Meaning | undefined)[] = new Array(SLOTS);

  constructor(meaningOf: (text: string) => Meaning) {
    this.meaningOf = meaningOf;
  }

  /** The meaning of the UTF-8 text of `bytes[from..to)`; invalid bytes become U+FFFD. */
  read(bytes: Uint8Array, from: number, to: number): Meaning {
    const length = to - from;
    if (length > LONGEST_CACHED) return this.meaningOf(this.decoder.decode(bytes.subarray(from, to)));
    if (length <= LONGEST_SHORT_WORD) return this.short(bytes, from, to);
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

  private short(bytes: Uint8Array, from: number, to: number): Meaning {
    let low = 0;
    let middle = 0;
    let high = 0;
    for (let at = from; at < to; at++) {
      high = (high << 8) | (middle >>> 24);
      middle = (middle << 8) | (low >>> 24);
      low = (low << 8) | bytes[at]!;
    }
    const { words } = this;
    const slot = words.slotOf(low, middle, high);
    if (words.has(slot, low, middle, high, to - from)) return words.meaning(slot);
    const meaning = this.meaningOf(this.decoder.decode(bytes.subarray(from, to)));
    words.set(slot, low, middle, high, to - from, meaning);
    return meaning;
  }
}
