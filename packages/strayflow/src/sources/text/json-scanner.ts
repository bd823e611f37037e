/** Finds the values of wanted keys in one JSON object (RFC 8259) without building it. */
import { type JsonKey, JsonKeyMemory, type JsonObjectKeys, objectKeys } from './json-keys.js';
import { pathTree } from './json-paths.js';
import { JsonShapes } from './json-shapes.js';
import { escapeEnd, numberEnd, stringEnd, wordEnd } from './json-tokens.js';
import { shortText } from './short-text.js';
import { JsonKind, type WritableSlots } from './slots.js';
import { standingAt } from './written-bytes.js';

export { JsonKind } from './slots.js';

const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const ZERO = 48;
const NINE = 57;
const COLON = 58;
const BRACKET = 91;
const BACKSLASH = 92;
const BRACE = 123;
/** From an opening brace or bracket to the closing one. */
const TO_CLOSING = 2;
const NEWLINE = 10;
const DEEPEST = 64;
const encoder = new TextEncoder();

/**
 * One scanner per kind of record, used again for every line. After `scan`, `kind[slot]` says what was found and
 * `from[slot]`, `to[slot]` where: strings without their quotes, anything else as written. Of a key that stands twice
 * the last counts, as in JSON.parse. Accepts exactly what JSON.parse accepts of an object, but nesting of at most 64.
 */
export class JsonScanner implements WritableSlots {
  readonly kind: Uint8Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** 1 where a string holds an escape: its text is not its bytes. */
  readonly escaped: Uint8Array;
  readonly whole: Float64Array;
  /** What was scanned last; spans are places in it. */
  bytes: Uint8Array = new Uint8Array(0);
  /** The keys that are wanted, and those that were seen. */
  readonly root: JsonObjectKeys;
  private view = new DataView(this.bytes.buffer);
  private readonly memory = new JsonKeyMemory();
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  /** Kinds of the containers that are open while one is skipped: their opening bytes. */
  private readonly open = new Uint8Array(DEEPEST);
  private readonly shapes: JsonShapes;
  /** Newlines among the spaces of all that was read. */
  newlines = 0;
  /** Holds objects that no line's end follows. */
  private spare = new Uint8Array(0);
  private scans = 0;
  private end = 0;
  /** What the last `value` is, and where the last `unexpectedKey` ends, behind its colon. */
  private valueKind = 0;
  private keyEnd = 0;

  /**
   * @param paths keys from the outermost object inwards
   * @param slots the slot of each path, its place in the list unless given; paths of one slot are other names of it
   */
  constructor(paths: readonly (readonly string[])[], slots: readonly number[] = [...paths.keys()]) {
    this.root = objectKeys(pathTree(paths, slots));
    const size = Math.max(...slots) + 1;
    this.kind = new Uint8Array(size);
    this.from = new Int32Array(size);
    this.to = new Int32Array(size);
    this.escaped = new Uint8Array(size);
    this.whole = new Float64Array(size).fill(Number.NaN);
    this.shapes = new JsonShapes(this);
  }

  /**
   * False when `bytes[from..to)` is not one JSON object; the slots then mean nothing. Fastest when `bytes[to]` is a line's
   * end, which every loop stops at without looking for the end of the bytes.
   */
  scan(bytes: Uint8Array, from: number, to: number): boolean {
    const at = this.start(
      to < bytes.length && bytes[to]! < SPACE ? bytes : this.withLineEnd(bytes, from, to),
      from,
      to,
    );
    if (at >= to || this.bytes[at] !== BRACE) return false;
    const after = this.object(at, this.root, 1);
    return after >= 0 && this.space(after) === to;
  }

  /** The same of an object in a line that was scanned before: its brace is at `from`, and `end` behind it. Gives the place after it, or -1. */
  scanObject(bytes: Uint8Array, from: number, end: number): number {
    return this.object(this.start(bytes, from, end), this.root, 1);
  }

  /** Where the first byte is that is no space. */
  private start(bytes: Uint8Array, from: number, end: number): number {
    this.kind.fill(JsonKind.absent);
    this.whole.fill(Number.NaN);
    this.look(bytes, end);
    this.scans++;
    return this.space(from);
  }

