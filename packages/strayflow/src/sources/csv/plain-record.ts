/** Reads a record without quotes and odd values in one pass: finds its cells and what most of them mean at once. */
import { type FlowDraft, Value } from '../record/flow-draft.js';
import { protocolNumber } from '../record/protocol-names.js';
import type { FieldName } from '../table/fields.js';
import type { TablePlan } from '../table/plan.js';
import { COUNTERS, WHOLE } from '../table/row.js';
import { readAddress } from '../text/address.js';
import { TextCache } from '../text/cache.js';
import { LARGEST_EXACT, LONGEST_PLAIN, scaled } from '../text/number.js';
import { LATEST, MILLISECOND_SHIFT, readTime, type TimeFormat } from '../text/time.js';
import { CARRIAGE_RETURN, NEWLINE } from '../text/window.js';
import { QUOTE, type RecordScanner, SPACE } from './record.js';

/** How a cell is read. */
const Kind = { text: 0, whole: 1, number: 2, address: 3, calendar: 4, protocol: 5 } as const;

/** Not such a record: it must be read the general way. */
export const NOT_PLAIN = -1;

/** Delimiters that no value has in it. */
const DELIMITERS = [...',;\t|'].map((character) => character.charCodeAt(0));
const MINUS = 45;
/** What is left of a point when 48, the digit 0, is taken off. */
const POINT = (46 - 48) >>> 0;
/** Digits that fit 32 bits whatever they are. */
const DIGITS_AT_ONCE = 9;

/** What a column is read as. */
interface Reading {
  readonly kind: number;
  /** Where it goes in the draft's values; for an address 0 = source, 1 = destination. */
  readonly slot: number;
  /** Of numbers: the power of ten to multiply by. */
  readonly shift: number;
  readonly largest: number;
  readonly format: TimeFormat | null;
  /** No flow without it. */
  readonly required: boolean;
}

const TEXT: Reading = { kind: Kind.text, slot: 0, shift: 0, largest: 0, format: null, required: false };

function readingOf(field: FieldName, plan: TablePlan): Reading {
  const number = { ...TEXT, kind: Kind.number, largest: Number.POSITIVE_INFINITY };
  if (field === 'source' || field === 'destination')
    return { ...TEXT, kind: Kind.address, slot: field === 'source' ? 0 : 1, required: true };
  if (field === 'protocol') return { ...TEXT, kind: Kind.protocol, slot: Value.protocol, largest: 255 };
  if (field === 'duration')
    return { ...number, slot: Value.durationMs, shift: MILLISECOND_SHIFT[plan.durationUnit] };
  if (field === 'time' || field === 'end') {
    const format = plan[field]!;
    const required = field === 'time' || plan.time === null;
    const time = { ...number, slot: Value[field], largest: LATEST, required };
    return format.kind === 'epoch'
      ? { ...time, shift: format.shift }
      : { ...time, kind: Kind.calendar, format };
  }
  if (COUNTERS.includes(field)) return { ...number, slot: Value[field as keyof typeof Value] };
  const largest = WHOLE[field];
  if (largest === undefined) return TEXT;
  return { ...TEXT, kind: Kind.whole, slot: Value[field as keyof typeof Value], largest };
}

export class PlainRecords {
  private readonly delimiter: number;
  private readonly width: number;
  private readonly cells: RecordScanner;
  private readonly draft: FlowDraft;
  private readonly values: Float64Array;
  private readonly kinds: Uint8Array;
  private readonly slots: Uint8Array;
  private readonly shifts: Int8Array;
  private readonly largest: Float64Array;
  private readonly required: Uint8Array;
  private readonly formats: readonly (TimeFormat | null)[];
  private readonly protocols = new TextCache<number>(protocolNumber);

  private constructor(
    readings: readonly Reading[],
    delimiter: number,
    cells: RecordScanner,
    draft: FlowDraft,
  ) {
    this.delimiter = delimiter;
    this.width = readings.length;
    this.cells = cells;
    this.draft = draft;
    this.values = draft.values;
    this.kinds = Uint8Array.from(readings, ({ kind }) => kind);
    this.slots = Uint8Array.from(readings, ({ slot }) => slot);
    this.shifts = Int8Array.from(readings, ({ shift }) => shift);
    this.largest = Float64Array.from(readings, ({ largest }) => largest);
    this.required = Uint8Array.from(readings, ({ required }) => (required ? 1 : 0));
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
    const readings = new Array<Reading>(width).fill(TEXT);
    for (const { field, column } of plan.columns) readings[column] = readingOf(field, plan);
    return new PlainRecords(readings, delimiter, cells, draft);
  }

  /**
   * Reads the record at `from` into the draft, and where its cells are into the scanner; `bytes[to]` must be a newline.
   * Returns where the next one begins. Or NOT_PLAIN: the draft is then to be cleared.
   */
  read(bytes: Uint8Array, from: number, to: number): number {
    const { kinds, width, delimiter } = this;
    const { starts, ends } = this.cells;
    const last = width - 1;
    let at = from;
    for (let column = 0; column < width; column++) {
      starts[column] = at;
      while (bytes[at] === SPACE) at++;
      switch (kinds[column]) {
        case Kind.whole:
          at = this.whole(bytes, at, column);
          break;
        case Kind.number:
          at = this.number(bytes, at, column);
          break;
        case Kind.address:
          at = this.address(bytes, at, column);
          break;
        case Kind.protocol:
          at = this.protocol(bytes, at, column);
          break;
        case Kind.calendar:
          at = this.calendar(bytes, at, column);
          break;
        default:
          at = bytes[at] === QUOTE ? NOT_PLAIN : this.endOf(bytes, at);
      }
      if (at < 0) return NOT_PLAIN;
      ends[column] = at;
      if (column < last && bytes[at++] !== delimiter) return NOT_PLAIN;
    }
    if (bytes[at] === CARRIAGE_RETURN) at++;
    return bytes[at] === NEWLINE && at < to ? at + 1 : NOT_PLAIN;
  }

