/** Reads a record without quotes and odd values in one pass: finds its cells and what most of them mean at once. */
import type { FlowDraft } from '../record/flow-draft.js';
import { protocolNumber } from '../record/protocol-names.js';
import type { TablePlan } from '../table/plan.js';
import { readAddress } from '../text/address.js';
import { TextCache } from '../text/cache.js';
import { digitBits, digitsOf, ZEROS } from '../text/digit-words.js';
import {
  isHexadecimal,
  isMissing,
  LARGEST_EXACT,
  LONGEST_PLAIN,
  readNumber,
  readWhole,
  scaled,
} from '../text/number.js';
import { readPlainAddress } from '../text/plain-address.js';
import { readTime, type TimeFormat } from '../text/time.js';
import { CARRIAGE_RETURN, NEWLINE } from '../text/window.js';
import { Cell, type CellReading, cellReading, TEXT_CELL } from './cell-reading.js';
import { QUOTE, type RecordScanner, SPACE } from './record.js';

/** Not such a record: it must be read the general way. */
const NOT_PLAIN = -1;

/** Delimiters that no value has in it. */
const DELIMITERS = [...',;\t|'].map((character) => character.charCodeAt(0));
/** A byte is a digit where no more than 9 is left when the bits of this one, the digit 0, are turned. */
const ZERO = 48;
const NINE = 9;
/** What is left of a point. */
const POINT = 46 ^ ZERO;
/** Digits that two words hold. */
const PREFIX = 8;
/** So many digits fit 32 bits whatever they are. */
const DIGITS_AT_ONCE = 9;

export class PlainRecords {
  private readonly delimiter: number;
  private readonly cells: RecordScanner;
  private readonly draft: FlowDraft;
  private readonly values: Float64Array;
  private readonly kinds: Uint8Array;
  private readonly slots: Uint8Array;
  private readonly shifts: Int8Array;
  private readonly largest: Float64Array;
  /** The same for what fits 32 bits. */
  private readonly largestShort: Int32Array;
  private readonly required: readonly boolean[];
  private readonly formats: readonly (TimeFormat | null)[];
  /** The bytes at hand. */
  private bytes: Uint8Array = new Uint8Array(0);
  private view = new DataView(this.bytes.buffer);
  /** The first digits of a long number, as the two words that they stand in, and what they say. */
  private low = ZEROS;
  private high = ZEROS;
  private prefix = 0;
  private readonly protocols = new TextCache<number>(protocolNumber);

  private constructor(
    readings: readonly CellReading[],
    delimiter: number,
    cells: RecordScanner,
    draft: FlowDraft,
  ) {
    this.delimiter = delimiter;
    this.cells = cells;
    this.draft = draft;
    this.values = draft.values;
    this.kinds = Uint8Array.from(readings, ({ kind }) => kind);
    this.slots = Uint8Array.from(readings, ({ slot }) => slot);
    this.shifts = Int8Array.from(readings, ({ shift }) => shift);
    this.largest = Float64Array.from(readings, ({ largest }) => largest);
    this.largestShort = Int32Array.from(readings, ({ largest }) => Math.min(largest, 0x7fff_ffff));
    this.required = readings.map(({ required }) => required);
    this.formats = readings.map(({ format }) => format);
  }

  /** Null where no record of the table is plain. @param width columns of the table */
  static of(
    plan: TablePlan,
    delimiter: number,
    width: number,
    cells: RecordScanner,
    draft: FlowDraft,
  ): PlainRecords | null {
    const distinct = new Set(plan.columns.map(({ column }) => column)).size;
    if (!DELIMITERS.includes(delimiter) || distinct < plan.columns.length) return null;
    const readings = new Array<CellReading>(width).fill(TEXT_CELL);
    for (const { field, column } of plan.columns) readings[column] = cellReading(field, plan);
    return new PlainRecords(readings, delimiter, cells, draft);
  }

