/** Lines of JSON whose keys come as in lines before, read by comparing what stands between their values. */
import type { JsonObjectKeys } from './json-keys.js';
import { JsonSteps, Next, type Step } from './json-steps.js';
import { numberEnd, stringEnd } from './json-tokens.js';
import { JsonKind, type WritableSlots } from './slots.js';
import { CARRIAGE_RETURN, NEWLINE } from './window.js';
import { standingAt } from './written-bytes.js';

const SPACE = 32;
const QUOTE = 34;
const BACKSLASH = 92;
const BRACKET = 91;
const BRACE = 123;
/** A byte is a digit where no more than 9 is left when the bits of this one, the digit 0, are turned. */
const ZERO = 48;
const NINE = 9;
const POINT = 46 ^ ZERO;
const COMMA = 44 ^ ZERO;
const CLOSING_BRACE = 125 ^ ZERO;
const SMALL_E = 101 ^ ZERO;
const LARGE_E = 69 ^ ZERO;
const MINUS = 45;
/** "true", "fals" and "null" as numbers of 32 bits. */
const TRUE = 0x74727565;
const FALS = 0x66616c73;
const NULL = 0x6e756c6c;
const LETTER_E = 101;
/** So many digits fit 32 bits whatever they are. */
const DIGITS_AT_ONCE = 9;
/** Whole numbers of so many digits are exact doubles. */
const MOST_DIGITS = 15;
/** Lines that are left to the scanner before the next is tried: one more after each that was unusual. */
const LONGEST_PAUSE = 32;

/** What the scanner lends: its slots, and how it finds where containers end. */
export interface ShapedScanner extends WritableSlots {
  readonly root: JsonObjectKeys;
  /** Newlines among the spaces of all that was read so far. */
  readonly newlines: number;
  look(bytes: Uint8Array, end: number): void;
  valueEnd(at: number, depth: number): number;
}

export class JsonShapes {
  private readonly scanner: ShapedScanner;
  private readonly steps: JsonSteps;
  private bytes: Uint8Array = new Uint8Array(0);
  private view = new DataView(this.bytes.buffer);
  private walks = 0;
  private pause = 0;
  private left = 0;
  /** The last line was tried. */
  private isTried = false;
  /** What the last scalar is, and the number where it is a whole one of few digits; else NaN. */
  private scalarKind: number = JsonKind.null;
  private number = Number.NaN;

  constructor(scanner: ShapedScanner) {
    this.scanner = scanner;
    this.steps = new JsonSteps(scanner.root, scanner);
  }

  /** Reads the line at `from` into the slots; gives the place of its newline, or -1 when it is unusual or not whole before `stop`. */
  read(bytes: Uint8Array, from: number, stop: number): number {
    this.isTried = this.left === 0;
    if (!this.isTried) {
      this.left--;
      return -1;
    }
    const newline = this.walk(bytes, from, stop);
    // A line that is yet to come wholly says nothing of how it is made.
    if (newline < 0 && bytes.indexOf(NEWLINE, from) >= stop) this.isTried = false;
    else {
      this.pause = newline < 0 ? Math.min(this.pause + 1, LONGEST_PAUSE) : 0;
      this.left = this.pause;
    }
    return newline;
  }