  /**
   * Reads the line at `from`, when it is made as one that was scanned by `scanLine`. Gives the place of its newline, which
   * is below `stop`; or -1, and the slots mean nothing. A newline stands at `stop` or behind it.
   */
  readLine(bytes: Uint8Array, from: number, stop: number): number {
    return this.shapes.read(bytes, from, stop);
  }

  /** `scan` of a line that `readLine` did not read. */
  scanLine(bytes: Uint8Array, from: number, to: number): boolean {
    if (!this.scan(bytes, from, to)) return false;
    this.shapes.learn(this.bytes, from);
    return true;
  }

  /** The same bytes at the same places, with a line's end behind them. */
  private withLineEnd(bytes: Uint8Array, from: number, to: number): Uint8Array {
    // A new one for each object of an array would take time that grows with the square of the array.
    if (this.spare.length <= to) this.spare = new Uint8Array(2 * to + 1);
    this.spare.set(bytes.subarray(from, to), from);
    this.spare[to] = NEWLINE;
    return this.spare;
  }

  /** The text of a string slot, at most `limit` bytes of it; '' for anything else. */
  text(slot: number, limit = 1024): string {
    if (this.kind[slot] !== JsonKind.string) return '';
    const from = this.from[slot]!;
    const to = this.to[slot]!;
    if (this.escaped[slot] === 0) {
      const end = Math.min(to, from + limit);
      return shortText(this.bytes, from, end) ?? this.decoder.decode(this.bytes.subarray(from, end));
    }
    const text = this.unescaped(from, to);
    return text.length > limit ? text.slice(0, limit) : text;
  }

  private unescaped(from: number, to: number): string {
    return JSON.parse(`"${this.decoder.decode(this.bytes.subarray(from, to))}"`) as string;
  }

  private space(at: number): number {
    const { bytes, end } = this;
    while (at < end) {
      const byte = bytes[at]!;
      if (byte !== 32 && byte !== 9 && byte !== NEWLINE && byte !== 13) break;
      if (byte === NEWLINE) this.newlines++;
      at++;
    }
    return at;
  }

  /**
   * `at` is the brace of a wanted object; gives the place after the closing one, or -1. Strings and keys are read here and
   * not in a method of their own: that is where the time goes.
   */
  private object(at: number, keys: JsonObjectKeys, depth: number): number {
    const { bytes, view } = this;
    this.forget(keys);
    at++;
    if (bytes[at]! <= SPACE) at = this.space(at);
    if (bytes[at] === BRACE + TO_CLOSING) return at + 1;
    let before = keys.start;
    for (;;) {
      if (bytes[at] !== QUOTE) return -1;
      at++;
      let key: JsonKey | null = standingAt(before.followers, view, bytes.length, at);
      if (key !== null) at += key.length;
      else {
        key = this.unexpectedKey(at, keys, before);
        if (key === null) return -1;
        at = this.keyEnd;
      }
      // Behind a key that is not remembered, the next one is looked for where it would stand without it.
      if (key.length > 0) before = key;

      let byte = bytes[at]!;
      if (byte <= SPACE) {
        at = this.space(at);
        byte = bytes[at]!;
      }
      const { slot, inside } = key;
      const start = at;
      if (byte === QUOTE) {
        let escaped = 0;
        for (at++; ; at++) {
          byte = bytes[at]!;
          if (byte === QUOTE) break;
          if (byte === BACKSLASH) {
            escaped = 1;
            at = escapeEnd(bytes, at + 1);
            if (at < 0) return -1;
          } else if (byte < SPACE) return -1;
        }
        if (slot >= 0) {
          this.kind[slot] = JsonKind.string;
          this.from[slot] = start + 1;
          this.to[slot] = at;
          this.escaped[slot] = escaped;
        }
        at++;
        if (inside !== null) this.forget(inside);
      } else {
        if (inside !== null && byte === BRACE) {
          at = depth < DEEPEST ? this.object(at, inside, depth + 1) : -1;
          this.valueKind = JsonKind.object;
        } else {
          if (inside !== null) this.forget(inside);
          at = this.value(at, depth);
        }
        if (at < 0) return -1;
        if (slot >= 0) {
          this.kind[slot] = this.valueKind;
          this.from[slot] = start;
          this.to[slot] = at;
        }
      }

      byte = bytes[at]!;
      if (byte <= SPACE) {
        at = this.space(at);
        byte = bytes[at]!;
      }
      if (byte !== COMMA) return byte === BRACE + TO_CLOSING ? at + 1 : -1;
      at++;
      if (bytes[at]! <= SPACE) at = this.space(at);
    }
  }