  /**
   * Reads the record at `from` into the draft, and where its texts are into the scanner; `bytes[to]` must be a newline, and
   * as many bytes as DIGIT_WORD_SLACK says stand behind it.
   * Returns where the next one begins, or a negative number: the draft is then to be cleared. One loop without calls for
   * nearly all cells: calls, and fields read again in each, take half of the time.
   */
  read(bytes: Uint8Array, from: number, to: number): number {
    const { kinds, slots, largestShort, values, delimiter, draft } = this;
    const { starts, ends } = this.cells;
    const view = this.viewOf(bytes);
    const last = kinds.length - 1;
    let at = from;
    for (let column = 0; ; column++) {
      const start = at;
      const kind = kinds[column]!;
      if (kind <= Cell.protocol) {
        let value = 0;
        const word = view.getInt32(at, true);
        const bits = digitBits(word);
        if (bits > 0) {
          value = digitsOf(word, bits);
          at += bits >> 3;
        }
        if (bits === 32) {
          let digit = bytes[at]! ^ ZERO;
          while (digit <= NINE) {
            value = (Math.imul(value, 10) + digit) | 0;
            digit = bytes[++at]! ^ ZERO;
          }
        }
        const digits = at - start;
        if (digits > 0 && digits <= DIGITS_AT_ONCE && value <= largestShort[column]!)
          values[slots[column]!] = value;
        else at = kind === Cell.protocol ? this.protocolName(bytes, start, column) : NOT_PLAIN;
      } else if (kind === Cell.text) {
        let byte = bytes[at]!;
        if (byte === QUOTE || byte === SPACE) at = NOT_PLAIN;
        else {
          while (byte !== delimiter && byte !== NEWLINE) byte = bytes[++at]!;
          if (byte === NEWLINE && at > start && bytes[at - 1] === CARRIAGE_RETURN) at--;
          starts[column] = start;
          ends[column] = at;
        }
      } else if (kind === Cell.address) {
        at =
          slots[column] === 0
            ? readPlainAddress(bytes, at, draft.source, draft.sourceWords, draft.addressOffset)
            : readPlainAddress(bytes, at, draft.destination, draft.destinationWords, draft.addressOffset);
      } else at = kind === Cell.number ? this.number(bytes, at, column) : NOT_PLAIN;
      if (column === last) {
        if (at >= 0 && bytes[at] === CARRIAGE_RETURN) at++;
        if (at < 0 || bytes[at] !== NEWLINE) {
          at = this.other(bytes, start, column);
          if (at < 0) return NOT_PLAIN;
          if (bytes[at] === CARRIAGE_RETURN) at++;
        }
        return bytes[at] === NEWLINE && at < to ? at + 1 : NOT_PLAIN;
      }
      if (at < 0 || bytes[at] !== delimiter) {
        at = this.other(bytes, start, column);
        if (at < 0 || bytes[at] !== delimiter) return NOT_PLAIN;
      }
      at++;
    }
  }

  private viewOf(bytes: Uint8Array): DataView {
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    return this.view;
  }

