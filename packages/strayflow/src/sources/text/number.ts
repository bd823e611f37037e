/** Numbers straight from the bytes of a text, without a string in between. */

const EXACT_POWERS = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));
/** All whole numbers up to here are exact doubles. */
export const LARGEST_EXACT = Number.MAX_SAFE_INTEGER;
/** Characters of a number that is read digit by digit: beyond it the mantissa may not be exact. */
export const LONGEST_PLAIN = 17;
const LONGEST_NUMBER = 64;

/**
 * The decimal number of `bytes[from..to)` times 10^`shift`, correctly rounded; NaN when it is none. Spaces around it,
 * a sign, a fraction and an exponent are allowed; words ("inf", "nan") are not numbers.
 */
export function readNumber(bytes: Uint8Array, from: number, to: number, shift = 0): number {
  // Nearly all numbers are digits with at most one point among them.
  if (to - from <= LONGEST_PLAIN) {
    let at = from;
    let mantissa = 0;
    for (; at < to; at++) {
      const digit = bytes[at]! - 48;
      if (digit < 0 || digit > 9) break;
      mantissa = mantissa * 10 + digit;
    }
    if (at > from && mantissa <= LARGEST_EXACT) {
      if (at === to) return scaled(mantissa, shift);
      if (bytes[at] === 46) {
        const point = at++;
        for (; at < to; at++) {
          const digit = bytes[at]! - 48;
          if (digit < 0 || digit > 9) break;
          mantissa = mantissa * 10 + digit;
        }
        if (at === to && mantissa <= LARGEST_EXACT) return scaled(mantissa, shift + point + 1 - to);
      }
    }
  }
  return readAnyNumber(bytes, from, to, shift);
}

/** `mantissa` times 10^`power`. Both factors are exact, so the result is rounded once. */
export function scaled(mantissa: number, power: number): number {
  return power < 0 ? mantissa / EXACT_POWERS[-power]! : mantissa * EXACT_POWERS[power]!;
}

/** Signs, spaces, exponents, many digits: rare enough for a string. */
function readAnyNumber(bytes: Uint8Array, from: number, to: number, shift: number): number {
  while (from < to && bytes[from] === 32) from++;
  while (to > from && bytes[to - 1] === 32) to--;
  const first = bytes[from]!;
  const starts = (first >= 48 && first <= 57) || first === 45 || first === 43 || first === 46;
  if (from >= to || !starts || to - from > LONGEST_NUMBER) return Number.NaN;
  const text = String.fromCharCode(...bytes.subarray(from, to));
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d{1,4}))?$/.exec(text);
  if (match === null) return Number.NaN;
  const value = Number(`${match[1]}e${Number(match[2] ?? 0) + shift}`);
  return Number.isFinite(value) ? value : Number.NaN;
}

/** Whether the number is written as 0x…, as Argus writes what stands in for a port of ICMP. */
export function isHexadecimal(bytes: Uint8Array, from: number, to: number): boolean {
  return to - from > 2 && bytes[from] === 48 && (bytes[from + 1]! | 32) === 120;
}

/** A whole number from 0 to `largest`, decimal or 0x hexadecimal; NaN when it is none. "80.0" is 80. */
export function readWhole(bytes: Uint8Array, from: number, to: number, largest: number): number {
  const value = isHexadecimal(bytes, from, to)
    ? readHexadecimal(bytes, from + 2, to)
    : readNumber(bytes, from, to);
  return value >= 0 && value <= largest && value === Math.floor(value) ? value : Number.NaN;
}

function readHexadecimal(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) {
    const digit = hexadecimalDigit(bytes[at]!);
    if (digit < 0 || value > 0xffff_ffff) return Number.NaN;
    value = value * 16 + digit;
  }
  return value;
}

/** 0 to 15, or -1. */
export function hexadecimalDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const letter = byte | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

const MISSING = new Set([
  '',
  '-',
  '?',
  'na',
  'n/a',
  'nan',
  'nil',
  'none',
  'null',
  '\\n',
  '(empty)',
  'unknown',
]);
const LONGEST_MISSING = 7;
/** What those begin with, in lower case: - ? n \ ( u */
const MISSING_STARTS: ReadonlySet<number> = new Set([45, 63, 110, 92, 40, 117]);

/** Whether a text says "there is no value" in one of the usual ways. */
export function isMissingText(text: string): boolean {
  return text.length <= LONGEST_MISSING && MISSING.has(text.toLowerCase());
}

/** The same of a cell. */
export function isMissing(bytes: Uint8Array, from: number, to: number): boolean {
  while (from < to && bytes[from] === 32) from++;
  while (to > from && bytes[to - 1] === 32) to--;
  if (from === to) return true;
  const first = bytes[from]!;
  if (to - from > LONGEST_MISSING || !MISSING_STARTS.has(first > 64 && first < 91 ? first | 32 : first))
    return false;
  return (to - from === 1 && first === 45) || isMissingText(String.fromCharCode(...bytes.subarray(from, to)));
}
