/** JSON objects whose keys come in an order that was seen before, read in one pass when nothing in them is unusual. */
import { expectedKey, type JsonObjectKeys } from './json-keys.js';
import type { JsonScanner } from './json-scanner.js';
import { stringEnd } from './json-tokens.js';
import { CARRIAGE_RETURN, NEWLINE } from './window.js';

const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const BACKSLASH = 92;
const BRACKET = 91;
const BRACE = 123;
const CLOSING_BRACE = 125;
const DEEPEST = 8;
/** Lines that are left to the scanner before the next is tried: one more after each that was unusual. */
const LONGEST_PAUSE = 32;

/** Reads the values of a kind of record; all that is refused is read by the scanner, which learns its keys from it. */
export interface QuickValues {
  /** Whether the slot's value is text; anything else may not begin with a quote. */
  isText(slot: number): boolean;
  /** Takes the value at `from`, text without its quote; gives the place behind it, or -1 when it is unusual. */
  read(slot: number, bytes: Uint8Array, from: number): number;
}

export class QuickObjects {
  private readonly scanner: JsonScanner;
  private readonly values: QuickValues;
  private bytes = new Uint8Array(0);
  private view = new DataView(new ArrayBuffer(0));
  private walks = 0;
  private pause = 0;
  private left = 0;

  constructor(scanner: JsonScanner, values: QuickValues) {
    this.scanner = scanner;
    this.values = values;
  }

  /** Walks the line at `from`; gives the place of its newline, or -1 when it is unusual or not whole before `stop`. */
  walk(bytes: Uint8Array<ArrayBuffer>, from: number, stop: number): number {
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    this.walks++;
    this.scanner.look(bytes, stop);
    let at = bytes[from] === BRACE ? this.object(this.scanner.root, from + 1, 1) : -1;
    if (at >= 0 && bytes[at] === CARRIAGE_RETURN) at++;
    return at >= 0 && at < stop && bytes[at] === NEWLINE ? at : -1;
  }

  /** Whether the next line is worth a walk: after one that was of no use some are not. */
  get isDue(): boolean {
    if (this.left === 0) return true;
    this.left--;
    return false;
  }

  /** Says whether what was walked was of use. */
  tell(isUsed: boolean): void {
    this.pause = isUsed ? 0 : Math.min(this.pause + 1, LONGEST_PAUSE);
    this.left = this.pause;
  }

  /** `at` is behind the opening brace; gives the place behind the closing one, or -1. */
  private object(keys: JsonObjectKeys, at: number, depth: number): number {
    const { bytes, view, values } = this;
    if (keys.lastWalk === this.walks || depth > DEEPEST) return -1;
    keys.lastWalk = this.walks;
    let before = keys.start;
    for (;;) {
      if (bytes[at] !== QUOTE) return -1;
      const key = expectedKey(before, view, bytes.length, at + 1);
      if (key === null) return -1;
      at += 1 + key.written.length;
      before = key;
      if (bytes[at] === SPACE) at++;
      const { slot } = key;
      const byte = bytes[at]!;
      if (key.inside !== null) at = byte === BRACE ? this.object(key.inside, at + 1, depth + 1) : -1;
      else if (slot < 0) at = this.skip(at, depth);
      else if (byte === QUOTE) {
        at = values.isText(slot) ? values.read(slot, bytes, at + 1) : -1;
        if (at < 0 || bytes[at] !== QUOTE) return -1;
        at++;
      } else at = values.isText(slot) ? -1 : values.read(slot, bytes, at);
      if (at < 0) return -1;
      if (bytes[at] !== COMMA) return bytes[at] === CLOSING_BRACE ? at + 1 : -1;
      at++;
      if (bytes[at] === SPACE) at++;
    }
  }

  /** A value that is not wanted. */
  private skip(at: number, depth: number): number {
    const { bytes } = this;
    const first = bytes[at]!;
    if (first === QUOTE) {
      const from = at++;
      let byte = bytes[at]!;
      while (byte !== QUOTE && byte !== BACKSLASH && byte >= SPACE) byte = bytes[++at]!;
      return byte === QUOTE ? at + 1 : stringEnd(bytes, from);
    }
    const end = this.scanner.valueEnd(at, depth);
    // Containers may go over lines.
    if ((first === BRACE || first === BRACKET) && end >= 0 && bytes.indexOf(NEWLINE, at) < end) return -1;
    return end;
  }
}
