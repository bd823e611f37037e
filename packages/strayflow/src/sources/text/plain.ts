/**
 * Values that are written as nearly all programs write them, read while their end is looked for. Whatever is written in
 * another way is left to the readers of spans; nothing here looks for the end of the bytes: a byte below 32 must stand behind them.
 */
import { readAddress } from './address.js';
import { TextCache } from './cache.js';
import { LONGEST_SHORT_WORD, ShortWords } from './short-words.js';

/** A byte is a digit where no more than 9 is left when the bits of this one, the digit 0, are turned. */
const ZERO = 48;
const NINE = 9;
const POINT = 46;
const QUOTE = 34;
const BACKSLASH = 92;
/** Whole numbers of so many digits are exact doubles. */
const MOST_DIGITS = 15;
/** So many digits fit 32 bits whatever they are. */
const DIGITS_AT_ONCE = 9;
const LONGEST_ADDRESS = 45;
/** Seconds up to the year 2255; beyond them `readSeconds` of the spans decides. */
const MOST_SECONDS = 9e9;
const MOST_DECIMALS = 6;
const MICROS = [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];
const LONGEST_WORD = 48;
const decoder = new TextDecoder();

/** What was read last, beside the value; every reader gives -1 and leaves it when the value is not plain. */
export class PlainReader {
  /** The place behind the value. */
  end = 0;

  /** Digits without a sign, a point or a needless zero in front. */
  whole(bytes: Uint8Array, from: number): number {
    let value = bytes[from]! ^ ZERO;
    if (value > NINE) return -1;
    let at = from + 1;
    let digit = bytes[at]! ^ ZERO;
    if (value === 0 && digit <= NINE) return -1;
    const stop = from + DIGITS_AT_ONCE;
    while (digit <= NINE && at < stop) {
      value = (Math.imul(value, 10) + digit) | 0;
      digit = bytes[++at]! ^ ZERO;
    }
    this.end = at;
    return digit <= NINE ? this.long(bytes, from, value) : value;
  }

  /** A number of more digits than fit 32 bits, of which `value` are those in front of `end`. */
  private long(bytes: Uint8Array, from: number, value: number): number {
    let at = this.end;
    let whole = value;
    let digit = bytes[at]! ^ ZERO;
    while (digit <= NINE) {
      whole = whole * 10 + digit;
      digit = bytes[++at]! ^ ZERO;
    }
    this.end = at;
    return at - from > MOST_DIGITS ? -1 : whole;
  }

  /** Milliseconds of a number of seconds to the microsecond, which may have any number of decimals. */
  seconds(bytes: Uint8Array, from: number): number {
    const whole = this.whole(bytes, from);
    if (whole < 0 || whole >= MOST_SECONDS) return -1;
    let at = this.end;
    if (bytes[at] !== POINT) return (whole * 1e6) / 1e3;
    const first = ++at;
    const stop = first + MOST_DECIMALS;
    let micros = 0;
    let digit = bytes[at]! ^ ZERO;
    while (digit <= NINE && at < stop) {
      micros = (Math.imul(micros, 10) + digit) | 0;
      digit = bytes[++at]! ^ ZERO;
    }
    const decimals = at - first;
    if (decimals === 0) return -1;
    if (decimals < MOST_DECIMALS) micros = Math.imul(micros, MICROS[decimals]!);
    else if (digit <= NINE) {
      if (digit >= 5) micros++;
      while (digit <= NINE) digit = bytes[++at]! ^ ZERO;
    }
    this.end = at;
    return (whole * 1e6 + micros) / 1e3;
  }

  /** Writes an address as 16 bytes; gives 0, or -1 as the others do, and `out` may then hold part of it. */
  address(bytes: Uint8Array, from: number, out: Uint8Array, offset: number): number {
    let at = from;
    for (let octet = offset + 12; octet < offset + 16; octet++) {
      let value = (bytes[at]! - ZERO) >>> 0;
      if (value > 9) return this.anyAddress(bytes, from, out, offset);
      let digit = (bytes[++at]! - ZERO) >>> 0;
      if (digit <= 9) {
        if (value === 0) return -1;
        value = value * 10 + digit;
        digit = (bytes[++at]! - ZERO) >>> 0;
        if (digit <= 9) {
          value = value * 10 + digit;
          if (value > 255) return this.anyAddress(bytes, from, out, offset);
          at++;
        }
      }
      out[octet] = value;
      if (octet < offset + 15 && bytes[at++] !== POINT) return this.anyAddress(bytes, from, out, offset);
    }
    for (let i = offset; i < offset + 10; i++) out[i] = 0;
    out[offset + 10] = 0xff;
    out[offset + 11] = 0xff;
    this.end = at;
    return 0;
  }

  private anyAddress(bytes: Uint8Array, from: number, out: Uint8Array, offset: number): number {
    let at = from;
    while (bytes[at]! > QUOTE) at++;
    if (at - from > LONGEST_ADDRESS || !readAddress(bytes, from, at, out, offset)) return -1;
    this.end = at;
    return 0;
  }
}

/** Meanings of words that repeat, found while their end is looked for: a control byte or a quote. */
export class PlainWords<Meaning> {
  private readonly meaningOf: (text: string) => Meaning;
  private readonly words = new ShortWords<Meaning>();
  /** Null until there are longer ones. */
  private others: TextCache<Meaning> | null = null;
  /** The place behind the word that was read last; -1 when it is not plain, and then means nothing. */
  end = 0;

  /** @param meaningOf what a text means; invalid bytes are U+FFFD in it */
  constructor(meaningOf: (text: string) => Meaning) {
    this.meaningOf = meaningOf;
  }

  /** The meaning of the word at `from`; null, and `end` is -1, when it is empty, long or holds an escape. */
  read(bytes: Uint8Array, from: number): Meaning | null {
    let at = from;
    let low = 0;
    let middle = 0;
    let high = 0;
    let byte = bytes[at]!;
    while (byte >= 32 && byte !== QUOTE && byte !== BACKSLASH) {
      high = (high << 8) | (middle >>> 24);
      middle = (middle << 8) | (low >>> 24);
      low = (low << 8) | byte;
      byte = bytes[++at]!;
    }
    const length = at - from;
    if (length === 0 || length > LONGEST_WORD || byte === BACKSLASH) {
      this.end = -1;
      return null;
    }
    this.end = at;
    if (length > LONGEST_SHORT_WORD) {
      this.others ??= new TextCache(this.meaningOf);
      return this.others.read(bytes, from, at);
    }
    const { words } = this;
    const slot = words.slotOf(low, middle, high);
    if (words.has(slot, low, middle, high, length)) return words.meaning(slot);
    const meaning = this.meaningOf(decoder.decode(bytes.subarray(from, at)));
    words.set(slot, low, middle, high, length, meaning);
    return meaning;
  }
}
