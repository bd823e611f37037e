/** Finds the fields of one CSV record (RFC 4180) in bytes, without copying them. */
import { CARRIAGE_RETURN, NEWLINE } from '../text/window.js';

export const QUOTE = 34;
export const SPACE = 32;
/** Fields beyond are counted, not kept. */
export const MOST_FIELDS = 4096;

export const Scan = {
  /** The record does not end before the end of the bytes. */
  incomplete: -1,
  /** Something follows a closing quote. */
  badQuoting: -2,
} as const;

/** Field i of the last record is `bytes[starts[i]..ends[i])`; quotes around it are left out, doubled ones inside stay. */
export class RecordScanner {
  readonly starts = new Int32Array(MOST_FIELDS);
  readonly ends = new Int32Array(MOST_FIELDS);
  /** Fields of the last record, which may be more than are kept. */
  count = 0;
  /** Line ends inside quotes. */
  innerLines = 0;
  /** Where bad quoting was found. */
  badAt = 0;
  private readonly delimiter: number;

  constructor(delimiter: number) {
    this.delimiter = delimiter;
  }

  /**
   * Reads the record at `from`; `bytes[to]` must be a newline. Returns where the next one begins, or a negative `Scan`.
   */
  scan(bytes: Uint8Array, from: number, to: number): number {
    const { starts, ends, delimiter } = this;
    let count = 0;
    let at = from;
    this.innerLines = 0;
    for (;;) {
      let start = at;
      let byte = bytes[at]!;
      if (byte === SPACE || byte === QUOTE) {
        const quoted = this.scanQuoted(bytes, at, to);
        if (quoted < 0) return quoted;
        if (quoted > 0) {
          if (count < MOST_FIELDS) {
            starts[count] = this.quotedStart;
            ends[count] = this.quotedEnd;
          }
          count++;
          if (bytes[quoted] === delimiter) {
            at = quoted + 1;
            continue;
          }
          this.count = count;
          return quoted + (bytes[quoted] === CARRIAGE_RETURN ? 2 : 1);
        }
        start = at;
      }
      while (byte !== delimiter && byte !== NEWLINE) byte = bytes[++at]!;
      if (byte === NEWLINE) {
        if (at >= to) return Scan.incomplete;
        if (count < MOST_FIELDS) {
          starts[count] = start;
          ends[count] = at > start && bytes[at - 1] === CARRIAGE_RETURN ? at - 1 : at;
        }
        this.count = count + 1;
        return at + 1;
      }
      if (count < MOST_FIELDS) {
        starts[count] = start;
        ends[count] = at;
      }
      count++;
      at++;
    }
  }

  private quotedStart = 0;
  private quotedEnd = 0;

  /** The position of what ends the quoted field at `at`; 0 when it is not quoted; a negative `Scan`. */
  private scanQuoted(bytes: Uint8Array, at: number, to: number): number {
    while (bytes[at] === SPACE && at < to) at++;
    if (bytes[at] !== QUOTE) return 0;
    this.quotedStart = ++at;
    for (; ; at++) {
      if (at >= to) return Scan.incomplete;
      const byte = bytes[at]!;
      if (byte === NEWLINE) this.innerLines++;
      else if (byte === QUOTE) {
        if (at + 1 >= to) return Scan.incomplete;
        if (bytes[at + 1] !== QUOTE) break;
        at++;
      }
    }
    this.quotedEnd = at++;
    while (bytes[at] === SPACE && at < to) at++;
    if (at >= to) return Scan.incomplete;
    const next = bytes[at]!;
    if (next === this.delimiter || next === NEWLINE) return at;
    if (next === CARRIAGE_RETURN) {
      if (at + 1 >= to) return Scan.incomplete;
      if (bytes[at + 1] === NEWLINE) return at;
    }
    this.badAt = at;
    return Scan.badQuoting;
  }

  /** Field `index` as text: quotes doubled inside a quoted field are single again. */
  text(
    bytes: Uint8Array,
    index: number,
    decode: (bytes: Uint8Array, from: number, to: number) => string,
  ): string {
    const start = this.starts[index]!;
    const value = decode(bytes, start, this.ends[index]!);
    return start > 0 && bytes[start - 1] === QUOTE ? value.replaceAll('""', '"') : value;
  }
}
