/** One line of any Zeek log, whether text or JSON. */

import { CALENDAR } from '../text/json-values.js';
import { readNumber, readWhole } from '../text/number.js';
import { JsonKind, type Slots } from '../text/slots.js';
import { epochFormat, epochUnit, readTime } from '../text/time.js';

export interface ZeekRecord extends Slots {
  /** The elements of a set or vector, at most MOST_ELEMENTS; none when the slot holds no such thing. */
  list(slot: number): readonly string[];
}

export const MOST_ELEMENTS = 64;

/** Whether the record has a value there. */
export function isSet(record: Slots, slot: number): boolean {
  return record.kind[slot]! > JsonKind.null;
}

/** "T" or true, "F" or false; null when the slot says neither. */
export function truthAt(record: Slots, slot: number): boolean | null {
  if (!isSet(record, slot)) return null;
  const first = record.bytes[record.from[slot]!]! | 32;
  if (first !== 116 && first !== 102) return null;
  const length = record.to[slot]! - record.from[slot]!;
  if (length !== 1 && record.kind[slot] !== JsonKind.boolean) return null;
  return first === 116;
}

/** Seconds from which on a time is in milliseconds or less (JSON::TS_MILLIS): the year 5138. */
const LARGEST_SECONDS = 1e11;

/**
 * Milliseconds of a number of seconds, to the microsecond, in which Zeek measures: JSON logs write doubles with all
 * their digits ("0.0018720000000023163"). NaN when it is none, or negative.
 */
export function readSeconds(bytes: Uint8Array, from: number, to: number): number {
  let whole = 0;
  let at = from;
  for (; at < to; at++) {
    const digit = bytes[at]! - 48;
    if (digit < 0 || digit > 9) break;
    whole = whole * 10 + digit;
  }
  let micros = 0;
  let decimals = 0;
  if (at < to && bytes[at] === 46 && at > from) {
    for (at++; at < to; at++) {
      const digit = bytes[at]! - 48;
      if (digit < 0 || digit > 9) break;
      if (decimals < 6) micros = micros * 10 + digit;
      else if (decimals === 6 && digit >= 5) micros++;
      decimals++;
    }
  }
  for (; decimals < 6; decimals++) micros *= 10;
  const total = whole * 1e6 + micros;
  if (at === to && at > from && whole < 9e9) return total / 1e3;
  const power = at > from && whole < 10 ? negativePower(bytes, at, to) : 0;
  if (power > 0) return Math.round(total / 10 ** power) / 1e3;
  const value = readNumber(bytes, from, to, 3);
  if (!(value >= 0)) return Number.NaN;
  return value < 9e12 ? Math.round(value * 1e3) / 1e3 : value;
}

/** 5 of "e-05", which doubles below a millisecond are written with; 0 when there is no such exponent. */
function negativePower(bytes: Uint8Array, at: number, to: number): number {
  const digits = to - at - 2;
  if ((bytes[at]! | 32) !== 101 || bytes[at + 1] !== 45 || digits < 1 || digits > 2) return 0;
  const power = readWhole(bytes, at + 2, to, 99);
  return power > 0 ? power : 0;
}

/** Milliseconds of a length of time in seconds; NaN when the slot holds none. */
export function secondsAt(record: Slots, slot: number): number {
  const kind = record.kind[slot]!;
  if (kind !== JsonKind.number && kind !== JsonKind.string) return Number.NaN;
  return readSeconds(record.bytes, record.from[slot]!, record.to[slot]!);
}

/** Unix ms of a time in any of Zeek's formats: seconds, milliseconds, ISO 8601; NaN when the slot holds none. */
export function momentAt(record: Slots, slot: number): number {
  const kind = record.kind[slot]!;
  if (kind !== JsonKind.number && kind !== JsonKind.string) return Number.NaN;
  const { bytes } = record;
  const from = record.from[slot]!;
  const to = record.to[slot]!;
  const time = readSeconds(bytes, from, to);
  if (time < 1e3 * LARGEST_SECONDS) return time;
  return readTime(bytes, from, to, time >= 0 ? epochFormat(epochUnit(time / 1e3)) : CALENDAR);
}