  /** The key whose first byte is at `at`, when it is none that was expected; null when it is none at all. */
  private unexpectedKey(at: number, keys: JsonObjectKeys, before: JsonKey): JsonKey | null {
    const { bytes } = this;
    let end = at;
    while (bytes[end] !== QUOTE && bytes[end] !== BACKSLASH && bytes[end]! >= SPACE) end++;
    let key: JsonKey;
    if (bytes[end] === QUOTE) key = this.memory.learn(keys, before, bytes, at, end++);
    else {
      end = stringEnd(bytes, at - 1);
      if (end < 0) return null;
      const text = encoder.encode(this.unescaped(at, end - 1));
      key = this.memory.find(keys, text, 0, text.length);
    }
    end = this.space(end);
    this.keyEnd = end + 1;
    return bytes[end] === COLON ? key : null;
  }

  /** A key that stands again replaces all that stood in it. */
  private forget(keys: JsonObjectKeys): void {
    if (keys.lastScan === this.scans) for (const slot of keys.node.below) this.kind[slot] = JsonKind.absent;
    keys.lastScan = this.scans;
  }

  /** Lets `valueEnd` look into these bytes, up to `end`; the slots mean nothing then. */
  look(bytes: Uint8Array, end: number): void {
    if (bytes !== this.bytes) this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.bytes = bytes;
    this.end = end;
  }

  /** Where a value ends that is no string, in an object of this depth, the outermost being 1; or -1. */
  valueEnd(at: number, depth: number): number {
    return this.value(at, depth);
  }

  /** Any value but a string, of which nothing inside is wanted; gives the place after it, or -1. */
  private value(at: number, depth: number): number {
    const { bytes } = this;
    const byte = bytes[at]!;
    if (byte === MINUS || (byte >= ZERO && byte <= NINE)) {
      this.valueKind = JsonKind.number;
      return numberEnd(bytes, at);
    }
    if (byte === BRACE || byte === BRACKET) {
      const after = this.container(at, depth);
      this.valueKind = byte === BRACE ? JsonKind.object : JsonKind.array;
      return after;
    }
    this.valueKind = byte === 110 ? JsonKind.null : JsonKind.boolean;
    if (byte === 116) return wordEnd(bytes, at, 'true');
    return byte === 102 ? wordEnd(bytes, at, 'false') : byte === 110 ? wordEnd(bytes, at, 'null') : -1;
  }

  /** An object or array of which nothing is wanted, with all that is in it. */
  private container(at: number, depth: number): number {
    const { bytes, open } = this;
    let level = depth;
    for (;;) {
      // At the first byte of a value.
      const first = bytes[at]!;
      if (first === BRACE || first === BRACKET) {
        if (level >= DEEPEST) return -1;
        open[level++] = first;
        at = this.space(at + 1);
        if (bytes[at] === first + TO_CLOSING) {
          at++;
          level--;
        } else {
          if (first === BRACE) at = this.skippedKey(at);
          if (at < 0) return -1;
          continue;
        }
      } else {
        at = first === QUOTE ? stringEnd(bytes, at) : this.value(at, depth);
        if (at < 0) return -1;
      }
      // Behind a value, which may close the containers that it stands in.
      while (level > depth) {
        at = this.space(at);
        const opening = open[level - 1]!;
        if (bytes[at] === COMMA) {
          at = this.space(at + 1);
          if (opening === BRACE) at = this.skippedKey(at);
          if (at < 0) return -1;
          break;
        }
        if (bytes[at] !== opening + TO_CLOSING) return -1;
        at++;
        level--;
      }
      if (level === depth) return at;
    }
  }

  /** A key with its colon; gives the place of its value, or -1. */
  private skippedKey(at: number): number {
    if (this.bytes[at] !== QUOTE) return -1;
    at = stringEnd(this.bytes, at);
    if (at < 0) return -1;
    at = this.space(at);
    return this.bytes[at] === COLON ? this.space(at + 1) : -1;
  }
}
