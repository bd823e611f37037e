/** Times as logs write them: epochs in any unit and calendar times, as Unix ms. */
import { readNumber } from './number.js';

export const TIME_UNITS = ['s', 'ms', 'us', 'ns'] as const;
export type TimeUnit = (typeof TIME_UNITS)[number];

/** The power of ten that makes milliseconds of a number in the unit. */
export const MILLISECOND_SHIFT: Readonly<Record<TimeUnit, number>> = { s: 3, ms: 0, us: -3, ns: -6 };

export const DATE_ORDERS = ['year-month-day', 'day-month-year', 'month-day-year'] as const;
export type DateOrder = (typeof DATE_ORDERS)[number];

export type TimeFormat =
  | { readonly kind: 'epoch'; readonly unit: TimeUnit; readonly shift: number }
  | { readonly kind: 'calendar'; readonly order: DateOrder };

export function epochFormat(unit: TimeUnit): TimeFormat {
  return { kind: 'epoch', unit, shift: MILLISECOND_SHIFT[unit] };
}

/** Year 9999, the last that a calendar time can name. */
export const LATEST = 253_402_300_799_999;

/** Unix ms, fractional; NaN when it is none or before 1970. */
export function readTime(bytes: Uint8Array, from: number, to: number, format: TimeFormat): number {
  const time =
    format.kind === 'epoch'
      ? readNumber(bytes, from, to, format.shift)
      : readCalendar(bytes, from, to, format.order);
  return time >= 0 && time <= LATEST ? time : Number.NaN;
}

/** By magnitude: seconds reach 1e11 in the year 5138, milliseconds passed it in 1973, and so on. */
export function epochUnit(value: number): TimeUnit {
  if (value < 1e11) return 's';
  if (value < 1e14) return 'ms';
  return value < 1e17 ? 'us' : 'ns';
}

