/**
 * Values that are written as nearly all programs write them, read while their end is looked for. Whatever is written in
 * another way is left to the readers of spans; nothing here looks for the end of the bytes: a byte below 32 must stand behind them.
 */
import { readAddress } from './address.js';

const ZERO = 48;
const POINT = 46;
const QUOTE = 34;
const BACKSLASH = 92;
/** Whole numbers of so many digits are exact doubles. */
const MOST_DIGITS = 15;
const LONGEST_ADDRESS = 45;
/** Seconds up to the year 2255; beyond them `readSeconds` of the spans decides. */
const MOST_SECONDS = 9e9;
const MICROS = [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];
const SLOTS = 1024;
const LONGEST_WORD = 48;

/** What was read last, beside the value; every reader gives -1 and leaves it when the value is not plain. */
export class PlainReader {
  /** The place behind the value. */
  end = 0;

  /** Digits without a sign, a point or a needless zero in front. */
  whole(bytes: Uint8Array, from: number): number {
    let at = from;
    let value = bytes[at]! - ZERO;
    if (value >>> 0 > 9) return -1;
    let digit = (bytes[++at]! - ZERO) >>> 0;
    if (value === 0 && digit <= 9) return -1;
    while (digit <= 9) {
      value = value * 10 + digit;
      digit = (bytes[++at]! - ZERO) >>> 0;
    }
    if (at - from > MOST_DIGITS) return -1;
    this.end = at;
    return value;
  }

  /** Milliseconds of a number of seconds to the microsecond, which may have any number of decimals. */
  seconds(bytes: Uint8Array, from: number): number {
    const whole = this.whole(bytes, from);
    if (whole < 0 || whole >= MOST_SECONDS) return -1;
    let at = this.end;
    if (bytes[at] !== POINT) return (whole * 1e6) / 1e3;
    const first = ++at;
    let micros = 0;
    let digit = (bytes[at]! - ZERO) >>> 0;
    while (digit <= 9 && at - first < 6) {
      micros = micros * 10 + digit;
      digit = (bytes[++at]! - ZERO) >>> 0;
    }
    const decimals = at - first;
    if (decimals === 0) return -1;
    if (decimals < 6) micros *= MICROS[decimals]!;
    else if (digit <= 9) {
      if (digit >= 5) micros++;
      while (digit <= 9) digit = (bytes[++at]! - ZERO) >>> 0;
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
  private readonly meaningOf: (bytes: Uint8Array, from: number, to: number) => Meaning;
  private readonly keys: (Uint8Array | undefined)[] = new Array(SLOTS).fill(undefined);
  private readonly meanings: (Meaning | undefined)[] = new Array(SLOTS).fill(undefined);
  /** The place behind the word that was read last; -1 when it is not plain, and then means nothing. */
  end = 0;

  constructor(meaningOf: (bytes: Uint8Array, from: number, to: number) => Meaning) {
    this.meaningOf = meaningOf;
  }

  /** The meaning of the word at `from`; null, and `end` is -1, when it is empty, long or holds an escape. */
  read(bytes: Uint8Array, from: number): Meaning | null {
    let at = from;
    let hash = 0;
    let byte = bytes[at]!;
    while (byte >= 32 && byte !== QUOTE && byte !== BACKSLASH) {
      hash = Math.imul(hash, 31) + byte;
      byte = bytes[++at]!;
    }
    const length = at - from;
    if (length === 0 || length > LONGEST_WORD || byte === BACKSLASH) {
      this.end = -1;
      return null;
    }
    this.end = at;
    const slot = (hash ^ (hash >>> 10)) & (SLOTS - 1);
    const key = this.keys[slot];
    if (key !== undefined && key.length === length) {
      let i = 0;
      while (i < length && key[i] === bytes[from + i]) i++;
      if (i === length) return this.meanings[slot] as Meaning;
    }
    const meaning = this.meaningOf(bytes, from, at);
    this.keys[slot] = bytes.slice(from, at);
    this.meanings[slot] = meaning;
    return meaning;
  }
}