  private walk(bytes: Uint8Array, from: number, stop: number): number {
    const { scanner } = this;
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    const { view } = this;
    scanner.look(bytes, stop);
    const { kind, from: starts, to: ends, escaped, whole } = scanner;
    this.walks++;
    // A loop is faster than fill() for so few.
    for (let slot = 0; slot < kind.length; slot++) kind[slot] = JsonKind.absent;
    let steps: readonly Step[] = this.steps.first;
    let at = from;
    for (;;) {
      const step = standingAt(steps, view, bytes.length, at);
      if (step === null) return -1;
      at += step.length;
      if (step.objects !== null && !this.begin(step.objects)) return -1;
      const { slot } = step;
      const start = at;
      let found: number = JsonKind.string;
      switch (step.next) {
        case Next.text: {
          let byte = bytes[at]!;
          while (byte !== QUOTE && byte !== BACKSLASH && byte >= SPACE) byte = bytes[++at]!;
          if (byte < SPACE) return -1;
          if (byte === BACKSLASH) {
            at = stringEnd(bytes, start - 1) - 1;
            if (at < 0) return -1;
          }
          if (slot >= 0) escaped[slot] = byte === BACKSLASH ? 1 : 0;
          break;
        }
        case Next.scalar: {
          // Nearly all are whole numbers that fit 32 bits.
          let digit = bytes[at]! ^ ZERO;
          let value = 0;
          const last = at + DIGITS_AT_ONCE;
          while (digit <= NINE && at < last) {
            value = (Math.imul(value, 10) + digit) | 0;
            digit = bytes[++at]! ^ ZERO;
          }
          const isFirstZero = bytes[start] === ZERO && at > start + 1;
          if ((digit === COMMA || digit === CLOSING_BRACE) && at > start && !isFirstZero) {
            found = JsonKind.number;
            if (slot >= 0) whole[slot] = value;
            break;
          }
          at = this.scalarEnd(start);
          if (at < 0) return -1;
          found = this.scalarKind;
          if (slot >= 0) whole[slot] = this.number;
          break;
        }
        case Next.container: {
          const { newlines } = scanner;
          found = bytes[at] === BRACE ? JsonKind.object : JsonKind.array;
          at = found === JsonKind.object || bytes[at] === BRACKET ? scanner.valueEnd(at, step.depth) : -1;
          // A container may go over lines, a line may not.
          if (at < 0 || scanner.newlines !== newlines) return -1;
          break;
        }
        default:
          if (bytes[at] === CARRIAGE_RETURN) at++;
          return at < stop && bytes[at] === NEWLINE ? at : -1;
      }
      if (slot >= 0) {
        kind[slot] = found;
        starts[slot] = start;
        ends[slot] = at;
      }
      steps = step.followers;
    }
  }

  /** Where the number, true, false or null at `at` ends, or -1; what it is stands in `scalarKind` and `number`. */
  private scalarEnd(at: number): number {
    const { bytes } = this;
    const start = at;
    let digit = bytes[at]! ^ ZERO;
    if (digit > NINE) return this.otherScalarEnd(at);
    let number = 0;
    while (digit <= NINE) {
      number = 10 * number + digit;
      digit = bytes[++at]! ^ ZERO;
    }
    this.scalarKind = JsonKind.number;
    const digits = at - start;
    if (digits > 1 && bytes[start] === ZERO) return -1;
    this.number = digits <= MOST_DIGITS ? number : Number.NaN;
    if (digit === POINT) {
      this.number = Number.NaN;
      const point = at;
      digit = bytes[++at]! ^ ZERO;
      while (digit <= NINE) digit = bytes[++at]! ^ ZERO;
      if (at === point + 1) return -1;
    }
    if (digit !== SMALL_E && digit !== LARGE_E) return at;
    this.number = Number.NaN;
    return numberEnd(bytes, start);
  }

  private otherScalarEnd(at: number): number {
    const { bytes, view } = this;
    this.number = Number.NaN;
    if (bytes[at] === MINUS) {
      this.scalarKind = JsonKind.number;
      return numberEnd(bytes, at);
    }
    if (at + 5 > bytes.length) return -1;
    const word = view.getInt32(at);
    this.scalarKind = word === NULL ? JsonKind.null : JsonKind.boolean;
    if (word === NULL || word === TRUE) return at + 4;
    return word === FALS && bytes[at + 4] === LETTER_E ? at + 5 : -1;
  }

  /** False when one of the objects was there before in this line. */
  private begin(objects: readonly JsonObjectKeys[]): boolean {
    for (const object of objects) {
      if (object.lastWalk === this.walks) return false;
      object.lastWalk = this.walks;
    }
    return true;
  }

  /** Remembers how the line at `from` is made, one object as the scanner found, when it was tried in vain. */
  learn(bytes: Uint8Array, from: number): void {
    if (!this.isTried || this.steps.isFull) return;
    this.isTried = false;
    this.steps.learn(bytes, from);
  }
}