/** Days from 1970-01-01 of years from 1 on in the proleptic Gregorian calendar (Hinnant, "chrono-compatible date algorithms"). */
function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month > 2 ? year : year - 1;
  const era = (shifted / 400) | 0;
  const yearOfEra = shifted - 400 * era;
  const dayOfYear = (((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) | 0) + day - 1;
  const dayOfEra = 365 * yearOfEra + ((yearOfEra / 4) | 0) - ((yearOfEra / 100) | 0) + dayOfYear;
  return 146_097 * era + dayOfEra - 719_468;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Reads digits at `cursor.at`; -1 unless there are `fewest` to `most` of them. */
class Cursor {
  readonly bytes: Uint8Array;
  at: number;
  readonly to: number;

  constructor(bytes: Uint8Array, from: number, to: number) {
    this.bytes = bytes;
    while (from < to && bytes[from] === 32) from++;
    while (to > from && bytes[to - 1] === 32) to--;
    this.at = from;
    this.to = to;
  }

  peek(): number {
    return this.at < this.to ? this.bytes[this.at]! : 0;
  }

  digits(fewest: number, most: number): number {
    let value = 0;
    const stop = Math.min(this.to, this.at + most);
    let at = this.at;
    for (; at < stop; at++) {
      const digit = this.bytes[at]! - 48;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (at - this.at < fewest) return -1;
    this.at = at;
    return value;
  }

  take(byte: number): boolean {
    if (this.peek() !== byte) return false;
    this.at++;
    return true;
  }
}

/** Days since 1970, or NaN. */
function readDate(cursor: Cursor, order: DateOrder): number {
  const yearFirst = order === 'year-month-day';
  const first = cursor.digits(yearFirst ? 4 : 1, yearFirst ? 4 : 2);
  const separator = cursor.peek();
  if (first < 0 || (separator !== 45 && separator !== 47 && separator !== 46)) return Number.NaN;
  cursor.at++;
  const second = cursor.digits(1, 2);
  if (second < 0 || !cursor.take(separator)) return Number.NaN;
  const third = cursor.digits(yearFirst ? 1 : 4, yearFirst ? 2 : 4);
  if (third < 0) return Number.NaN;
  const year = yearFirst ? first : third;
  const month = order === 'month-day-year' ? first : second;
  const day = yearFirst ? third : order === 'day-month-year' ? first : second;
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return Number.NaN;
  return daysFromCivil(year, month, day);
}

/** ms since midnight, or NaN. Seconds and their fraction may be missing; 12-hour clocks have AM or PM. */
function readClock(cursor: Cursor): number {
  let hour = cursor.digits(1, 2);
  if (hour < 0 || !cursor.take(58)) return Number.NaN;
  const minute = cursor.digits(2, 2);
  let milliseconds = 0;
  if (cursor.take(58)) {
    const from = cursor.at;
    if (cursor.digits(2, 2) < 0) return Number.NaN;
    if (cursor.peek() === 46) {
      cursor.at++;
      if (cursor.digits(1, 9) < 0) return Number.NaN;
    }
    milliseconds = readNumber(cursor.bytes, from, cursor.at, 3);
  }
  while (cursor.peek() === 32) cursor.at++;
  const half = cursor.peek() | 32;
  if (
    (half === 97 || half === 112) &&
    cursor.at + 2 <= cursor.to &&
    (cursor.bytes[cursor.at + 1]! | 32) === 109
  ) {
    cursor.at += 2;
    if (hour < 1 || hour > 12) return Number.NaN;
    hour = (hour % 12) + (half === 112 ? 12 : 0);
  }
  // A leap second is read as the first of the next minute.
  if (minute < 0 || minute > 59 || milliseconds >= 61_000 || hour > 23) return Number.NaN;
  return 3_600_000 * hour + 60_000 * minute + milliseconds;
}

/** ms to subtract for UTC, or NaN; nothing means UTC. */
function readZone(cursor: Cursor): number {
  while (cursor.peek() === 32) cursor.at++;
  if (cursor.at === cursor.to) return 0;
  const sign = cursor.peek();
  cursor.at++;
  if (sign === 90 || sign === 122) return cursor.at === cursor.to ? 0 : Number.NaN;
  if (sign === 85) {
    const rest = cursor.take(84) && cursor.take(67) && cursor.at === cursor.to;
    return rest ? 0 : Number.NaN;
  }
  const hours = cursor.digits(2, 2);
  cursor.take(58);
  const minutes = cursor.at === cursor.to ? 0 : cursor.digits(2, 2);
  if ((sign !== 43 && sign !== 45) || hours < 0 || hours > 14 || minutes < 0 || minutes > 59)
    return Number.NaN;
  if (cursor.at !== cursor.to) return Number.NaN;
  return (sign === 45 ? -1 : 1) * (3_600_000 * hours + 60_000 * minutes);
}

function readCalendar(bytes: Uint8Array, from: number, to: number, order: DateOrder): number {
  if (order === 'year-month-day') {
    const time = readPlainTime(bytes, from, to);
    if (!Number.isNaN(time)) return time;
  }
  const cursor = new Cursor(bytes, from, to);
  const days = readDate(cursor, order);
  const separator = cursor.peek();
  if (separator !== 84 && separator !== 32 && separator !== 116) return Number.NaN;
  cursor.at++;
  while (cursor.peek() === 32) cursor.at++;
  const clock = readClock(cursor);
  return 86_400_000 * days + clock - readZone(cursor);
}

/** The number of two digits; over 99 when they are none. */
function pair(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at]! - 48) >>> 0;
  const ones = (bytes[at + 1]! - 48) >>> 0;
  return tens > 9 || ones > 9 ? 100 : 10 * tens + ones;
}

const LONGEST_PLAIN = '2000-01-01T00:00:00.000000+0000'.length;
const POWERS = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000];

/**
 * "2026-01-31T23:59:59.123456+0000", as nearly all logs write it, with up to six decimals and the zone or "Z" or nothing.
 * NaN for anything else, which may be a time all the same.
 */
