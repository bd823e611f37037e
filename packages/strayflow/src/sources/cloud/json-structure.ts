/** Follows the structure of one JSON object byte by byte: where it ends, or where it can be no JSON (RFC 8259). */
import { NEWLINE } from '../text/window.js';

/** Deeper than any log; what goes deeper is broken. */
const DEEPEST = 64;
const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_ARRAY = 91;
const BACKSLASH = 92;
const CLOSE_ARRAY = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

const Expects = { value: 0, valueOrEnd: 1, key: 2, keyOrEnd: 3, colon: 4, commaOrEnd: 5 } as const;
type Expects = (typeof Expects)[keyof typeof Expects];

/** Plain data. */
export interface StructureState {
  /** What is open: "{" and "[", the outermost first. */
  readonly open: string;
  readonly expects: Expects;
  readonly inString: boolean;
  readonly escaped: boolean;
  readonly inScalar: boolean;
}

export class JsonStructure {
  /** What `scan` came to. */
  outcome: 'more' | 'whole' | 'broken' | 'array' = 'more';
  private readonly open: number[];
  private expects: Expects;
  private inString: boolean;
  private escaped: boolean;
  private inScalar: boolean;

  constructor(state?: StructureState) {
    this.open = Array.from(state?.open ?? '', (each) => each.charCodeAt(0));
    this.expects = state?.expects ?? Expects.value;
    this.inString = state?.inString ?? false;
    this.escaped = state?.escaped ?? false;
    this.inScalar = state?.inScalar ?? false;
  }

  get state(): StructureState {
    const { expects, inString, escaped, inScalar } = this;
    return { open: String.fromCharCode(...this.open), expects, inString, escaped, inScalar };
  }

  /**
   * Goes on with `bytes[at, to)`. Gives the place behind the object (`whole`), of the byte that cannot stand there
   * (`broken`), of an array that is a value of the object itself and that `isOuter` wants (`array`), or `to`.
   */
  scan(bytes: Uint8Array, at: number, to: number, isOuter: (at: number) => boolean): number {
    for (; at < to; at++) {
      const byte = bytes[at]!;
      if (this.inString) {
        if (byte === NEWLINE) return this.end('broken', at);
        if (this.escaped) this.escaped = false;
        else if (byte === BACKSLASH) this.escaped = true;
        else if (byte === QUOTE) this.inString = false;
        continue;
      }
      if (byte === 32 || byte === NEWLINE || byte === 13 || byte === 9) {
        this.inScalar = false;
        continue;
      }
      if (byte === OPEN_ARRAY && this.open.length === 1 && this.expects === Expects.value && isOuter(at)) {
        return this.end('array', at);
      }
      if (!this.take(byte)) return this.end('broken', at);
      if (this.open.length === 0) return this.end('whole', at + 1);
    }
    return this.end('more', to);
  }

  private end(outcome: JsonStructure['outcome'], at: number): number {
    this.outcome = outcome;
    return at;
  }

  /** False for a byte that cannot stand here. */
  private take(byte: number): boolean {
    const { expects } = this;
    const wantsValue = expects === Expects.value || expects === Expects.valueOrEnd;
    const { inScalar } = this;
    this.inScalar = false;
    switch (byte) {
      case QUOTE:
        this.inString = true;
        if (wantsValue) this.expects = Expects.commaOrEnd;
        else if (expects === Expects.key || expects === Expects.keyOrEnd) this.expects = Expects.colon;
        else return false;
        return true;
      case OPEN_OBJECT:
      case OPEN_ARRAY:
        if (!wantsValue || this.open.length === DEEPEST) return false;
        this.open.push(byte);
        this.expects = byte === OPEN_OBJECT ? Expects.keyOrEnd : Expects.valueOrEnd;
        return true;
      case CLOSE_OBJECT:
      case CLOSE_ARRAY:
        return this.close(byte);
      case COMMA:
        if (expects !== Expects.commaOrEnd) return false;
        this.expects = this.open.at(-1) === OPEN_OBJECT ? Expects.key : Expects.value;
        return true;
      case COLON:
        if (expects !== Expects.colon) return false;
        this.expects = Expects.value;
        return true;
      default:
        // Numbers and words; which, is looked at when the object is read.
        this.inScalar = true;
        if (!inScalar) this.expects = Expects.commaOrEnd;
        return inScalar || wantsValue;
    }
  }

  private close(byte: number): boolean {
    const opened = byte === CLOSE_OBJECT ? OPEN_OBJECT : OPEN_ARRAY;
    const empty = byte === CLOSE_OBJECT ? Expects.keyOrEnd : Expects.valueOrEnd;
    if (this.open.at(-1) !== opened) return false;
    if (this.expects !== Expects.commaOrEnd && this.expects !== empty) return false;
    this.open.pop();
    this.expects = Expects.commaOrEnd;
    return true;
  }
}