  /** Where the cell ends that `at` lies in. */
  private endOf(bytes: Uint8Array, at: number): number {
    const { delimiter } = this;
    const from = at;
    let byte = bytes[at]!;
    while (byte !== delimiter && byte !== NEWLINE) byte = bytes[++at]!;
    return byte === NEWLINE && at > from && bytes[at - 1] === CARRIAGE_RETURN ? at - 1 : at;
  }

  private isEnd(byte: number): boolean {
    return byte === this.delimiter || byte === NEWLINE || byte === CARRIAGE_RETURN;
  }

  /** The end of a cell that says that there is no value. */
  private missing(bytes: Uint8Array, at: number, column: number): number {
    if (this.required[column] === 1) return NOT_PLAIN;
    const end = bytes[at] === MINUS ? at + 1 : at;
    return this.isEnd(bytes[end]!) ? end : NOT_PLAIN;
  }

  private whole(bytes: Uint8Array, from: number, column: number): number {
    let at = from;
    let value = 0;
    let digit = (bytes[at]! - 48) >>> 0;
    while (digit <= 9) {
      value = (Math.imul(value, 10) + digit) | 0;
      digit = (bytes[++at]! - 48) >>> 0;
    }
    if (at === from) return this.missing(bytes, at, column);
    if (at - from > DIGITS_AT_ONCE || value > this.largest[column]!) return NOT_PLAIN;
    this.values[this.slots[column]!] = value;
    return at;
  }

  private number(bytes: Uint8Array, from: number, column: number): number {
    let at = from;
    let part = 0;
    let stop = from + DIGITS_AT_ONCE;
    let digit = (bytes[at]! - 48) >>> 0;
    while (digit <= 9 && at < stop) {
      part = (Math.imul(part, 10) + digit) | 0;
      digit = (bytes[++at]! - 48) >>> 0;
    }
    if (at === from) return this.missing(bytes, at, column);
    let mantissa = part;
    if (digit <= 9) {
      part = 0;
      stop += DIGITS_AT_ONCE;
      const start = at;
      while (digit <= 9 && at < stop) {
        part = (Math.imul(part, 10) + digit) | 0;
        digit = (bytes[++at]! - 48) >>> 0;
      }
      mantissa = scaled(mantissa, at - start) + part;
    }
    let power = this.shifts[column]!;
    if (digit === POINT) {
      part = 0;
      const start = ++at;
      stop = at + DIGITS_AT_ONCE;
      digit = (bytes[at]! - 48) >>> 0;
      while (digit <= 9 && at < stop) {
        part = (Math.imul(part, 10) + digit) | 0;
        digit = (bytes[++at]! - 48) >>> 0;
      }
      mantissa = scaled(mantissa, at - start) + part;
      power -= at - start;
    }
    if (at - from > LONGEST_PLAIN || mantissa > LARGEST_EXACT) return NOT_PLAIN;
    const value = scaled(mantissa, power);
    if (value > this.largest[column]!) return NOT_PLAIN;
    this.values[this.slots[column]!] = value;
    // A digit that is left is no end, which the caller sees.
    return at;
  }

  private address(bytes: Uint8Array, from: number, column: number): number {
    const { draft } = this;
    const isSource = this.slots[column] === 0;
    const out = isSource ? draft.source : draft.destination;
    const offset = draft.addressOffset;
    let at = from;
    for (let octet = 0; octet < 4; octet++) {
      let value = (bytes[at]! - 48) >>> 0;
      let digit = (bytes[++at]! - 48) >>> 0;
      if (value > 9) return this.anyAddress(bytes, from, out, offset);
      if (value > 0 && digit <= 9) {
        value = 10 * value + digit;
        digit = (bytes[++at]! - 48) >>> 0;
        if (digit <= 9) {
          value = 10 * value + digit;
          digit = (bytes[++at]! - 48) >>> 0;
        }
      }
      if (value > 255 || (digit !== POINT && octet < 3)) return this.anyAddress(bytes, from, out, offset);
      out[offset + 12 + octet] = value;
      at++;
    }
    at--;
    if (!this.isEnd(bytes[at]!)) return this.anyAddress(bytes, from, out, offset);
    for (let i = 0; i < 10; i++) out[offset + i] = 0;
    out[offset + 10] = 0xff;
    out[offset + 11] = 0xff;
    return at;
  }

  private anyAddress(bytes: Uint8Array, from: number, out: Uint8Array, offset: number): number {
    const end = this.endOf(bytes, from);
    return readAddress(bytes, from, end, out, offset) ? end : NOT_PLAIN;
  }

  private calendar(bytes: Uint8Array, from: number, column: number): number {
    const end = this.endOf(bytes, from);
    if (end === from) return this.missing(bytes, from, column);
    const time = readTime(bytes, from, end, this.formats[column]!);
    if (Number.isNaN(time)) return NOT_PLAIN;
    this.values[this.slots[column]!] = time;
    return end;
  }

  /** A number, or a name that is known. */
  private protocol(bytes: Uint8Array, from: number, column: number): number {
    const letter = bytes[from]! | 32;
    if (letter < 97 || letter > 122) return this.whole(bytes, from, column);
    const end = this.endOf(bytes, from);
    const protocol = this.protocols.read(bytes, from, end);
    if (!(protocol >= 0)) return NOT_PLAIN;
    this.values[Value.protocol] = protocol;
    return end;
  }
}