  /** The end of a number that is digits with at most one point among them. */
  private number(bytes: Uint8Array, from: number, column: number): number {
    const { view } = this;
    let at = from;
    let part = 0;
    let stop = from + DIGITS_AT_ONCE;
    const isLikeLast = view.getInt32(at, true) === this.low && view.getInt32(at + 4, true) === this.high;
    if (isLikeLast) {
      part = this.prefix;
      at += PREFIX;
    }
    let digit = bytes[at]! ^ ZERO;
    while (digit <= NINE && at < stop) {
      part = (Math.imul(part, 10) + digit) | 0;
      digit = bytes[++at]! ^ ZERO;
    }
    if (at === from) return NOT_PLAIN;
    let mantissa = part;
    if (digit <= NINE) {
      if (!isLikeLast) this.keepPrefix(from);
      const first = at;
      part = 0;
      stop += DIGITS_AT_ONCE;
      while (digit <= NINE && at < stop) {
        part = (Math.imul(part, 10) + digit) | 0;
        digit = bytes[++at]! ^ ZERO;
      }
      mantissa = scaled(mantissa, at - first) + part;
    }
    let power = this.shifts[column]!;
    if (digit === POINT) {
      const first = ++at;
      part = 0;
      stop = at + DIGITS_AT_ONCE;
      digit = bytes[at]! ^ ZERO;
      while (digit <= NINE && at < stop) {
        part = (Math.imul(part, 10) + digit) | 0;
        digit = bytes[++at]! ^ ZERO;
      }
      mantissa = scaled(mantissa, at - first) + part;
      power -= at - first;
    }
    if (at - from > LONGEST_PLAIN || mantissa > LARGEST_EXACT) return NOT_PLAIN;
    const value = scaled(mantissa, power);
    if (value > this.largest[column]!) return NOT_PLAIN;
    this.values[this.slots[column]!] = value;
    // A digit that is left is no end of a cell, which the caller sees.
    return at;
  }

  /** Keeps the eight digits at `from`: those of a time are nearly always those of the one before. */
  private keepPrefix(from: number): void {
    this.low = this.view.getInt32(from, true);
    this.high = this.view.getInt32(from + 4, true);
    this.prefix = 10_000 * digitsOf(this.low, 32) + digitsOf(this.high, 32);
  }

  private protocolName(bytes: Uint8Array, from: number, column: number): number {
    const letter = bytes[from]! | 32;
    if (letter < 97 || letter > 122) return NOT_PLAIN;
    const end = this.endOf(bytes, from);
    const protocol = this.protocols.read(bytes, from, end);
    if (!(protocol >= 0)) return NOT_PLAIN;
    this.values[this.slots[column]!] = protocol;
    return end;
  }

  /** Where the cell ends that `at` lies in. */
  private endOf(bytes: Uint8Array, at: number): number {
    const { delimiter } = this;
    const from = at;
    let byte = bytes[at]!;
    while (byte !== delimiter && byte !== NEWLINE) byte = bytes[++at]!;
    return byte === NEWLINE && at > from && bytes[at - 1] === CARRIAGE_RETURN ? at - 1 : at;
  }

  /** The end of a cell that is written in another way, is empty or says that there is no value. */
  private other(bytes: Uint8Array, from: number, column: number): number {
    let first = from;
    while (bytes[first] === SPACE) first++;
    if (bytes[first] === QUOTE) return NOT_PLAIN;
    const end = this.endOf(bytes, from);
    const kind = this.kinds[column]!;
    if (kind === Cell.text) {
      this.cells.starts[column] = from;
      this.cells.ends[column] = end;
      return end;
    }
    if (first >= end) return this.required[column] ? NOT_PLAIN : end;
    if (kind === Cell.address) {
      const { draft } = this;
      const out = this.slots[column] === 0 ? draft.source : draft.destination;
      return readAddress(bytes, from, end, out, draft.addressOffset) ? end : NOT_PLAIN;
    }
    const value = this.value(bytes, from, end, column);
    if (value >= 0) this.values[this.slots[column]!] = value;
    else if (this.required[column] || !isMissing(bytes, from, end)) return NOT_PLAIN;
    return end;
  }

  /** Of a cell that holds a number of whatever kind, or NaN. */
  private value(bytes: Uint8Array, from: number, to: number, column: number): number {
    const kind = this.kinds[column]!;
    const format = this.formats[column]!;
    if (format !== null) return readTime(bytes, from, to, format);
    if (kind === Cell.number || kind === Cell.counter)
      return readNumber(bytes, from, to, this.shifts[column]!);
    // Argus' numbers for ICMP, which say more than one thing.
    if (isHexadecimal(bytes, from, to)) return Number.NaN;
    return readWhole(bytes, from, to, this.largest[column]!);
  }
}