function readPlainTime(bytes: Uint8Array, from: number, to: number): number {
  const length = to - from;
  if (length < 19 || length > LONGEST_PLAIN) return Number.NaN;
  const separator = bytes[from + 10];
  if (bytes[from + 4] !== 45 || bytes[from + 7] !== 45 || (separator !== 84 && separator !== 32))
    return Number.NaN;
  if (bytes[from + 13] !== 58 || bytes[from + 16] !== 58) return Number.NaN;
  const century = pair(bytes, from);
  const yearOfCentury = pair(bytes, from + 2);
  const month = pair(bytes, from + 5);
  const day = pair(bytes, from + 8);
  const hour = pair(bytes, from + 11);
  const minute = pair(bytes, from + 14);
  const second = pair(bytes, from + 17);
  const year = 100 * century + yearOfCentury;
  if (century > 99 || yearOfCentury > 99 || month < 1 || month > 12) return Number.NaN;
  if (day < 1 || day > daysInMonth(year, month) || hour > 23 || minute > 59 || second > 60) return Number.NaN;
  let at = from + 19;
  let mantissa = second;
  let decimals = 0;
  if (at < to && bytes[at] === 46) {
    for (at++; at < to && decimals < 6; at++, decimals++) {
      const digit = (bytes[at]! - 48) >>> 0;
      if (digit > 9) break;
      mantissa = 10 * mantissa + digit;
    }
    if (decimals === 0) return Number.NaN;
  }
  let zone = 0;
  if (at < to && !(at + 1 === to && bytes[at] === 90)) {
    const sign = bytes[at];
    const hours = pair(bytes, at + 1);
    const minutes = pair(bytes, at + 3);
    if (at + 5 !== to || (sign !== 43 && sign !== 45) || hours > 14 || minutes > 59) return Number.NaN;
    zone = (sign === 45 ? -1 : 1) * (3_600_000 * hours + 60_000 * minutes);
  }
  const milliseconds = decimals > 3 ? mantissa / POWERS[decimals - 3]! : mantissa * POWERS[3 - decimals]!;
  const clock = 3_600_000 * hour + 60_000 * minute + milliseconds;
  return 86_400_000 * daysFromCivil(year, month, day) + clock - zone;
}

export interface DetectedTime {
  readonly format: TimeFormat;
  /** The order of day and month is a guess. */
  readonly ambiguous: boolean;
  /** The calendar times name no zone. */
  readonly zoneless: boolean;
}

/**
 * The format of a column by its first values (as text); null when none of them is a time. An epoch's unit goes by
 * the first value that is not 0; a date's order by the first value that has a part over 12, else day first.
 */
export function detectTime(values: readonly string[], unit: TimeUnit | null): DetectedTime | null {
  const encoder = new TextEncoder();
  let order: DateOrder | null = null;
  let certain = false;
  let zoneless = false;
  let zero = false;
  for (const value of values) {
    const cell = encoder.encode(value);
    const number = readNumber(cell, 0, cell.length);
    if (number > 0) {
      return {
        format: epochFormat(unit ?? epochUnit(number)),
        ambiguous: false,
        zoneless: false,
      };
    }
    zero ||= number === 0;
    const orders = DATE_ORDERS.filter((each) => !Number.isNaN(readCalendar(cell, 0, cell.length, each)));
    if (orders.length === 0) continue;
    if (order === null) zoneless = !/(?:[zZ]|UTC|[+-]\d\d:?\d\d)\s*$/.test(value.slice(10));
    order ??= orders[0]!;
    if (orders.length === 1) {
      order = orders[0]!;
      certain = true;
      break;
    }
  }
  if (order !== null) return { format: { kind: 'calendar', order }, ambiguous: !certain, zoneless };
  return zero ? { format: epochFormat(unit ?? 's'), ambiguous: false, zoneless: false } : null;
}
